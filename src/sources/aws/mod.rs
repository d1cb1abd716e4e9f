//! Live AWS: both regions, read through the SDK.
//!
//! ```text
//! Plan ─▶ identity of each side ─▶ services of each side, at once ─▶ Snapshot
//! ```
//!
//! Every call stands in its service's table ([`Service`]) with its IAM action; only Describe, List
//! and Get are among them. A call that fails is a [`Gap`] with its reason and
//! the action that is missing, and everything else goes on: one region may be dark. What comes out
//! has Terraform's kinds, attribute names and shapes, so that it compares with a state as it is.
//! Global services (IAM, Route 53) are asked once for each account.
//!
//! Nothing of the SDK's types leaves this module.

mod accounts;
mod buckets;
mod client;
mod collector;
mod cut_off;
mod derived;
mod gap;
mod need;
mod pages;
pub mod policy;
mod progress;
mod questions;
pub mod run_bucket;
mod services;
mod sides;
mod spec;
pub mod state_objects;
mod throttles;
mod values;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_config::SdkConfig;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::task::JoinSet;

use accounts::SideAccount;
use collector::{Collected, Collector, Shared};

pub use client::{Access, Network};
pub use need::{Attributes, Need};
pub use progress::Progress;
pub use questions::{PermissionQuestion, PermissionQuestions, Permissions, Questions};
pub use services::SERVICES;
pub use spec::{Asked, Operation, Service};

use super::{DigestKey, Seal};
use crate::kinds;
use crate::model::{
    AccountId, Coverage, Gap, Reason, Region, Resource, Side, Site, Snapshot, SnapshotMeta, Text,
    View,
};

/// What is to be collected, and how it is reached.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The primary side.
    pub primary: SidePlan,
    /// The DR side.
    pub dr: SidePlan,
    /// What both have in common.
    pub network: Network,
    /// What is looked at.
    pub need: Need,
    /// What is appended to global names on the DR side.
    pub dr_name_suffix: Text,
    /// The key under which secrets are digested.
    pub digest_key: DigestKey,
    /// Now, in RFC 3339.
    pub at: Text,
    /// What is asked about what was listed.
    pub questions: Questions,
}

/// One side.
#[derive(Clone, Debug)]
pub struct SidePlan {
    /// The region.
    pub region: Region,
    /// The account that the credentials must lead to; any where there is none.
    pub account: Option<AccountId>,
    /// How it is reached.
    pub access: Access,
}

/// Why nothing is collected.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The credentials lead to another account than the configuration names.
    #[error(
        "the credentials of the {side} side belong to account {found}, but the configuration names \
         {expected}: nothing was collected"
    )]
    WrongAccount {
        /// The side.
        side: Side,
        /// The account of the configuration.
        expected: AccountId,
        /// The account that the credentials lead to.
        found: AccountId,
    },
    /// The certificates cannot be read.
    #[error("the certificates in {path} cannot be read: {error}")]
    Certificates {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: std::io::Error,
    },
}

fn certificates(network: &Network, error: std::io::Error) -> Refused {
    Refused::Certificates { path: network.ca_bundle.clone().unwrap_or_default(), error }
}

/// What the collectors that were there before have listed, of both sides.
type Listed = Arc<Vec<Arc<Resource>>>;

/// One side once it is known who asks.
struct Reached {
    config: SdkConfig,
    account: Option<AccountId>,
}

/// Collects both sides.
///
/// A side that cannot be reached is a gap of that side; the other is collected all the same.
///
/// # Errors
///
/// The credentials lead to another account than the plan names, or the certificates cannot be
/// read. Nothing has been collected then.
pub async fn collect(plan: &Plan, progress: &Arc<Progress>) -> Result<Snapshot, Refused> {
    let http = client::http(&plan.network).map_err(|error| certificates(&plan.network, error))?;
    let (primary, dr) = tokio::join!(
        reach(Side::Primary, &plan.primary, plan, &http, progress),
        reach(Side::Dr, &plan.dr, plan, &http, progress),
    );
    let mut coverage = Coverage::default();
    let mut gaps: Vec<Gap> = Vec::new();
    let seal = Arc::new(Seal::new(plan.digest_key.clone()));
    let need = Arc::new(plan.need.clone());
    let questions = Arc::new(plan.questions.clone());
    let mut reached: Vec<(Side, &SidePlan, Reached)> = Vec::new();
    for (side, side_plan, found) in
        [(Side::Primary, &plan.primary, primary?), (Side::Dr, &plan.dr, dr?)]
    {
        match found {
            Ok(found) => reached.push((side, side_plan, found)),
            Err(gap) => gaps.push(gap),
        }
    }
    let mut accounts: Vec<Option<AccountId>> = Vec::new();
    let mut sites: Vec<(Site, usize)> = Vec::new();
    for (at, (side, side_plan, found)) in reached.iter().enumerate() {
        let account = found.account.clone();
        let region = Some(side_plan.region.clone());
        sites.push((Site { side: *side, region, account: account.clone() }, at));
        coverage.looked_for(*side, kinds_of(&need, None));
        if !accounts.contains(&account) {
            sites.push((Site { side: Side::Global, region: None, account: account.clone() }, at));
            coverage.looked_for(Side::Global, kinds_of(&need, Some(Asked::of_account)));
            accounts.push(account);
        }
    }
    let of_side = |side, side_plan: &SidePlan| {
        let found = reached.iter().find(|(s, ..)| *s == side).map(|(.., f)| &f.account);
        let id = found.unwrap_or(&side_plan.account).clone();
        SideAccount { side, id, reached: found.is_some() }
    };
    let sides: Arc<[SideAccount; 2]> =
        Arc::new([of_side(Side::Primary, &plan.primary), of_side(Side::Dr, &plan.dr)]);
    let regions_of = |account: Option<&AccountId>| -> Arc<[Region]> {
        let plans = sides.iter().zip([&plan.primary, &plan.dr]);
        let may_be = |known: &Option<AccountId>| {
            known.is_none() || account.is_none() || known.as_ref() == account
        };
        plans.filter(|(s, _)| may_be(&s.id)).map(|(_, plan)| plan.region.clone()).collect()
    };
    let mut resources: Vec<Arc<Resource>> = Vec::new();
    let start = |jobs: &mut JoinSet<Collected>, at: &(Site, usize), listed: Option<&Listed>| {
        let (site, found) = (at.0.clone(), &reached[at.1].2);
        let name = site.region.as_ref().map_or("global", Region::as_str);
        let partition = RetryPartition::new(format!("{}-{name}", site.side));
        let shared = Shared {
            config: found.config.clone(),
            partition,
            site: Arc::new(site),
            need: Arc::clone(&need),
            seal: Arc::clone(&seal),
            at: plan.at.clone(),
            progress: Arc::clone(progress),
            listed: listed.map_or_else(Listed::default, Arc::clone),
            questions: Arc::clone(&questions),
            regions: regions_of(found.account.as_ref()),
            sides: Arc::clone(&sides),
        };
        let global = at.0.side == Side::Global;
        let now = SERVICES
            .iter()
            .copied()
            .filter(|s| s.asked.of_account() == global && s.asked.after() == listed.is_some());
        for service in now {
            progress.services.fetch_add(1, Ordering::Relaxed);
            jobs.spawn(Collector::new(service, shared.clone()).run());
        }
    };
    let mut jobs = JoinSet::new();
    for site in &sites {
        start(&mut jobs, site, None);
    }
    finish(&mut jobs, &mut resources, &mut gaps).await;
    gaps.extend(derived::gaps_of(&gaps, &need));
    let listed: Listed = Arc::new(resources.clone());
    for site in &sites {
        start(&mut jobs, site, Some(&listed));
    }
    finish(&mut jobs, &mut resources, &mut gaps).await;
    gaps.sort();
    gaps.dedup();
    for gap in gaps {
        coverage.add(gap);
    }
    let resources = sides::told_apart(resources, plan);
    let meta = SnapshotMeta { view: View::Live, files: Vec::new(), taken_at: plan.at.clone() };
    Ok(Snapshot { meta, resources, coverage })
}

/// Waits for collectors.
async fn finish(
    jobs: &mut JoinSet<Collected>,
    resources: &mut Vec<Arc<Resource>>,
    gaps: &mut Vec<Gap>,
) {
    while let Some(done) = jobs.join_next().await {
        match done {
            Ok(collected) => {
                resources.extend(collected.resources);
                gaps.extend(collected.gaps);
            }
            // Only when the runtime shuts down, and then nothing of this is used.
            Err(_) => gaps.push(lost()),
        }
    }
}

/// The kinds that are looked at, of all services or of some.
fn kinds_of(need: &Need, asked: Option<fn(Asked) -> bool>) -> Vec<Text> {
    // An older style of a part is looked for with the present one.
    let styles = |kind: &'static str| {
        std::iter::once(kind).chain(kinds::siblings(kind).filter(move |s| *s != kind))
    };
    SERVICES
        .iter()
        .filter(|s| asked.is_none_or(|which| which(s.asked)))
        .flat_map(|s| s.kinds())
        .filter(|k| need.kind(k))
        .flat_map(styles)
        .map(Text::from)
        .collect()
}

fn lost() -> Gap {
    Gap {
        side: None,
        kind: None,
        attributes: Vec::new(),
        operation: Text::from("collect"),
        iam_action: None,
        reason: Reason::Unreadable,
        detail: Text::from("a collector did not end: collect again"),
    }
}

/// Who asks on a side; the inner error is why the side cannot be reached.
async fn reach(
    side: Side,
    side_plan: &SidePlan,
    plan: &Plan,
    http: &SharedHttpClient,
    progress: &Arc<Progress>,
) -> Result<Result<Reached, Gap>, Refused> {
    const OPERATION: &str = "sts:GetCallerIdentity";
    let config = client::config(&side_plan.access, &side_plan.region, &plan.network, http).await;
    let sts = aws_sdk_sts::Client::new(&client::first(&config));
    progress.calls.fetch_add(1, Ordering::Relaxed);
    let identity = match sts.get_caller_identity().send().await {
        Ok(identity) => identity,
        Err(error) => {
            let (reason, detail) =
                gap::explain(&error, OPERATION, OPERATION, client::FIRST_ATTEMPTS);
            let detail = format!("nothing of {} could be read: {detail}", side_plan.region);
            return Ok(Err(Gap {
                side: Some(side),
                kind: None,
                attributes: Vec::new(),
                operation: Text::from(OPERATION),
                iam_action: None,
                reason,
                detail: Text::from(detail),
            }));
        }
    };
    let found = identity.account().and_then(AccountId::parse);
    match (&side_plan.account, &found) {
        (Some(expected), Some(found)) if expected != found => {
            Err(Refused::WrongAccount { side, expected: expected.clone(), found: found.clone() })
        }
        _ => Ok(Ok(Reached { config, account: found })),
    }
}

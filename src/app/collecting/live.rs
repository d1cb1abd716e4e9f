//! Built with live collection.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Call, Collection, Counts, PolicyFormat};
use crate::app::gate::GATE;
use crate::app::loading::{Prepared, prepare};
use crate::app::{Failure, Reach, Request};
use crate::assess::{LOOKS, topology};
use crate::compare::{Comparison, Pair};
use crate::config::SideConfig;
use crate::finding::TopologyState;
use crate::model::{Inventory, Region, Resource, Side, Snapshot, Text};
use crate::rules::reads;
use crate::runbook;
use crate::sources::aws::{
    self, Access, Attributes, Need, Network, PermissionQuestion, PermissionQuestions, Permissions,
    Questions, Refused, SERVICES, SidePlan,
};
use crate::sources::snapshot_file::{Stored, key_name};

/// Stack of the threads that collect.
const STACK: usize = 8 << 20;

impl Collection {
    /// How far it is.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let progress = &self.progress;
        Counts {
            services: of(&progress.services),
            services_done: of(&progress.services_done),
            calls: of(&progress.calls),
            resources: of(&progress.resources),
            throttled: of(&progress.throttled),
        }
    }
}

/// What the rules that run look at.
fn need(prepared: &Prepared) -> Need {
    let mut everything = false;
    let mut kinds: BTreeMap<Text, BTreeSet<Text>> = BTreeMap::new();
    for rule in prepared.catalogue.rules() {
        if !prepared.settings.enables(rule) {
            continue;
        }
        let reads = reads(rule);
        everything |= reads.everything;
        for (kind, attributes) in reads.kinds {
            kinds.entry(kind).or_default().extend(attributes);
        }
    }
    if prepared.settings.job.as_str() == GATE {
        for (kind, attributes) in LOOKS {
            let known = kinds.entry(Text::from(*kind)).or_default();
            known.extend(attributes.iter().chain(&["arn", "id"]).map(|a| Text::from(*a)));
        }
    }
    // A tag that finds pairs is looked at on every kind.
    if prepared.settings.pairing.tag.is_some() {
        for attributes in kinds.values_mut() {
            attributes.extend(["tags", "tags_all"].map(Text::from));
        }
    }
    let some = |(kind, attributes)| (kind, Attributes::Some(attributes));
    Need { everything, kinds: kinds.into_iter().map(some).collect() }.with_what_is_asked_about()
}

/// The region of a side, which every call needs.
pub(in crate::app) fn region_of(config: &SideConfig, side: Side) -> Result<Region, Failure> {
    config.region.clone().ok_or_else(|| {
        Failure::Usage(format!(
            "the {side} side has no region: give --{side} REGION, or a configuration"
        ))
    })
}

/// How a side is reached.
pub(in crate::app) fn access(config: &SideConfig) -> Access {
    Access {
        profile: config.profile.clone(),
        role_arn: config.role_arn.clone(),
        external_id: config.external_id.clone(),
        endpoint_url: config.endpoint_url.clone(),
    }
}

/// What both sides have in common.
pub(in crate::app) fn network(reach: &Reach) -> Network {
    Network {
        instance_metadata: reach.instance_metadata,
        ca_bundle: reach.ca_bundle.clone(),
        ..Network::default()
    }
}

/// Waits for what is asked of AWS, or for somebody who stops it.
pub(in crate::app) fn run<T>(
    asked: impl Future<Output = Result<T, Refused>>,
) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Collectors wait for many calls at once: their futures are large.
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .map_err(|error| Failure::Io { path: "async runtime".to_owned(), error })?;
    runtime.block_on(async {
        tokio::select! {
            done = asked => done.map_err(|refused| Failure::Refused(refused.to_string())),
            _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        }
    })
}

fn side_plan(config: &SideConfig, side: Side) -> Result<SidePlan, Failure> {
    Ok(SidePlan {
        region: region_of(config, side)?,
        account: config.account.clone(),
        access: access(config),
    })
}

/// What is asked about what was listed.
fn questions(prepared: &Prepared) -> Questions {
    let gate = &prepared.app.gate;
    Questions {
        window_seconds: u32::try_from(gate.lag_window_seconds).unwrap_or(u32::MAX),
        failover_role: gate.failover_role.clone(),
        permissions: permissions(prepared),
    }
}

/// The calls that a failover would make from where the estate is now.
fn permissions(prepared: &Prepared) -> Arc<Permissions> {
    let configured = prepared.estate(&Inventory::default());
    let pairing = prepared.settings.pairing.clone();
    let servers = prepared.pairs.resources.clone();
    Arc::new(move |listed: &[Arc<Resource>]| {
        let mut snapshot = Snapshot { resources: listed.to_vec(), ..Snapshot::default() };
        snapshot.coverage.looked_at(Side::Primary);
        snapshot.coverage.looked_at(Side::Dr);
        let all = listed.iter().chain(&servers).cloned().collect();
        let inventory = Inventory::new(all, snapshot.coverage.clone(), Vec::new());
        let mut estate = configured.clone();
        let comparison = Comparison::new(&estate, &inventory, &pairing);
        let pair = |p: &Pair| [p.primary.address.clone(), p.dr.address.clone()];
        let mut pairs: Vec<_> = comparison.pairs().iter().map(pair).collect();
        let now = topology(&configured, &inventory);
        if now.turned {
            snapshot = snapshot.turned();
            std::mem::swap(&mut estate.primary, &mut estate.dr);
            estate.primary.side = Side::Primary;
            estate.dr.side = Side::Dr;
            std::mem::swap(&mut estate.primary_name_suffix, &mut estate.dr_name_suffix);
            for pair in &mut pairs {
                pair.reverse();
            }
        }
        let failed_over = now.state == TopologyState::FailedOver;
        let question = |call: runbook::Call| PermissionQuestion {
            action: Text::from(call.action),
            resource_arn: Text::from(call.resource_arn),
            region: Some(call.region),
            step: Text::from(call.step.name()),
        };
        let (calls, missing) = runbook::calls(&snapshot.resources, &estate, &pairs, failed_over);
        let questions = calls.into_iter().map(question).collect();
        PermissionQuestions { questions, missing }
    })
}

/// Collects, for whoever has read configuration and rules already.
pub(in crate::app) fn collected(
    prepared: &Prepared,
    request: &Request,
    reach: &Reach,
    collection: &Collection,
) -> Result<Stored, Failure> {
    let app = &prepared.app;
    let plan = aws::Plan {
        primary: side_plan(&app.primary, Side::Primary)?,
        dr: side_plan(&app.dr, Side::Dr)?,
        network: network(reach),
        need: need(prepared),
        dr_name_suffix: app.dr.name_suffix.clone(),
        digest_key: prepared.context.digest_key.clone(),
        at: Text::from(request.now.as_str()),
        questions: questions(prepared),
    };
    let snapshot = run(aws::collect(&plan, &collection.progress))?;
    let account = |side: Side| {
        let found = snapshot.resources.iter().find(|r| r.side() == side);
        found.and_then(|r| r.site.account.clone())
    };
    let sites = [(Side::Primary, &app.primary), (Side::Dr, &app.dr)].map(|(side, config)| {
        let known = account(side).or_else(|| config.account.clone());
        (side, config.region.clone(), known)
    });
    Ok(Stored {
        app: app.name.clone(),
        tool_version: Text::from(env!("CARGO_PKG_VERSION")),
        sites,
        key: key_name(&prepared.context.digest_key),
        snapshot,
    })
}

/// Collects both sides.
///
/// # Errors
///
/// A wrong configuration or rule, a wrong account, or an interruption. A side that cannot be
/// reached is a gap, no error, as long as the other can.
pub fn collect(
    request: &Request,
    reach: &Reach,
    collection: &Arc<Collection>,
) -> Result<Stored, Failure> {
    let prepared = prepare(request)?;
    super::not_dark(collected(&prepared, request, reach, collection)?)
}

/// The calls that collecting would make, each once; how often depends on what is there.
///
/// # Errors
///
/// A wrong configuration or rule.
pub fn planned_calls(request: &Request) -> Result<Vec<Call>, Failure> {
    let prepared = prepare(request)?;
    let need = need(&prepared);
    let app = &prepared.app;
    let sides = [
        (Side::Primary, region_of(&app.primary, Side::Primary)?),
        (Side::Dr, region_of(&app.dr, Side::Dr)?),
    ];
    let call = |side: &str, region: &str, operation: String, action: &str| Call {
        side: side.to_owned(),
        region: region.to_owned(),
        operation,
        iam_action: action.to_owned(),
    };
    let mut calls = Vec::new();
    for (side, region) in &sides {
        let identity = "sts:GetCallerIdentity";
        calls.push(call(side.name(), region.as_str(), identity.to_owned(), identity));
    }
    for service in SERVICES {
        for operation in need.calls(service) {
            let label = format!("{}:{}", service.name, operation.name);
            if service.asked.of_account() {
                calls.push(call("global", "", label, operation.action));
                continue;
            }
            calls.extend(sides.iter().map(|(side, region)| {
                call(side.name(), region.as_str(), label.clone(), operation.action)
            }));
        }
    }
    calls.sort();
    Ok(calls)
}

/// The IAM policy that allows what the rules that run need, and nothing else.
///
/// # Errors
///
/// A wrong configuration or rule.
pub fn iam_policy(request: &Request, format: PolicyFormat) -> Result<String, Failure> {
    let prepared = prepare(request)?;
    let need = need(&prepared);
    Ok(match format {
        PolicyFormat::Json => aws::policy::json(&need),
        PolicyFormat::Terraform => aws::policy::terraform(&need),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_runbook_is_written_from_is_looked_at_for_the_role() {
        let kinds = [(Text::from("permission.aws_iam_role"), Attributes::Some(BTreeSet::new()))];
        let need = Need { everything: false, kinds: kinds.into() }.with_what_is_asked_about();
        for kind in runbook::READ {
            assert!(need.kind(kind), "{kind} decides which calls a failover makes");
        }
        for (kind, name) in [
            ("aws_appautoscaling_target", "min_capacity"),
            ("aws_autoscaling_group", "max_size"),
            ("aws_db_instance", "replicate_source_db"),
            ("aws_ecs_task_definition", "container_definitions"),
            ("aws_elasticache_replication_group", "global_replication_group_id"),
            ("aws_lb", "dns_name"),
            ("aws_rds_cluster", "replication_source_identifier"),
            ("aws_route53_record", "alias"),
            ("aws_ssm_parameter", "value"),
        ] {
            assert!(need.attributes(kind, &[name]), "{kind}.{name}");
        }
    }
}

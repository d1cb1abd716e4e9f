//! What a service's collector works with: calls within their limits, pages, gaps, resources.
//!
//! A call that fails is noted once as a gap, for what the service's table says that the call is
//! for; what was listed before is kept. Secrets are sealed before a resource is kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::sync::Semaphore;

use super::Listed;
use super::accounts::SideAccount;
use super::client::ATTEMPTS;
use super::gap::{self, Missing};
use super::need::Need;
use super::progress::Progress;
use super::questions::Questions;
use super::spec::{Operation, Service};
use super::throttles::CountThrottles;
use crate::kinds;
use crate::model::{
    Address, Condition, Gap, Map, Provenance, Reason, Region, RegionEvidence, Resource, Side, Site,
    Text, Value, is_observed_kind, plain_kind,
};
use crate::sources::key_lists::KeyLists;
use crate::sources::seal::Seal;

/// Calls to one service in one account and region that are under way at once.
const AT_ONCE: usize = 4;

/// One service in one account and region. Cheap to clone.
#[derive(Clone)]
pub(super) struct Collector(Arc<Inner>);

struct Inner {
    service: &'static Service,
    config: SdkConfig,
    partition: RetryPartition,
    site: Arc<Site>,
    evidence: RegionEvidence,
    need: Arc<Need>,
    seal: Arc<Seal>,
    at: Text,
    permits: Semaphore,
    progress: Arc<Progress>,
    listed: Listed,
    questions: Arc<Questions>,
    regions: Arc<[Region]>,
    sides: Arc<[SideAccount; 2]>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    resources: Vec<Arc<Resource>>,
    gaps: BTreeMap<(&'static str, Reason), Gaps>,
    /// What operations were not asked about, each with why.
    lacking: BTreeSet<(&'static str, String)>,
    key_lists: KeyLists,
    kinds: HashMap<&'static str, Text>,
}

/// The failures of one operation for one reason.
struct Gaps {
    detail: String,
    /// The IAM action that would mend it.
    action: Option<&'static str>,
    times: usize,
}

/// What a collector found.
pub(super) struct Collected {
    pub(super) resources: Vec<Arc<Resource>>,
    pub(super) gaps: Vec<Gap>,
}

/// What every collector of one account and region shares.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) config: SdkConfig,
    pub(super) partition: RetryPartition,
    pub(super) site: Arc<Site>,
    pub(super) need: Arc<Need>,
    pub(super) seal: Arc<Seal>,
    pub(super) at: Text,
    pub(super) progress: Arc<Progress>,
    pub(super) listed: Listed,
    pub(super) questions: Arc<Questions>,
    pub(super) regions: Arc<[Region]>,
    pub(super) sides: Arc<[SideAccount; 2]>,
}

impl Collector {
    pub(super) fn new(service: &'static Service, shared: Shared) -> Self {
        let Shared {
            config,
            partition,
            site,
            need,
            seal,
            at,
            progress,
            listed,
            questions,
            regions,
            sides,
        } = shared;
        let evidence =
            if site.region.is_some() { RegionEvidence::Endpoint } else { RegionEvidence::Global };
        Self(Arc::new(Inner {
            service,
            config,
            partition,
            site,
            evidence,
            need,
            seal,
            at,
            permits: Semaphore::new(AT_ONCE),
            progress,
            listed,
            questions,
            regions,
            sides,
            kept: Mutex::default(),
        }))
    }

    /// The settings that clients are made from.
    pub(super) fn config(&self) -> &SdkConfig {
        &self.0.config
    }

    /// The retry budget of this side.
    pub(super) fn partition(&self) -> RetryPartition {
        self.0.partition.clone()
    }

    /// What watches the attempts of a client.
    pub(super) fn watch(&self) -> CountThrottles {
        CountThrottles::new(&self.0.progress)
    }

    /// The region's name; empty where the service is global.
    pub(super) fn region(&self) -> &str {
        self.0.site.region.as_ref().map_or("", |r| r.as_str())
    }

    /// The regions of the sides whose account this is, or may be.
    pub(super) fn regions(&self) -> &[Region] {
        &self.0.regions
    }

    /// The accounts of both sides.
    pub(super) fn sides(&self) -> &[SideAccount] {
        self.0.sides.as_slice()
    }

    /// The account; empty where it is not known.
    pub(super) fn account(&self) -> &str {
        self.0.site.account.as_ref().map_or("", |a| a.as_str())
    }

    /// An ARN of this account and region.
    pub(super) fn arn(&self, service: &str, resource: impl std::fmt::Display) -> String {
        let partition = partition_of(self.region());
        format!("arn:{partition}:{service}:{}:{}:{resource}", self.region(), self.account())
    }

    /// The moment of the run, in RFC 3339.
    pub(super) fn at(&self) -> &str {
        &self.0.at
    }

    /// How long the run has taken so far.
    pub(super) fn elapsed(&self) -> Duration {
        self.0.progress.begun.elapsed()
    }

    /// What the collectors before this one listed of a kind: here, or everywhere where the service
    /// is global. Empty for collectors that list themselves.
    pub(super) fn listed(&self, kind: &'static str) -> impl Iterator<Item = &Arc<Resource>> + '_ {
        let site = &self.0.site;
        self.everywhere(kind).filter(move |r| {
            site.region.is_none() || (r.side() == site.side && r.site.region == site.region)
        })
    }

    /// The same on both sides.
    pub(super) fn everywhere(
        &self,
        kind: &'static str,
    ) -> impl Iterator<Item = &Arc<Resource>> + '_ {
        self.0.listed.iter().filter(move |r| r.kind.as_str() == kind)
    }

    /// All that the collectors before this one listed, of both sides.
    pub(super) fn all_listed(&self) -> &[Arc<Resource>] {
        &self.0.listed
    }

    /// What is asked besides.
    pub(super) fn questions(&self) -> &Questions {
        &self.0.questions
    }

    /// Whether a kind is looked at.
    pub(super) fn wants_kind(&self, kind: &str) -> bool {
        self.0.need.kind(kind)
    }

    /// Whether what a call tells is looked at.
    pub(super) fn wants(&self, operation: &str) -> bool {
        self.0.service.operation(operation).is_some_and(|o| self.0.need.call(o))
    }

    /// Makes a call. `Err` holds the unknown that stands for what it would have told; the gap is
    /// noted. A call that tells nothing that is looked at is not made.
    pub(super) fn call<O, E>(
        &self,
        operation: &'static str,
        request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Result<O, Missing>>
    where
        E: ProvideErrorMetadata,
    {
        let answer = self.optional(operation, &[], request);
        async move {
            match answer.await? {
                Some(answer) => Ok(answer),
                None => Err(self.not_made(operation)),
            }
        }
    }

    /// The same, where the service says with one of these error codes that there is none: `None`.
    pub(super) fn optional<O, E>(
        &self,
        operation: &'static str,
        absent: &[&str],
        request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Result<Option<O>, Missing>>
    where
        E: ProvideErrorMetadata,
    {
        // A request of the SDK takes tens of kilobytes. Collectors wait for many at once, and
        // within each other's futures these would add up to more than a thread's stack.
        let request = Box::pin(request);
        async move {
            let Some(known) = self.0.service.operation(operation) else {
                let why = "the call is in no table of this service: please report it";
                let reason = Reason::Unsupported;
                return Err(self.note(operation, operation, reason, why.to_owned(), None));
            };
            if !self.0.need.call(known) {
                return Err(self.not_made(operation));
            }
            // The semaphore is never closed.
            let _permit = self.0.permits.acquire().await;
            self.0.progress.calls.fetch_add(1, Ordering::Relaxed);
            match request.await {
                Ok(answer) => Ok(Some(answer)),
                Err(error) => {
                    if gap::code(&error).is_some_and(|code| absent.contains(&code)) {
                        return Ok(None);
                    }
                    let label = self.label(operation);
                    let (reason, detail) = gap::explain(&error, &label, known.action, ATTEMPTS);
                    // Credentials that are no longer good are denied too; no action mends that.
                    let action = gap::is_denied(&error).then_some(known.action);
                    Err(self.note(operation, &label, reason, detail, action))
                }
            }
        }
    }

    /// Keeps a resource. `operation` is the call that told most of it; attributes that no call
    /// told are left out, not null.
    pub(super) fn keep<'n>(
        &self,
        operation: &'static str,
        kind: &'static str,
        id: &str,
        attributes: impl IntoIterator<Item = (&'n str, Value)>,
    ) {
        if !self.wants_kind(kind) {
            return;
        }
        let mut entries: Vec<(Text, Value)> =
            attributes.into_iter().map(|(name, value)| (Text::from(name), value)).collect();
        entries.push((Text::from("id"), Value::text(id)));
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let map = kept.key_lists.map(kind, entries);
        let map = self.0.seal.resource(kind, &map);
        // What is observed of something has the name of the thing.
        let named = if is_observed_kind(kind) { plain_kind(kind) } else { kind };
        let name = kinds::kind(named).map_or(&["name"][..], |k| k.names);
        let of = |m: &Map, n: &str| m.get(n).and_then(Value::as_str).map(Text::from);
        let tag = || of(map.get("tags")?.as_map()?, "Name");
        let name = name.iter().find_map(|n| of(&map, n)).or_else(tag);
        let kind_text = kept.kinds.entry(kind).or_insert_with(|| Text::from(kind)).clone();
        kept.resources.push(Arc::new(Resource {
            address: Address::new(format!("{kind}.{id}")),
            kind: kind_text,
            id: Some(Text::from(id)),
            name: name.filter(|n| !n.is_empty()),
            site: Arc::clone(&self.0.site),
            region_evidence: self.0.evidence,
            attributes: Arc::new(map),
            condition: Condition::Current,
            provenance: Provenance::Live {
                operation: Text::from(self.label(operation)),
                at: self.0.at.clone(),
            },
        }));
        self.0.progress.resources.fetch_add(1, Ordering::Relaxed);
    }

    /// A call as gaps name it: `service:Operation`.
    pub(super) fn label(&self, operation: &str) -> String {
        format!("{}:{operation}", self.0.service.name)
    }

    /// Notes that a call cannot tell what it is for, although it did not fail.
    pub(super) fn cannot(
        &self,
        operation: &'static str,
        reason: Reason,
        detail: String,
    ) -> Missing {
        self.note(operation, &self.label(operation), reason, detail, None)
    }

    /// Notes something that nobody knew to ask a call about. Each is a gap of its own, for each has
    /// a mend of its own.
    pub(super) fn lacks(&self, operation: &'static str, detail: String) {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.lacking.insert((operation, detail));
    }

    /// The unknown for one value that a call was to tell, where its other answers stand.
    pub(super) fn untold(&self, operation: &str, reason: Reason, detail: &str) -> Value {
        gap::unknown(reason, detail, &self.label(operation)).value()
    }

    fn not_made(&self, operation: &str) -> Missing {
        let detail = format!("{} is not needed for the rules that run", self.label(operation));
        gap::unknown(Reason::NotCollected, &detail, &self.label(operation))
    }

    /// Notes why a call cannot tell what it is for, and gives the unknown that stands for that.
    pub(super) fn note(
        &self,
        operation: &'static str,
        label: &str,
        reason: Reason,
        detail: String,
        action: Option<&'static str>,
    ) -> Missing {
        let missing = gap::unknown(reason, &detail, label);
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let first = Gaps { detail, action, times: 0 };
        kept.gaps.entry((operation, reason)).or_insert(first).times += 1;
        missing
    }

    /// Runs the service's collector to its end.
    pub(super) async fn run(self) -> Collected {
        let service = self.0.service;
        if self.0.need.calls(service).next().is_some() {
            // A collector that panics must not take the others with it, nor look like an empty
            // service.
            let done = tokio::spawn((service.collect)(self.clone())).await;
            if done.is_err() {
                self.crashed(service);
            }
        }
        self.0.progress.services_done.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { resources, gaps, lacking, .. } = std::mem::take(&mut *kept);
        let lacking = lacking.into_iter().map(|(operation, detail)| {
            ((operation, Reason::NotCollected), Gaps { detail, action: None, times: 1 })
        });
        let gaps = gaps
            .into_iter()
            .chain(lacking)
            .flat_map(|((operation, reason), gaps)| self.gaps(operation, reason, &gaps))
            .collect();
        Collected { resources, gaps }
    }

    fn crashed(&self, service: &'static Service) {
        for operation in self.0.need.calls(service).filter(|o| !o.lists.is_empty()) {
            let detail = format!(
                "the collector of {} ended before its time: please report it",
                service.name
            );
            let label = self.label(operation.name);
            self.note(operation.name, &label, Reason::Unreadable, detail, None);
        }
    }

    /// The gaps of one failed operation: one for each kind that it is for.
    fn gaps(&self, operation: &'static str, reason: Reason, gaps: &Gaps) -> Vec<Gap> {
        let label = Text::from(self.label(operation));
        let known: Option<&Operation> = self.0.service.operation(operation);
        let times = match gaps.times {
            1 => String::new(),
            n => format!(" ({n} times)"),
        };
        let gap = |kind: Option<&str>, attributes: &[&str]| Gap {
            // What is global is missing on both sides.
            side: Some(self.0.site.side).filter(|s| *s != Side::Global),
            kind: kind.map(Text::from),
            attributes: attributes.iter().map(|a| Text::from(*a)).collect(),
            operation: label.clone(),
            iam_action: gaps.action.map(Text::from),
            reason,
            detail: Text::from(format!("{}{times}", gaps.detail)),
        };
        let Some(known) = known else { return vec![gap(None, &[])] };
        let need = &self.0.need;
        let lists = known.lists.iter().filter(|k| need.kind(k)).map(|k| gap(Some(k), &[]));
        let fills = known
            .fills
            .iter()
            .filter(|(kind, names)| need.attributes(kind, names))
            .map(|(kind, names)| gap(Some(kind), names));
        lists.chain(fills).collect()
    }
}

/// The partition of a region, from the documentation of ARNs.
fn partition_of(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// A client of one service crate, with this side's retry budget and what looks at its answers.
macro_rules! client {
    ($collector:expr, $sdk:ident) => {
        $sdk::Client::from_conf(
            $sdk::config::Builder::from($collector.config())
                .retry_partition($collector.partition())
                .interceptor($collector.watch())
                .interceptor($crate::sources::aws::cut_off::RefuseCutOff)
                .build(),
        )
    };
}
pub(super) use client;

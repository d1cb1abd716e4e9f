//! Resources of the observed kinds, from what was read.

use std::sync::Arc;

use super::measure::{End, Replication};
use super::queries::{Facts, Sample, Sender, Slot};
use super::trouble::Trouble;
use crate::model::{
    Address, Condition, Gap, Map, MapFlavour, Number, Origin, Provenance, Reason, RegionEvidence,
    Resource, Site, Text, Unknown, Value,
};

/// A PostgreSQL server.
pub(super) const SERVER: &str = "postgres.server";
/// A standby, as the server that sends to it sees it.
pub(super) const STANDBY: &str = "postgres.standby";
/// A replication slot.
pub(super) const SLOT: &str = "postgres.replication_slot";
/// The replication from the primary to DR.
pub(super) const REPLICATION: &str = "postgres.replication";

/// What all resources of one end have in common.
pub(super) struct Frame<'a> {
    pub(super) label: &'a Text,
    pub(super) site: &'a Arc<Site>,
    pub(super) at: &'a Text,
}

impl Frame<'_> {
    fn resource(
        &self,
        kind: &str,
        id: String,
        name: &str,
        operation: &str,
        attributes: Vec<(&'static str, Value)>,
    ) -> Arc<Resource> {
        let mut entries = vec![(Text::from("label"), Value::String(self.label.clone()))];
        entries.extend(attributes.into_iter().map(|(name, v)| (Text::from(name), v)));
        Arc::new(Resource {
            kind: Text::from(kind),
            address: Address::new(format!("{kind}.{id}")),
            id: Some(Text::from(id)),
            name: Some(Text::from(name)),
            site: Arc::clone(self.site),
            region_evidence: RegionEvidence::Side,
            attributes: Arc::new(Map::new(entries, MapFlavour::Any)),
            condition: Condition::Current,
            provenance: Provenance::Live {
                operation: Text::from(format!("postgres:{operation}")),
                at: self.at.clone(),
            },
        })
    }

    /// A gap in what is known of a kind.
    pub(super) fn gap(
        &self,
        kind: &str,
        operation: &str,
        attributes: Vec<Text>,
        why: &Trouble,
    ) -> Gap {
        Gap {
            side: Some(self.site.side),
            kind: Some(Text::from(kind)),
            attributes,
            operation: Text::from(format!("postgres:{operation}")),
            iam_action: None,
            reason: why.reason,
            detail: Text::from(format!("{}: {}", self.label, why.detail)),
        }
    }
}

/// The unknown for what was not told.
pub(super) fn unknown(why: &Trouble, operation: &str) -> Value {
    let mut unknown = Unknown::new(why.reason, &why.detail);
    unknown.origin = Some(Origin::Call(Text::from(format!("postgres:{operation}"))));
    Value::unknown(unknown)
}

/// Attributes, with those that the role may not see.
struct Attributes {
    entries: Vec<(&'static str, Value)>,
    hidden: Vec<Text>,
    operation: &'static str,
    /// What a value that is not there means: the role may not see it, or it is unset.
    privilege: Option<Trouble>,
}

impl Attributes {
    fn new(operation: &'static str, seen: bool, facts: &Facts) -> Self {
        let privilege = (!seen).then(|| {
            let detail = format!(
                "the role {} may not see it: GRANT pg_monitor TO {}",
                facts.role, facts.role
            );
            Trouble::new(Reason::Denied, detail)
        });
        Self { entries: Vec::new(), hidden: Vec::new(), operation, privilege }
    }

    fn set(&mut self, name: &'static str, value: Value) {
        self.entries.push((name, value));
    }

    /// A value that a lesser role does not see.
    fn seen(&mut self, name: &'static str, value: Option<Value>) {
        let value = match (value, &self.privilege) {
            (Some(value), _) => value,
            (None, None) => Value::Null,
            (None, Some(why)) => {
                self.hidden.push(Text::from(name));
                unknown(why, self.operation)
            }
        };
        self.set(name, value);
    }

    /// A value that is not there for another reason than the role.
    fn told(&mut self, name: &'static str, value: Option<Value>, otherwise: &Trouble) {
        let value = value.unwrap_or_else(|| unknown(otherwise, self.operation));
        self.set(name, value);
    }

    fn gap(&self, frame: &Frame<'_>, kind: &str) -> Option<Gap> {
        let why = self.privilege.as_ref().filter(|_| !self.hidden.is_empty())?;
        Some(frame.gap(kind, self.operation, self.hidden.clone(), why))
    }
}

fn text(value: Option<impl AsRef<str>>) -> Option<Value> {
    value.map(Value::text)
}

fn whole(value: Option<i64>) -> Option<Value> {
    value.map(Value::from)
}

fn bytes(value: u64) -> Value {
    Value::Number(Number::from(value))
}

/// Seconds to the millisecond.
fn seconds(value: f64) -> Value {
    let rounded = format!("{value:.3}");
    let number = rounded.trim_end_matches('0').trim_end_matches('.').parse::<Number>();
    number.map_or(Value::Null, Value::Number)
}

/// A moment of a server's clock in RFC 3339.
fn moment(value: Option<f64>) -> Option<Value> {
    let at = jiff::Timestamp::from_duration(jiff::SignedDuration::try_from_secs_f64(value?).ok()?);
    Some(Value::text(at.ok()?.to_string()))
}

/// The server of an end; `skew` is its clock minus ours in seconds.
pub(super) fn server(
    frame: &Frame<'_>,
    end: &End,
    skew: Option<f64>,
    gaps: &mut Vec<Gap>,
) -> Arc<Resource> {
    let facts = &end.facts;
    let not_sampled = end
        .broke
        .clone()
        .unwrap_or_else(|| Trouble::new(Reason::NotCollected, "the server was not sampled"));
    let mut a = Attributes::new("pg_settings", facts.reads_settings, facts);
    let setting = |name: &str| facts.setting(name);
    let flag = |name: &str| setting(name).map(|v| Value::Bool(v == "on"));
    let number = |name: &str| whole(setting(name).and_then(|v| v.parse().ok()));
    a.set("server_version", Value::text(&facts.version));
    a.set("server_version_num", Value::from(facts.version_num));
    for name in ["wal_level", "archive_mode", "synchronous_commit", "synchronous_standby_names"] {
        a.seen(name, text(setting(name)));
    }
    for name in ["wal_log_hints", "data_checksums", "hot_standby", "hot_standby_feedback"] {
        a.seen(name, flag(name));
    }
    for name in [
        "max_wal_senders",
        "max_replication_slots",
        "max_connections",
        "max_worker_processes",
        "max_prepared_transactions",
        "max_locks_per_transaction",
    ] {
        a.seen(name, number(name));
    }
    // Before 13 segments were counted, and slots had no limit.
    let segments =
        || facts.bytes("wal_keep_segments")?.checked_mul(facts.bytes("wal_segment_size")?);
    a.seen("wal_keep_size_bytes", whole(facts.bytes("wal_keep_size").or_else(segments)));
    let limit = facts.bytes("max_slot_wal_keep_size");
    let unlimited = || (facts.version_num < 130_000).then_some(-1);
    a.seen("max_slot_wal_keep_size_bytes", whole(limit.or_else(unlimited)));
    let library = setting("archive_library") == Some("on");
    let archives = flag("archive_command");
    a.seen("archive_command_set", if library { Some(Value::Bool(true)) } else { archives });
    a.seen("primary_conninfo_set", flag("primary_conninfo"));
    a.seen("restore_command_set", flag("restore_command"));
    a.seen("application_name", text(facts.reports_as()));
    a.seen("primary_slot_name", text(setting("primary_slot_name")));
    a.seen("recovery_min_apply_delay_ms", number("recovery_min_apply_delay"));
    let refused = |what: &str, functions: &str| {
        let detail = format!(
            "the server does not tell its {what}: GRANT EXECUTE ON FUNCTION {functions} TO {}",
            facts.role
        );
        Trouble::new(Reason::Denied, detail)
    };
    let control = facts.control.as_ref();
    let functions = "pg_control_system(), pg_control_checkpoint()";
    let identifier = text(control.map(|c| &c.system_identifier));
    a.told("system_identifier", identifier, &refused("system identifier", functions));
    let last = end.samples.last();
    let timeline = last.and_then(|s| s.timeline).or(control.and_then(|c| c.timeline));
    a.told("timeline", whole(timeline), &refused("timeline", functions));
    match &facts.archiver {
        Some(archiver) => {
            a.set("archiver_failed_count", whole(archiver.failed_count).unwrap_or(Value::Null));
            let time = |t: &Option<String>| text(t.as_ref()).unwrap_or(Value::Null);
            a.set("archiver_last_archived_time", time(&archiver.archived));
            a.set("archiver_last_failed_time", time(&archiver.failed));
        }
        None => {
            let why = Trouble::new(
                Reason::Denied,
                format!("pg_stat_archiver is refused: GRANT pg_monitor TO {}", facts.role),
            );
            for name in [
                "archiver_failed_count",
                "archiver_last_archived_time",
                "archiver_last_failed_time",
            ] {
                a.told(name, None, &why);
            }
        }
    }
    sampled(&mut a, end, last, &not_sampled);
    a.told("clock_skew_seconds", skew.map(seconds), &not_sampled);
    gaps.extend(a.gap(frame, SERVER));
    frame.resource(SERVER, frame.label.to_string(), frame.label, "pg_settings", a.entries)
}

fn sampled(a: &mut Attributes, end: &End, last: Option<&Sample>, otherwise: &Trouble) {
    use super::queries::Receiver;
    a.told("in_recovery", last.map(|s| Value::Bool(s.in_recovery)), otherwise);
    a.told("replay_paused", last.map(|s| Value::Bool(s.paused)), otherwise);
    let place =
        |lsn: Option<super::lsn::Lsn>| lsn.map_or(Value::Null, |l| Value::text(l.to_string()));
    a.told("current_lsn", last.map(|s| place(s.current)), otherwise);
    a.told("receive_lsn", last.map(|s| place(s.receive)), otherwise);
    a.told("replay_lsn", last.map(|s| place(s.replay)), otherwise);
    let replayed = last.map(|s| moment(s.replayed).unwrap_or(Value::Null));
    a.told("replay_timestamp", replayed, otherwise);
    match last.map(|s| &s.receiver) {
        None => a.told("wal_receiver_status", None, otherwise),
        Some(Receiver::Absent) => a.set("wal_receiver_status", Value::Null),
        Some(Receiver::Status { status, .. }) => a.set("wal_receiver_status", Value::text(status)),
        Some(Receiver::Hidden) => {
            let seen = Attributes::new("pg_stat_wal_receiver", end.facts.reads_stats, &end.facts);
            let why = seen.privilege.as_ref().unwrap_or(otherwise);
            a.told("wal_receiver_status", None, why);
        }
    }
}

/// The standbys and slots of an end.
pub(super) fn sending(frame: &Frame<'_>, end: &End, gaps: &mut Vec<Gap>) -> Vec<Arc<Resource>> {
    let Some(last) = end.samples.last() else { return Vec::new() };
    let place = last.current.or(last.replay);
    let mut found = Vec::new();
    let mut hidden: Option<Gap> = None;
    for (at, sender) in last.senders.iter().enumerate() {
        let same =
            last.senders.iter().take(at).filter(|s| s.application_name == sender.application_name);
        let again = match same.count() {
            0 => String::new(),
            n => format!("#{}", n + 1),
        };
        let id = format!("{}/{}{again}", frame.label, sender.application_name);
        let attributes = standby(sender, place, &end.facts);
        hidden = hidden.or_else(|| attributes.gap(frame, STANDBY));
        let name = sender.application_name.as_str();
        found.push(frame.resource(STANDBY, id, name, "pg_stat_replication", attributes.entries));
    }
    gaps.extend(hidden);
    for slot in &last.slots {
        let id = format!("{}/{}", frame.label, slot.name);
        let attributes = slot_attributes(slot, place, &end.facts);
        found.push(frame.resource(
            SLOT,
            id,
            &slot.name,
            "pg_replication_slots",
            attributes.entries,
        ));
    }
    found
}

fn standby(sender: &Sender, place: Option<super::lsn::Lsn>, facts: &Facts) -> Attributes {
    let mut a = Attributes::new("pg_stat_replication", facts.reads_stats, facts);
    a.set("application_name", Value::text(&sender.application_name));
    a.seen("client_addr", text(sender.client_addr.as_ref()));
    a.seen("state", text(sender.state.as_ref()));
    a.seen("sync_state", text(sender.sync_state.as_ref()));
    a.seen("sent_lsn", text(sender.sent.map(|l| l.to_string())));
    a.seen("replay_lsn", text(sender.replay.map(|l| l.to_string())));
    a.seen("replay_lag_seconds", sender.replay_lag.map(seconds));
    let behind = || Some(bytes(place?.since(sender.replay?)));
    a.seen("replay_lag_bytes", behind());
    a.set("slot_name", text(sender.slot.as_ref()).unwrap_or(Value::Null));
    a
}

fn slot_attributes(slot: &Slot, place: Option<super::lsn::Lsn>, facts: &Facts) -> Attributes {
    let mut a = Attributes::new("pg_replication_slots", true, facts);
    a.set("slot_name", Value::text(&slot.name));
    a.seen("slot_type", text(slot.slot_type.as_ref()));
    a.seen("active", slot.active.map(Value::Bool));
    a.seen("wal_status", text(slot.wal_status.as_ref()));
    a.seen("invalidation_reason", text(slot.invalidation_reason.as_ref()));
    let retained = || Some(bytes(place?.since(slot.restart?)));
    a.seen("retained_bytes", retained());
    a
}

/// The replication of a pair; it is on the side that follows.
pub(super) fn replication(frame: &Frame<'_>, found: &Replication) -> Arc<Resource> {
    let known =
        |value: Result<Value, &Trouble>| value.unwrap_or_else(|why| unknown(why, "replication"));
    let attributes = vec![
        ("state", known(found.state.as_ref().map(|s| Value::text(s.name())))),
        ("detail", Value::text(&found.detail)),
        ("lag_seconds", known(found.lag_seconds.as_ref().map(|s| seconds(*s)))),
        ("lag_bytes", known(found.lag_bytes.as_ref().map(|b| bytes(*b)))),
        ("receive_lag_bytes", known(found.receive_lag_bytes.as_ref().map(|b| bytes(*b)))),
        ("worst_of", Value::Number(Number::from(found.samples as u64))),
        ("measured_by", text(found.measured_by).unwrap_or(Value::Null)),
        ("clock_difference_seconds", known(found.clock_difference.as_ref().map(|s| seconds(*s)))),
    ];
    frame.resource(REPLICATION, frame.label.to_string(), frame.label, "replication", attributes)
}

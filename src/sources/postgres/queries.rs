//! The answers of a server, read from text.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::lsn::Lsn;
use super::session::{Row, Session};
use super::sql::{ARCHIVER, CONTROL, IDENTITY, POSITIONS, SENDERS, SETTINGS, slots};
use super::trouble::Trouble;
use crate::model::Reason;

/// The oldest version that is understood.
const OLDEST: i64 = 120_000;

/// What a server says of itself once.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) version: String,
    pub(super) version_num: i64,
    /// The role that asks.
    pub(super) role: String,
    /// When the server started: two connections that hear the same moment have one server.
    pub(super) started: Option<f64>,
    pub(super) reads_settings: bool,
    pub(super) reads_stats: bool,
    pub(super) control: Option<Control>,
    pub(super) archiver: Option<Archiver>,
    pub(super) settings: BTreeMap<String, Setting>,
    /// The application name in `primary_conninfo`.
    pub(super) application_name: Option<String>,
}

/// What the control file tells.
#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) system_identifier: String,
    pub(super) timeline: Option<i64>,
}

/// How archiving goes.
#[derive(Clone, Debug)]
pub(super) struct Archiver {
    pub(super) failed_count: Option<i64>,
    pub(super) archived: Option<String>,
    pub(super) failed: Option<String>,
}

/// A setting with its unit: `8kB`, `MB`, `ms`.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) value: String,
    pub(super) unit: Option<String>,
}

/// What changes from moment to moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    /// Seconds of our own clock, half way between question and answer.
    pub(super) at: f64,
    /// How far the answer may lie from there, in seconds.
    pub(super) tolerance: f64,
    /// The server's clock: seconds since 1970.
    pub(super) clock: f64,
    pub(super) in_recovery: bool,
    /// Where a server that is not in recovery writes.
    pub(super) current: Option<Lsn>,
    pub(super) receive: Option<Lsn>,
    pub(super) replay: Option<Lsn>,
    /// When the last replayed transaction was committed, by the clock of the server that did.
    pub(super) replayed: Option<f64>,
    pub(super) paused: bool,
    pub(super) timeline: Option<i64>,
    pub(super) receiver: Receiver,
    pub(super) senders: Vec<Sender>,
    pub(super) slots: Vec<Slot>,
}

/// The process that receives write-ahead log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Receiver {
    /// There is none.
    #[default]
    Absent,
    /// There is one; the role may not see more.
    Hidden,
    /// What it does, and through which slot.
    Status { status: String, slot: Option<String> },
}

/// A standby, as the server that sends to it sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sender {
    pub(super) application_name: String,
    pub(super) client_addr: Option<String>,
    /// Hidden from roles without `pg_read_all_stats`, as all that follows.
    pub(super) state: Option<String>,
    pub(super) sync_state: Option<String>,
    pub(super) sent: Option<Lsn>,
    pub(super) replay: Option<Lsn>,
    pub(super) replay_lag: Option<f64>,
    pub(super) replied: Option<f64>,
    pub(super) slot: Option<String>,
}

/// A replication slot.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) slot_type: Option<String>,
    pub(super) active: Option<bool>,
    pub(super) restart: Option<Lsn>,
    pub(super) wal_status: Option<String>,
    pub(super) invalidation_reason: Option<String>,
}

/// Asks for the facts. What only some roles may see is left out where it is refused.
pub(super) async fn facts(session: &Session) -> Result<Facts, Trouble> {
    let identity = session.ask(IDENTITY).await?;
    let row = first(&identity.results).ok_or_else(|| Trouble::foreign(&session.shown))?;
    let mut facts = Facts {
        version: row.text("version").unwrap_or_default(),
        version_num: row.whole("version_num").unwrap_or_default(),
        role: row.text("role").unwrap_or_default(),
        started: row.seconds("started"),
        reads_settings: row.flag("reads_settings") == Some(true),
        reads_stats: row.flag("reads_stats") == Some(true),
        ..Facts::default()
    };
    if facts.version_num < OLDEST {
        let detail = format!(
            "{} runs PostgreSQL {}: versions from 12 on can be read",
            session.shown, facts.version
        );
        return Err(Trouble::new(Reason::Unsupported, detail));
    }
    for row in session.ask(SETTINGS).await?.results.iter().flatten() {
        if let (Some(name), Some(value)) = (row.text("name"), row.text("value")) {
            facts.settings.insert(name, Setting { value, unit: row.text("unit") });
        }
        facts.application_name = facts.application_name.take().or(row.text("application_name"));
    }
    // Some services refuse these two to everybody.
    if let Ok(answer) = session.ask(CONTROL).await {
        facts.control = first(&answer.results).and_then(|row| {
            Some(Control {
                system_identifier: row.text("system_identifier")?,
                timeline: row.whole("timeline_id"),
            })
        });
    }
    if let Ok(answer) = session.ask(ARCHIVER).await {
        facts.archiver = first(&answer.results).map(|row| Archiver {
            failed_count: row.whole("failed_count"),
            archived: row.text("archived"),
            failed: row.text("failed"),
        });
    }
    Ok(facts)
}

/// Asks for what changes; moments are counted from `start`.
pub(super) async fn sample(
    session: &Session,
    facts: &Facts,
    start: Instant,
) -> Result<Sample, Trouble> {
    let sql = format!("{POSITIONS}; {SENDERS}; {}", slots(facts.version_num));
    let answer = session.ask(&sql).await?;
    let row = first(&answer.results).ok_or_else(|| Trouble::foreign(&session.shown))?;
    let (Some(in_recovery), Some(clock)) = (row.flag("in_recovery"), row.seconds("clock")) else {
        return Err(Trouble::foreign(&session.shown));
    };
    let trip = answer.told.duration_since(answer.asked).as_secs_f64();
    let receiver = match (row.text("receiver"), row.text("status")) {
        (None, _) => Receiver::Absent,
        (Some(_), None) => Receiver::Hidden,
        (Some(_), Some(status)) => Receiver::Status { status, slot: row.text("slot_name") },
    };
    // The file's name begins with the timeline.
    let writes_on = row.text("wal_file").and_then(|file| hexadecimal(file.get(..8)?));
    let rows = |at: usize| answer.results.get(at).into_iter().flatten();
    Ok(Sample {
        at: answer.asked.duration_since(start).as_secs_f64() + trip / 2.0,
        tolerance: trip / 2.0,
        clock,
        in_recovery,
        current: row.lsn("current_lsn"),
        receive: row.lsn("receive_lsn").filter(|_| in_recovery),
        replay: row.lsn("replay_lsn").filter(|_| in_recovery),
        replayed: row.seconds("replayed").filter(|_| in_recovery),
        paused: row.flag("paused") == Some(true),
        timeline: writes_on.or(row.whole("received_tli")),
        receiver,
        senders: rows(1).map(sender).collect(),
        slots: rows(2).filter_map(slot).collect(),
    })
}

fn first(results: &[Vec<Row>]) -> Option<&Row> {
    results.first()?.first()
}

fn hexadecimal(digits: &str) -> Option<i64> {
    i64::from_str_radix(digits, 16).ok()
}

fn sender(row: &Row) -> Sender {
    Sender {
        application_name: row.text("application_name").unwrap_or_default(),
        client_addr: row.text("client_addr"),
        state: row.text("state"),
        sync_state: row.text("sync_state"),
        sent: row.lsn("sent_lsn"),
        replay: row.lsn("replay_lsn"),
        replay_lag: row.seconds("replay_lag"),
        replied: row.seconds("replied"),
        slot: row.text("slot_name"),
    }
}

fn slot(row: &Row) -> Option<Slot> {
    Some(Slot {
        name: row.text("slot_name")?,
        slot_type: row.text("slot_type"),
        active: row.flag("active"),
        restart: row.lsn("restart_lsn"),
        wal_status: row.text("wal_status"),
        invalidation_reason: row.text("invalidation_reason"),
    })
}

impl Facts {
    /// A setting's text; `None` where the version has none or the role may not see it.
    pub(super) fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(|s| s.value.as_str())
    }

    /// A setting in bytes, whatever its unit; -1 stays -1.
    pub(super) fn bytes(&self, name: &str) -> Option<i64> {
        let setting = self.settings.get(name)?;
        let value: i64 = setting.value.parse().ok()?;
        if value < 0 {
            return Some(value);
        }
        let unit = setting.unit.as_deref().unwrap_or("B");
        let split = unit.find(|c: char| !c.is_ascii_digit()).unwrap_or(unit.len());
        let (count, word) = unit.split_at(split);
        let count: i64 = if count.is_empty() { 1 } else { count.parse().ok()? };
        let factor = match word {
            "B" => 1,
            "kB" => 1 << 10,
            "MB" => 1 << 20,
            "GB" => 1 << 30,
            _ => return None,
        };
        value.checked_mul(count)?.checked_mul(factor)
    }

    /// The name under which the server reports to the one that sends to it.
    pub(super) fn reports_as(&self) -> Option<String> {
        if !self.reads_settings {
            return None;
        }
        let cluster = self.setting("cluster_name").filter(|n| !n.is_empty());
        let own = self.application_name.as_deref();
        Some(own.or(cluster).unwrap_or("walreceiver").to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bytes_in_any_unit() {
        let of = |value: &str, unit: Option<&str>| {
            let setting = Setting { value: value.to_owned(), unit: unit.map(str::to_owned) };
            let settings = BTreeMap::from([("x".to_owned(), setting)]);
            Facts { settings, ..Facts::default() }.bytes("x")
        };
        assert_eq!(of("64", Some("MB")), Some(64 << 20));
        assert_eq!(of("2", Some("8kB")), Some(16 << 10));
        assert_eq!(of("-1", Some("MB")), Some(-1));
        assert_eq!(of("5", None), Some(5));
        assert_eq!(of("5", Some("ms")), None);
        assert_eq!(of("9223372036854775807", Some("MB")), None);
    }
}

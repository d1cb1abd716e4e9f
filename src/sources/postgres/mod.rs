//! The replication of a self-managed PostgreSQL pair, asked of both servers.
//!
//! [`observe`] connects to the primary and to its standby in DR, reads settings once and positions
//! several times, and gives resources of the kinds `postgres.server`, `postgres.standby`,
//! `postgres.replication_slot` and `postgres.replication`. It needs no more than a role with
//! `pg_monitor`; what a lesser role does not see is unknown, with the grant that would mend it.
//! Connect to the servers themselves, not through a pooler.
//!
//! Nothing here returns an error: a server that is down, refuses the password or is no PostgreSQL
//! is a gap for its side, and the other end is read all the same. There is always one
//! `postgres.replication`, and what is not known of it is unknown, never zero.
//!
//! Sessions are read-only. Connection strings are secrets: neither they nor passwords inside them
//! reach a resource, a gap or a message.

mod dsn;
mod lag;
mod lsn;
mod measure;
mod queries;
mod resources;
mod session;
mod sql;
mod tls;
mod trouble;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::time::{Duration, Instant, sleep};

use crate::model::{Gap, Reason, Resource, Side, Site, Text};

pub use dsn::Dsn;

use measure::End;
use queries::Facts;
use resources::{Frame, REPLICATION, SERVER, SLOT, STANDBY};
use session::Session;
use trouble::Trouble;

/// The kinds that are observed.
pub const KINDS: [&str; 4] = [SERVER, STANDBY, SLOT, REPLICATION];

/// A primary and its standby in DR.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The name that the configuration gives.
    pub label: Text,
    /// The server that should write.
    pub primary: Endpoint,
    /// The server that should follow.
    pub dr: Endpoint,
    /// Where the primary is.
    pub primary_site: Arc<Site>,
    /// Where its standby is.
    pub dr_site: Arc<Site>,
}

/// How one server is reached.
#[derive(Clone, Debug)]
pub enum Endpoint {
    /// By a connection string.
    Dsn(Dsn),
    /// Not at all: the connection string could not be had.
    Missing {
        /// The kind of obstacle.
        reason: Reason,
        /// One sentence with the mend, without a full stop.
        detail: String,
    },
}

/// How long to wait, and how often to look.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest that connecting may take, with TLS and authentication.
    pub connect: Duration,
    /// The longest that one answer may take.
    pub statement: Duration,
    /// How many samples the worst is taken of; at least 1.
    pub samples: usize,
    /// The time between two samples.
    pub interval: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            statement: Duration::from_secs(3),
            samples: 3,
            interval: Duration::from_millis(250),
        }
    }
}

/// What observing needs to know.
#[derive(Clone, Debug)]
pub struct Context {
    /// The directory that paths in connection strings are relative to.
    pub directory: PathBuf,
    /// The time at the moment of the call, for the servers' clocks to be compared with.
    pub clock: jiff::Timestamp,
    /// The moment of the collection in RFC 3339, as resources carry it.
    pub at: Text,
    /// How long to wait, and how often to look.
    pub limits: Limits,
}

/// What was observed.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Resources of [`KINDS`].
    pub resources: Vec<Arc<Resource>>,
    /// What could not be read, and its mend.
    pub gaps: Vec<Gap>,
}

/// Observes a pair. Takes the samples' time, under a second unless a server is slow.
pub async fn observe(pair: &Pair, context: &Context) -> Observed {
    let start = Instant::now();
    let (primary, dr) =
        tokio::join!(connected(&pair.primary, context), connected(&pair.dr, context),);
    let (primary, dr) = sampled(primary, dr, &context.limits, start).await;
    let judged = measure::replication(&primary, &dr, &context.limits);
    let mut observed = Observed::default();
    let ends = [(&primary, &pair.primary_site), (&dr, &pair.dr_site)];
    let frame = |site| Frame { label: &pair.label, site, at: &context.at };
    for (end, site) in ends {
        let frame = frame(site);
        match end {
            Ok(end) => {
                let skew = skew(end, context);
                let gaps = &mut observed.gaps;
                observed.resources.push(resources::server(&frame, end, skew, gaps));
                observed.resources.extend(resources::sending(&frame, end, gaps));
                if let Some(why) = &end.broke {
                    observed.gaps.extend([STANDBY, SLOT].map(|k| unread(&frame, k, why)));
                }
            }
            Err(why) => {
                observed.gaps.extend([SERVER, STANDBY, SLOT].map(|k| unread(&frame, k, why)));
            }
        }
    }
    let follower = match judged.follower {
        Side::Primary => &pair.primary_site,
        _ => &pair.dr_site,
    };
    observed.resources.push(resources::replication(&frame(follower), &judged));
    let frame = frame(&pair.dr_site);
    if let (Ok(primary), Ok(dr)) = (&primary, &dr)
        && measure::is_one_server(primary, dr)
    {
        let lost = ["state", "lag_seconds", "lag_bytes", "receive_lag_bytes"].map(Text::from);
        let why = measure::one_server();
        observed.gaps.push(frame.gap(REPLICATION, "connect", lost.to_vec(), &why));
    }
    observed
}

fn unread(frame: &Frame<'_>, kind: &str, why: &Trouble) -> Gap {
    frame.gap(kind, "connect", Vec::new(), why)
}

/// A session with what the server says of itself once.
type Connected = Result<(Session, Facts), Trouble>;

async fn connected(endpoint: &Endpoint, context: &Context) -> Connected {
    let dsn = match endpoint {
        Endpoint::Dsn(dsn) => dsn,
        Endpoint::Missing { reason, detail } => return Err(Trouble::new(*reason, detail.as_str())),
    };
    let session = Session::open(dsn, &context.directory, &context.limits).await?;
    let facts = queries::facts(&session).await?;
    Ok((session, facts))
}

/// Takes the samples, those of the end that writes first each time, so that the other has had what
/// is compared.
async fn sampled(
    primary: Connected,
    dr: Connected,
    limits: &Limits,
    start: Instant,
) -> (Result<End, Trouble>, Result<End, Trouble>) {
    let fresh = |connected: Connected| {
        connected.map(|(session, facts)| (session, End { facts, samples: Vec::new(), broke: None }))
    };
    let (mut primary, mut dr) = (fresh(primary), fresh(dr));
    take(&mut primary, start).await;
    take(&mut dr, start).await;
    let turned = recovers(&primary) == Some(true) && recovers(&dr) == Some(false);
    if turned {
        if let Ok((_, end)) = &mut primary {
            end.samples.clear();
        }
        take(&mut primary, start).await;
    }
    let (writer, follower) = if turned { (&mut dr, &mut primary) } else { (&mut primary, &mut dr) };
    for _ in 1..limits.samples {
        sleep(limits.interval).await;
        take(writer, start).await;
        take(follower, start).await;
    }
    // Whether the follower has come to where the writer was last.
    if let (Ok((_, writer)), Ok((_, end))) = (&*writer, &*follower) {
        let was = writer.samples.last().and_then(|s| s.current);
        let is = end.samples.last().and_then(|s| s.replay);
        if is.is_some() && is < was {
            sleep(limits.interval).await;
            take(follower, start).await;
        }
    }
    (primary.map(|(_, end)| end), dr.map(|(_, end)| end))
}

/// Whether an end was in recovery when it was looked at last.
fn recovers(end: &Result<(Session, End), Trouble>) -> Option<bool> {
    end.as_ref().ok()?.1.samples.last().map(|s| s.in_recovery)
}

async fn take(end: &mut Result<(Session, End), Trouble>, start: Instant) {
    let Ok((session, end)) = end else { return };
    if end.broke.is_some() {
        return;
    }
    match queries::sample(session, &end.facts, start).await {
        Ok(sample) => end.samples.push(sample),
        // A server that is promoted between two functions of one query refuses it once.
        Err(first) => match queries::sample(session, &end.facts, start).await {
            Ok(sample) => end.samples.push(sample),
            Err(_) => end.broke = Some(first),
        },
    }
}

/// A server's clock minus ours, by the quickest answer.
fn skew(end: &End, context: &Context) -> Option<f64> {
    let best = end.samples.iter().min_by(|a, b| a.tolerance.total_cmp(&b.tolerance))?;
    let ours = context.clock.as_duration().as_secs_f64() + best.at;
    Some(best.clock - ours)
}

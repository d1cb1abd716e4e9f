//! Asks the servers.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::{Observed, looked_for};
use crate::app::Failure;
use crate::config::{App, DsnFrom, SideConfig};
use crate::model::{Reason, Side, Site, Text};
use crate::sources::postgres::{self, Context, Dsn, Endpoint, Limits, Pair};

/// Bytes of a connection string, at most.
const LONGEST: u64 = 64 << 10;

/// Asks the servers of every pair of an application, all pairs at once.
///
/// `base` is the directory that `dsn_file` and the paths in connection strings are relative to,
/// `at` the moment of the collection in RFC 3339. A connection string that cannot be had is a
/// gap. An application without pairs has been looked at: it has none.
///
/// # Errors
///
/// Somebody stopped it.
pub fn observe(app: &App, base: &Path, at: &str) -> Result<Observed, Failure> {
    let mut observed = Observed { resources: Vec::new(), coverage: looked_for() };
    if app.postgres.is_empty() {
        return Ok(observed);
    }
    let sites = [site(&app.primary, Side::Primary), site(&app.dr, Side::Dr)];
    let pairs: Vec<Pair> = app
        .postgres
        .iter()
        .map(|pair| Pair {
            label: pair.label.clone(),
            primary: endpoint(&pair.primary, base),
            dr: endpoint(&pair.dr, base),
            primary_site: Arc::clone(&sites[0]),
            dr_site: Arc::clone(&sites[1]),
        })
        .collect();
    let context = Context {
        directory: base.to_path_buf(),
        clock: jiff::Timestamp::now(),
        at: Text::from(at),
        limits: Limits::default(),
    };
    let mut found = run(pairs, context)?;
    found.sort_by_key(|(at, _)| *at);
    for (_, one) in found {
        observed.resources.extend(one.resources);
        for gap in one.gaps {
            observed.coverage.add(gap);
        }
    }
    Ok(observed)
}

fn run(pairs: Vec<Pair>, context: Context) -> Result<Vec<(usize, postgres::Observed)>, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::Io { path: "async runtime".to_owned(), error })?;
    let context = Arc::new(context);
    let done = runtime.block_on(async {
        let mut asked = JoinSet::new();
        for (at, pair) in pairs.into_iter().enumerate() {
            let context = Arc::clone(&context);
            asked.spawn(async move { (at, postgres::observe(&pair, &context).await) });
        }
        tokio::select! {
            all = asked.join_all() => Ok(all),
            _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        }
    });
    // A name that a resolver still looks for must not hold up the end.
    runtime.shutdown_background();
    done
}

fn site(config: &SideConfig, side: Side) -> Arc<Site> {
    Arc::new(Site { side, region: config.region.clone(), account: config.account.clone() })
}

fn endpoint(from: &DsnFrom, base: &Path) -> Endpoint {
    let missing = |reason, detail: String| Endpoint::Missing { reason, detail };
    match from {
        DsnFrom::Env(name) => match std::env::var(name.as_str()) {
            Ok(text) if !text.trim().is_empty() => Endpoint::Dsn(Dsn::new(&text)),
            Ok(_) => missing(
                Reason::NoValue,
                format!("the environment variable {name} is empty: set it"),
            ),
            Err(std::env::VarError::NotPresent) => missing(
                Reason::NoValue,
                format!(
                    "the environment variable {name} is not set: set it to a connection string"
                ),
            ),
            Err(std::env::VarError::NotUnicode(_)) => missing(
                Reason::Unreadable,
                format!("the environment variable {name} is not UTF-8: percent-encode what is not"),
            ),
        },
        DsnFrom::File(path) => {
            let mut text = String::new();
            let read = File::open(base.join(path.as_str()))
                .and_then(|file| file.take(LONGEST).read_to_string(&mut text));
            match read {
                Ok(_) if text.trim().is_empty() => missing(
                    Reason::NoValue,
                    format!("{path} is empty: put a connection string into it"),
                ),
                Ok(_) => Endpoint::Dsn(Dsn::new(&text)),
                Err(error) => missing(
                    Reason::Unreadable,
                    format!("{path} cannot be read ({error}): put a connection string into it"),
                ),
            }
        }
    }
}

//! Where runs are kept, on the command line.

use std::path::PathBuf;

use clap::Args;

use super::audit::variable;
use super::diagnostics;
use super::output::Terminal;
use crate::app::{Keeping, Request, Shard};

/// What stands for no place.
const NONE: &str = "none";

/// Where runs are kept.
#[derive(Debug, Args)]
pub(super) struct PlaceArgs {
    /// Keep runs here: a directory, or s3://BUCKET/PREFIX; none keeps nothing [default: the
    /// configuration's history, else a directory of the user's state].
    #[arg(long, value_name = "PLACE", env = "PASSMUSTER_HISTORY")]
    pub(super) history: Option<String>,
}

/// What is kept of a run.
#[derive(Debug, Args)]
pub(super) struct KeepArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Do not keep this run, and do not look at earlier ones.
    #[arg(long)]
    no_history: bool,
    /// Take only the apps of this part of a fleet, such as 3/8; always the same ones.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// The run of the fleet that this is a part of: what its engine calls it.
    #[arg(long, value_name = "TEXT")]
    run_id: Option<String>,
}

impl PlaceArgs {
    pub(super) fn keeping(&self) -> Keeping {
        match self.history.as_deref().filter(|place| !place.is_empty()) {
            Some(NONE) => Keeping::Nowhere,
            Some(place) => Keeping::Here(place.to_owned()),
            None => state().map_or(Keeping::Nowhere, Keeping::Usual),
        }
    }
}

impl KeepArgs {
    /// Puts it into a request.
    pub(super) fn apply(&self, request: &mut Request) {
        request.history = if self.no_history { Keeping::Nowhere } else { self.place.keeping() };
        request.history_region = region();
        request.shard = self.shard;
        request.run_id.clone_from(&self.run_id);
    }
}

/// The region of the environment.
pub(super) fn region() -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION"))
}

/// Where things are kept that cannot be made again, as the XDG Base Directory Specification says.
fn state() -> Option<PathBuf> {
    let given = variable("XDG_STATE_HOME").filter(|path| path.is_absolute());
    let own = given.or_else(|| variable("HOME").map(|home| home.join(".local/state")))?;
    Some(own.join("passmuster")).filter(|path| path.is_absolute())
}

/// Says what of the history did not work. The report stands all the same.
pub(super) fn say(problem: Option<&String>, terminal: Terminal) {
    if let Some(problem) = problem {
        diagnostics::say("warning", problem, terminal);
    }
}

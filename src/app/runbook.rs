//! Runbooks of an estate.

use super::{Failure, Request, load};
use crate::model::{Address, Text};
use crate::runbook::{self, Direction, Options};

/// A runbook in both forms.
#[derive(Clone, Debug)]
pub struct RunbookTexts {
    /// For people.
    pub markdown: String,
    /// For Bash.
    pub script: String,
    /// What is missing, each with its mend.
    pub missing: Vec<String>,
}

/// Writes the runbook of that name: `failover`, `switchover` or `failback`.
///
/// # Errors
///
/// As of [`load`], or the name is none of these.
pub fn runbook(request: &Request, direction: &str) -> Result<RunbookTexts, Failure> {
    let all = [Direction::Failover, Direction::Switchover, Direction::Failback];
    let direction = all.into_iter().find(|d| d.name() == direction).ok_or_else(|| {
        Failure::Usage(format!(
            "{direction:?} is no runbook; write failover, switchover or failback"
        ))
    })?;
    let loaded = load(request)?;
    let pair = |p: &crate::compare::Pair| -> [Address; 2] {
        [p.primary.address.clone(), p.dr.address.clone()]
    };
    let options = Options {
        made_at: Text::from(request.now.as_str()),
        version: Text::from(env!("CARGO_PKG_VERSION")),
        pairs: loaded.comparison.pairs().iter().map(pair).collect(),
        postgres: loaded.postgres.clone(),
    };
    let book = runbook::plan(direction, &loaded.estate, &loaded.inventory, &options);
    Ok(RunbookTexts {
        markdown: runbook::markdown(&book),
        script: runbook::script(&book),
        missing: book.missing.iter().map(|m| format!("{}; {}", m.what, m.mend)).collect(),
    })
}

//! Which runs are kept.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::index::Index;

/// How long runs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    seconds: i64,
}

/// The text is no time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a number with d, w or y, such as 90d, 52w or 2y")]
pub struct NoSuchKeep;

impl FromStr for Keep {
    type Err = NoSuchKeep;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, days) = [("d", 1), ("w", 7), ("y", 365)]
            .into_iter()
            .find_map(|(unit, days)| Some((text.strip_suffix(unit)?, days)))
            .ok_or(NoSuchKeep)?;
        let number: u32 = number.parse().map_err(|_| NoSuchKeep)?;
        if number == 0 {
            return Err(NoSuchKeep);
        }
        Ok(Self { seconds: i64::from(number) * days * 24 * 60 * 60 })
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}d", self.seconds / (24 * 60 * 60))
    }
}

impl Keep {
    /// The runs that are older. The last run of each application and job is kept however old it
    /// is, and so is a run whose time cannot be told.
    #[must_use]
    pub fn leaves(self, index: &Index, now: &str) -> Vec<String> {
        let Ok(now) = now.parse::<jiff::Timestamp>() else { return Vec::new() };
        let mut seen = BTreeSet::new();
        let mut old = Vec::new();
        for run in index.runs.iter().rev() {
            let is_last = !run.partial && seen.insert((&run.app, &run.job));
            let at = run.at.parse::<jiff::Timestamp>().ok();
            let is_old = at.is_some_and(|at| now.as_second() - at.as_second() > self.seconds);
            if is_old && !is_last {
                old.push(run.id.clone());
            }
        }
        old.reverse();
        old
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::runs::index::Run;

    #[test]
    fn the_last_run_stays_and_so_does_what_has_no_time() {
        let run = |id: &str, app: &str, at: &str| Run {
            id: id.to_owned(),
            app: app.to_owned(),
            at: at.to_owned(),
            ..Run::default()
        };
        let runs = vec![
            run("1", "a", "2024-01-01T00:00:00Z"),
            run("2", "b", "2024-01-01T00:00:00Z"),
            run("3", "a", "some day"),
            run("4", "a", "2026-11-20T00:00:00Z"),
            run("5", "a", "2030-01-01T00:00:00Z"),
        ];
        let index = Index { runs, ..Index::default() };
        let keep: Keep = "52w".parse().unwrap();
        assert_eq!(keep.leaves(&index, "2026-11-25T00:00:00Z"), ["1"]);
        assert!(keep.leaves(&index, "").is_empty());
    }

    #[test]
    fn times_have_units() {
        assert_eq!("2y".parse::<Keep>().map(|k| k.to_string()), Ok("730d".to_owned()));
        for text in ["", "w", "0d", "-1w", "52", "52 w", "1.5w"] {
            assert_eq!(text.parse::<Keep>(), Err(NoSuchKeep), "{text}");
        }
    }
}

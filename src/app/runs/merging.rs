//! The parts of a fleet, joined.

use std::collections::BTreeMap;

use super::reports;
use crate::app::fleet::Shard;
use crate::app::keeping::kept;
use crate::app::members;
use crate::app::{Failure, Request};
use crate::finding::{Absent, Fleet};
use crate::history::runs::{Part, Run};

/// Joins what the parts of a fleet's run left. A part that left nothing is absent, and so are its
/// applications, where the configuration names them.
///
/// # Errors
///
/// A wrong configuration, no part left anything, or the store cannot be read.
pub fn merged(request: &Request, run_id: &str, of: u32) -> Result<Fleet, Failure> {
    let (store, members) = kept(request)?;
    // Where the store is named, the configuration only names the applications of lost parts.
    let members = members.or_else(|| request.config.as_ref().and(members::members(request).ok()));
    let index = store.index()?;
    let mut fleet = Fleet::default();
    let by_id: BTreeMap<&str, &Run> = index.runs.iter().map(|r| (r.id.as_str(), r)).collect();
    let mut any = false;
    for number in 1..=of {
        let part = Part { number, of };
        let Some(line) = index.parts_of(run_id).find(|p| p.part == part) else {
            let why = "this part left no result".to_owned();
            let part = Some(part.to_string());
            let shard = Shard::new(number, of);
            let apps = members.iter().flat_map(|m| &m.all).map(|m| m.app.name.to_string());
            let own = apps.filter(|app| shard.is_some_and(|s| s.takes(app)));
            let mut lost: Vec<Absent> = own
                .map(|app| Absent { app: Some(app), part: part.clone(), why: why.clone() })
                .collect();
            if lost.is_empty() {
                lost.push(Absent { app: None, part, why });
            }
            fleet.absent.extend(lost);
            continue;
        };
        any = true;
        let (there, gone): (Vec<_>, Vec<_>) = line
            .runs
            .iter()
            .map(|id| (id, by_id.get(id.as_str()).copied()))
            .partition(|r| r.1.is_some());
        let there: Vec<&Run> = there.into_iter().filter_map(|(_, run)| run).collect();
        for (run, read) in there.iter().zip(reports(&store, &there)) {
            match read {
                Ok(report) => fleet.reports.push(report),
                Err(failure) => fleet.absent.push(Absent {
                    app: Some(run.app.clone()),
                    part: Some(part.to_string()),
                    why: failure.to_string(),
                }),
            }
        }
        fleet.absent.extend(gone.into_iter().map(|(id, _)| Absent {
            app: None,
            part: Some(part.to_string()),
            why: format!("its run {id} is not in the history any more"),
        }));
        let absent = line.absent.iter().cloned();
        let absent = absent.map(|(app, why)| Absent { app: Some(app), part: None, why });
        fleet.absent.extend(absent);
    }
    if !any {
        return Err(Failure::Unreadable(vec![format!(
            "no part of run {run_id:?} in {of} parts left anything in {}",
            store.place()
        )]));
    }
    fleet.reports.sort_by(|a, b| a.app.cmp(&b.app));
    fleet.absent.sort();
    Ok(fleet)
}

//! What a state records beside what runs: changed, gone, and there without a record.
//!
//! Resources are joined by kind, region and id. What both know becomes one resource with the
//! state's address and the live values: that is what rules judge. A kind that could not be listed
//! stands there with its names alone, open for everything else; a region that could not be reached
//! is judged by its state, and its gap says so.

mod autoscaled;
mod changes;
mod groups;
mod joining;

use std::collections::HashMap;
use std::sync::Arc;

use super::context::Context;
use super::diff;
use super::pairing::{Evidence, Pair};
use super::parts::Parts;
use crate::kinds;
use crate::model::{Coverage, Difference, Resource, Site, Snapshot, SourceFile, Text, Unknown};

use autoscaled::{Autoscaled, Kept};
pub use changes::{Changed, Changes, Untold};
use groups::Groups;

/// A resource that a state records.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// As the state has it.
    pub state: Arc<Resource>,
    /// As it runs.
    pub live: Found,
}

/// What became of a recorded resource.
#[derive(Clone, Debug)]
pub enum Found {
    /// It runs.
    There(Arc<Resource>),
    /// It was looked for and is not there.
    Gone,
    /// Nobody could look.
    NotKnown(Arc<Unknown>),
}

/// States and live facts side by side.
#[derive(Debug)]
pub struct Drift {
    context: Context,
    recorded: Vec<Recorded>,
    unrecorded: Vec<Arc<Resource>>,
    by_state: HashMap<usize, usize, foldhash::fast::RandomState>,
    by_live: HashMap<usize, usize, foldhash::fast::RandomState>,
    /// The parts that the states record.
    parts: Parts,
    autoscaled: Autoscaled,
    groups: Groups,
    /// A state could not be read: what seems unrecorded may stand there.
    unread: Option<Arc<Unknown>>,
    /// Of these it could not be told whether AWS made them, and why.
    doubtful: joining::Doubtful,
    by_doubt: HashMap<usize, usize, foldhash::fast::RandomState>,
}

/// Both sources as one.
#[derive(Debug)]
pub struct Joined {
    /// The resources that rules judge.
    pub resources: Vec<Arc<Resource>>,
    /// What was looked at.
    pub coverage: Coverage,
    /// The files that were read.
    pub files: Vec<Arc<SourceFile>>,
    /// What differs between the sources.
    pub drift: Drift,
}

impl Drift {
    /// Joins the states of both sides with what runs. `state` holds texts as they are kept live.
    #[must_use]
    pub fn join(state: Snapshot, live: Snapshot, sites: [&Site; 2]) -> Joined {
        joining::join(state, live, sites)
    }

    /// The live resources that rules judge where no state is.
    #[must_use]
    pub fn without_state(resources: &[Arc<Resource>]) -> Vec<Arc<Resource>> {
        joining::alone(resources)
    }

    /// The recorded resources that live facts can be set beside, in the state's order.
    #[must_use]
    pub fn recorded(&self) -> &[Recorded] {
        &self.recorded
    }

    /// The live resources that no state records, what AWS makes by itself left out, and why there
    /// may be more or fewer of them: a state could not be read.
    #[must_use]
    pub fn unrecorded(&self) -> (&[Arc<Resource>], Option<&Arc<Unknown>>) {
        let told = if self.unread.is_some() { &[][..] } else { &self.unrecorded };
        (told, self.unread.as_ref())
    }

    /// The live resources that no state records and of which it cannot be told whether AWS made
    /// them.
    pub fn doubtful(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.doubtful.iter().map(|(resource, _)| resource)
    }

    /// Why it cannot be told whether AWS made a live resource that no state records; `None` where
    /// it can.
    #[must_use]
    pub fn doubt_of(&self, live: &Resource) -> Option<&Arc<Unknown>> {
        let at = self.by_doubt.get(&std::ptr::from_ref(live).addr())?;
        self.doubtful.get(*at).map(|(_, why)| why)
    }

    /// The recorded resource that a live one is; `None` when no state records it.
    #[must_use]
    pub fn state_of(&self, live: &Resource) -> Option<&Arc<Resource>> {
        let at = self.by_live.get(&std::ptr::from_ref(live).addr())?;
        self.recorded.get(*at).map(|r| &r.state)
    }

    /// What became of a recorded resource; `None` for others.
    #[must_use]
    pub fn found(&self, state: &Resource) -> Option<&Found> {
        let at = self.by_state.get(&std::ptr::from_ref(state).addr())?;
        self.recorded.get(*at).map(|r| &r.live)
    }

    /// In what a recorded resource differs from what runs, sorted by path: left as recorded,
    /// right as it runs. Counts that autoscaling keeps within its limits are no difference.
    #[must_use]
    pub fn differences(&self, state: &Arc<Resource>) -> Vec<Difference> {
        let Some(Found::There(live)) = self.found(state) else { return Vec::new() };
        let pair = Pair {
            primary: Arc::clone(state),
            dr: Arc::clone(live),
            evidence: Evidence::Address,
            key: Text::new(),
        };
        let mut found = diff::differences(&self.context, &pair, None);
        let table = kinds::kind(&state.kind);
        found.retain(|d| !table.is_some_and(|k| self.parts.tell(k, state, &d.path)));
        if state.id.as_deref().is_some_and(|id| self.groups.has(id)) {
            found.extend(self.groups.differences(&self.context, state, live));
        }
        found.retain_mut(|d| match self.autoscaled.within_limits(state, live, &d.path) {
            Kept::Within => false,
            Kept::Beyond => true,
            Kept::Perhaps(why) => {
                d.undecided.get_or_insert(why);
                true
            }
        });
        found
    }
}

//! Every step that was folded on the way to a comparison.

use super::context::Context;
use super::{Pair, diff};

/// One step of one attribute on its way to canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The attribute path.
    pub path: String,
    /// What was done.
    pub stage: &'static str,
    /// The primary value after the step.
    pub primary: String,
    /// The DR value after the step.
    pub dr: String,
}

/// Gathers steps.
#[derive(Default)]
pub(super) struct Recorder {
    steps: Vec<Step>,
}

impl Recorder {
    pub(super) fn add(&mut self, stage: &'static str, path: &str, left: &str, right: &str) {
        self.steps.push(Step {
            path: path.to_owned(),
            stage,
            primary: left.to_owned(),
            dr: right.to_owned(),
        });
    }
}

pub(super) fn explain(context: &Context, pair: &Pair, path: Option<&str>) -> Vec<Step> {
    let mut recorder = Recorder::default();
    let _ = diff::differences(context, pair, Some(&mut recorder));
    recorder.steps.retain(|s| {
        path.is_none_or(|p| {
            s.path == p || s.path.strip_prefix(p).is_some_and(|r| r.starts_with(['.', '[']))
        })
    });
    recorder.steps
}

//! States that lie elsewhere than in files: fetched first, then read with the others.

use std::collections::BTreeMap;

use super::document::Document;
use super::problem::Problem;
use crate::model::{Gap, Side};

/// States that were fetched, by the location that stands for them.
#[derive(Debug, Default)]
pub struct Remote {
    objects: Vec<Object>,
    /// For each side and location the places of its objects.
    locations: BTreeMap<(Side, String), Vec<usize>>,
    gaps: Vec<Gap>,
}

/// One object.
#[derive(Debug)]
pub(super) struct Object {
    /// The object as reports name it: `s3://bucket/key`.
    pub(super) name: String,
    /// What was read in it.
    pub(super) document: Result<Document, Problem>,
}

impl Remote {
    /// Whether no location was looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.locations.is_empty()
    }

    /// The objects of a location; `None` when it stands for files.
    pub(super) fn of(&self, side: Side, location: &str) -> Option<&[usize]> {
        self.locations.get(&(side, location.to_owned())).map(Vec::as_slice)
    }

    /// The object at a place.
    pub(super) fn object(&self, at: usize) -> Option<&Object> {
        self.objects.get(at)
    }

    /// What could not be fetched.
    pub(super) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }
}

#[cfg(feature = "aws")]
impl Remote {
    /// Adds an object; returns its place.
    pub(super) fn add(&mut self, object: Object) -> usize {
        self.objects.push(object);
        self.objects.len() - 1
    }

    /// Says which objects a location stands for.
    pub(super) fn locate(&mut self, side: Side, location: &str, objects: Vec<usize>) {
        self.locations.insert((side, location.to_owned()), objects);
    }

    /// Notes what could not be fetched.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }
}

//! What was looked at, and what could not be.
//!
//! Absence means *missing* only where the listing was complete. Everything that concludes from
//! absence asks [`Coverage::of`] first.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reason, Side, Text};

/// Something that could not be read, and the one thing that would mend it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The side concerned; `None` for all.
    pub side: Option<Side>,
    /// The kind concerned; `None` for every kind that the source might have held.
    pub kind: Option<Text>,
    /// The attributes that are not known, where the resources themselves were listed; empty when
    /// the listing is not complete.
    pub attributes: Vec<Text>,
    /// What was attempted: `ec2:DescribeVpcs`, or the file that was to be read.
    pub operation: Text,
    /// The IAM action that is missing, where that is the obstacle.
    pub iam_action: Option<Text>,
    /// The kind of obstacle.
    pub reason: Reason,
    /// One sentence for a person with the place in the file and the mend, without a full stop.
    pub detail: Text,
}

/// What is known of the completeness of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completeness<'a> {
    /// All was read: what is not listed does not exist.
    Complete,
    /// Something was read, something not.
    Partial(Vec<&'a Gap>),
    /// Nobody looked.
    Missing,
}

impl Completeness<'_> {
    /// Whether absence may be concluded.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        matches!(self, Self::Complete)
    }
}

/// Which kinds of which sides were read, with the gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    sides: BTreeMap<Side, Looked>,
    gaps: Vec<Gap>,
}

/// Which kinds were looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Looked {
    /// Every kind that there may be: a state holds what it holds.
    Everything,
    /// These.
    Kinds(BTreeSet<Text>),
}

impl Coverage {
    /// Notes that a side was read, at least in part.
    pub fn looked_at(&mut self, side: Side) {
        self.sides.insert(side, Looked::Everything);
    }

    /// Notes that only these kinds of a side were looked for.
    pub fn looked_for(&mut self, side: Side, kinds: impl IntoIterator<Item = Text>) {
        match self.sides.entry(side).or_insert_with(|| Looked::Kinds(BTreeSet::new())) {
            Looked::Everything => {}
            Looked::Kinds(known) => known.extend(kinds),
        }
    }

    /// The kinds of a side that were looked for; `None` when all or none were.
    #[must_use]
    pub fn kinds_looked_for(&self, side: Side) -> Option<&BTreeSet<Text>> {
        match self.sides.get(&side)? {
            Looked::Everything => None,
            Looked::Kinds(kinds) => Some(kinds),
        }
    }

    /// The sides that were read, at least in part.
    pub fn sides(&self) -> impl Iterator<Item = Side> + '_ {
        self.sides.keys().copied()
    }

    /// Adds what another source covers.
    pub fn join(&mut self, other: Self) {
        for (side, looked) in other.sides {
            match looked {
                Looked::Everything => self.looked_at(side),
                Looked::Kinds(kinds) => self.looked_for(side, kinds),
            }
        }
        self.gaps.extend(other.gaps);
    }

    /// The same with the parts of both regions changed.
    #[must_use]
    pub fn turned(self) -> Self {
        let sides = self.sides.into_iter().map(|(side, looked)| (side.opposite(), looked));
        let turned = |gap: Gap| Gap { side: gap.side.map(Side::opposite), ..gap };
        Self { sides: sides.collect(), gaps: self.gaps.into_iter().map(turned).collect() }
    }

    /// Notes a gap.
    pub fn add(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    /// All gaps.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// How complete the listing of `kind` on `side` is.
    ///
    /// A gap without a kind concerns every kind, one of single attributes no listing. Nothing is
    /// known of a side that was not read, nor of a kind that nobody looked for.
    #[must_use]
    pub fn of(&self, side: Side, kind: &str) -> Completeness<'_> {
        let gaps: Vec<&Gap> = self
            .gaps
            .iter()
            .filter(|g| g.attributes.is_empty())
            .filter(|g| g.side.is_none_or(|s| s == side))
            .filter(|g| g.kind.as_ref().is_none_or(|k| k.as_str() == kind))
            .collect();
        match (self.looks_for(side, kind), gaps.is_empty()) {
            (true, true) => Completeness::Complete,
            (false, true) => Completeness::Missing,
            (_, false) => Completeness::Partial(gaps),
        }
    }

    /// Whether anybody looked for a kind on a side. The empty name stands for any kind.
    fn looks_for(&self, side: Side, kind: &str) -> bool {
        match self.sides.get(&side) {
            None => side == Side::Global && !self.sides.is_empty(),
            Some(Looked::Everything) => true,
            Some(Looked::Kinds(kinds)) => kind.is_empty() || kinds.contains(kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(side: Option<Side>, kind: Option<&str>) -> Gap {
        Gap {
            side,
            kind: kind.map(Text::from),
            attributes: Vec::new(),
            operation: Text::from("ec2:DescribeVpcs"),
            iam_action: None,
            reason: Reason::Denied,
            detail: Text::new(),
        }
    }

    #[test]
    fn a_side_that_nobody_read_is_missing_not_empty() {
        let mut coverage = Coverage::default();
        coverage.looked_at(Side::Primary);
        assert_eq!(coverage.of(Side::Dr, "aws_vpc"), Completeness::Missing);
        assert!(coverage.of(Side::Primary, "aws_vpc").is_complete());
    }

    #[test]
    fn a_gap_concerns_its_kind_and_side_only() {
        let mut coverage = Coverage::default();
        coverage.looked_at(Side::Primary);
        coverage.looked_at(Side::Dr);
        coverage.add(gap(Some(Side::Dr), Some("aws_vpc")));
        assert!(coverage.of(Side::Primary, "aws_vpc").is_complete());
        assert!(coverage.of(Side::Dr, "aws_subnet").is_complete());
        assert!(!coverage.of(Side::Dr, "aws_vpc").is_complete());
        coverage.add(gap(None, None));
        assert!(!coverage.of(Side::Primary, "aws_subnet").is_complete());
    }

    #[test]
    fn a_kind_that_nobody_looked_for_is_missing() {
        let mut coverage = Coverage::default();
        coverage.looked_for(Side::Dr, [Text::from("aws_vpc")]);
        assert!(coverage.of(Side::Dr, "aws_vpc").is_complete());
        assert_eq!(coverage.of(Side::Dr, "aws_subnet"), Completeness::Missing);
    }

    #[test]
    fn attributes_that_are_not_known_leave_the_listing_complete() {
        let mut coverage = Coverage::default();
        coverage.looked_at(Side::Dr);
        let attributes = vec![Text::from("tags")];
        coverage.add(Gap { attributes, ..gap(Some(Side::Dr), Some("aws_vpc")) });
        assert!(coverage.of(Side::Dr, "aws_vpc").is_complete());
    }
}

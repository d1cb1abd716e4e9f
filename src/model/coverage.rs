//! What was looked at, and what could not be.
//!
//! Absence means *missing* only where the listing was complete. Everything that concludes from
//! absence asks [`Coverage::of`] first.

use super::{Reason, Side, Text};

/// Something that could not be read, and the one thing that would mend it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The side concerned; `None` for all.
    pub side: Option<Side>,
    /// The kind concerned; `None` for every kind that the source might have held.
    pub kind: Option<Text>,
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

/// Which sides were read, with the gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    sides: std::collections::BTreeSet<Side>,
    gaps: Vec<Gap>,
}

impl Coverage {
    /// Notes that a side was read, at least in part.
    pub fn looked_at(&mut self, side: Side) {
        self.sides.insert(side);
    }

    /// Adds what another source covers.
    pub fn join(&mut self, other: Self) {
        self.sides.extend(other.sides);
        self.gaps.extend(other.gaps);
    }

    /// Notes a gap.
    pub fn add(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    /// Takes over another coverage.
    pub fn merge(&mut self, other: Self) {
        self.sides.extend(other.sides);
        self.gaps.extend(other.gaps);
        self.gaps.sort();
        self.gaps.dedup();
    }

    /// All gaps.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// How complete the listing of `kind` on `side` is.
    ///
    /// A gap without a kind concerns every kind. Nothing is known of a side that was not read.
    #[must_use]
    pub fn of(&self, side: Side, kind: &str) -> Completeness<'_> {
        let gaps: Vec<&Gap> = self
            .gaps
            .iter()
            .filter(|g| g.side.is_none_or(|s| s == side))
            .filter(|g| g.kind.as_ref().is_none_or(|k| k.as_str() == kind))
            .collect();
        let read = self.sides.contains(&side) || (side == Side::Global && !self.sides.is_empty());
        match (read, gaps.is_empty()) {
            (true, true) => Completeness::Complete,
            (false, true) => Completeness::Missing,
            (_, false) => Completeness::Partial(gaps),
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
}

//! Sides, regions and accounts.

use std::fmt;

use super::Text;

/// The part that a resource plays in the recovery design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Serves the traffic in steady state.
    Primary,
    /// Waits to take over.
    Dr,
    /// Belongs to neither: declared once for both.
    Global,
}

impl Side {
    /// The side's name in rules, configuration and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Dr => "dr",
            Self::Global => "global",
        }
    }

    /// The other region's side; `Global` is its own opposite.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Primary => Self::Dr,
            Self::Dr => Self::Primary,
            Self::Global => Self::Global,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An AWS region such as `eu-central-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(Text);

impl Region {
    /// Accepts what has the shape of a region name: lower-case words and a final number, joined
    /// by hyphens (`us-gov-east-1`). Whether AWS has such a region is not asked.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split('-');
        let count = parts.clone().count();
        let last = parts.next_back()?;
        let shaped = (3..=4).contains(&count)
            && name.len() <= 32
            && (1..=2).contains(&last.len())
            && last.bytes().all(|b| b.is_ascii_digit())
            && parts
                .all(|p| (2..=12).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
        shaped.then(|| Self(Text::from(name)))
    }

    /// The region's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a shared string.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.0
    }

    /// The region of an availability zone: `us-east-1a` lies in `us-east-1`. Local and wavelength
    /// zones (`us-west-2-lax-1a`) give `None`.
    #[must_use]
    pub fn of_availability_zone(zone: &str) -> Option<Self> {
        let letter = zone.chars().next_back()?;
        if !letter.is_ascii_lowercase() {
            return None;
        }
        let region = &zone[..zone.len() - 1];
        if region.matches('-').count() > 3 {
            return None;
        }
        Self::parse(region)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A twelve-digit AWS account id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(Text);

impl AccountId {
    /// Accepts exactly twelve digits.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        (id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit())).then(|| Self(Text::from(id)))
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a resource lives: which side it plays for, in which region and account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// The side.
    pub side: Side,
    /// The region; `None` for global services and where it could not be told.
    pub region: Option<Region>,
    /// The account; `None` where the source does not say.
    pub account: Option<AccountId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_by_their_shape() {
        for good in
            ["us-east-1", "ap-southeast-3", "us-gov-west-1", "cn-northwest-1", "us-iso-east-1"]
        {
            assert!(Region::parse(good).is_some(), "{good}");
        }
        for bad in ["", "us-east-", "us-east-1a", "US-EAST-1", "east-1", "use1", "-", "a-b-1"] {
            assert!(Region::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_region_of_a_zone_is_the_name_without_its_letter() {
        assert_eq!(Region::of_availability_zone("us-east-1a"), Region::parse("us-east-1"));
        assert_eq!(Region::of_availability_zone("us-east-1"), None);
        assert_eq!(Region::of_availability_zone("us-west-2-lax-1a"), None);
        assert_eq!(Region::of_availability_zone("é"), None);
    }
}

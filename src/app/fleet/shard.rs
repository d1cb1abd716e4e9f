//! Parts of a fleet.

use crate::history::runs::Part;
use crate::history::sha256;

/// A part of a fleet: the applications whose names fall into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: u32,
}

/// The numbers make no part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write I/N with 1 ≤ I ≤ N, such as 3/8")]
pub struct NoSuchShard;

impl std::str::FromStr for Shard {
    type Err = NoSuchShard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, of) = text.split_once('/').ok_or(NoSuchShard)?;
        let number = number.parse().map_err(|_| NoSuchShard)?;
        let of = of.parse().map_err(|_| NoSuchShard)?;
        Self::new(number, of).ok_or(NoSuchShard)
    }
}

impl Shard {
    /// Part `number` of `of`, from 1.
    #[must_use]
    pub fn new(number: u32, of: u32) -> Option<Self> {
        (1..=of).contains(&number).then_some(Self { number, of })
    }

    /// Whether an application falls into it: always the same one, whatever other applications
    /// there are.
    #[must_use]
    pub fn takes(self, app: &str) -> bool {
        let digest = sha256(app.as_bytes());
        let head = digest.get(..15).and_then(|d| u64::from_str_radix(d, 16).ok());
        head.unwrap_or_default() % u64::from(self.of) == u64::from(self.number - 1)
    }

    /// The part as the history writes it.
    pub(in crate::app) const fn part(self) -> Part {
        Part { number: self.number, of: self.of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_application_falls_into_one_part_and_stays_there() {
        for of in 1..20 {
            for app in ["checkout", "billing", "", "a", "ü"] {
                let parts = (1..=of).filter(|n| Shard::new(*n, of).unwrap().takes(app));
                assert_eq!(parts.count(), 1, "{app:?} of {of}");
            }
        }
        assert!(Shard::new(6, 8).unwrap().takes("checkout"), "no other version may move it");
        assert_eq!(
            (1..=8).filter(|n| Shard::new(*n, 8).unwrap().takes("billing")).collect::<Vec<_>>(),
            [2]
        );
    }

    #[test]
    fn parts_are_counted_from_one() {
        for text in ["0/8", "9/8", "1/0", "1", "/", "a/b", "-1/8"] {
            assert_eq!(text.parse::<Shard>(), Err(NoSuchShard), "{text}");
        }
        assert_eq!("8/8".parse(), Ok(Shard { number: 8, of: 8 }));
    }
}

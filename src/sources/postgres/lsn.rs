//! Positions in the write-ahead log.

use std::fmt;

/// A log sequence number: bytes of write-ahead log since the cluster was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lsn(u64);

impl Lsn {
    /// Reads `16/B374D848`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (high, low) = text.split_once('/')?;
        let part = |half: &str| u32::from_str_radix(half, 16).ok().map(u64::from);
        Some(Self((part(high)? << 32) | part(low)?))
    }

    /// The bytes from `earlier` on; none when it is not earlier.
    pub(super) const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_compared_and_printed() {
        let at = Lsn::parse("16/B374D848");
        assert_eq!(at.map(|l| l.to_string()).as_deref(), Some("16/B374D848"));
        let (early, late) = (Lsn(0xFFFF_FFF0), Lsn::parse("1/10"));
        assert_eq!(late.map(|l| l.since(early)), Some(0x20));
        assert_eq!(late.map(|l| early.since(l)), Some(0));
        for bad in ["", "1", "1/", "x/1", "1/100000000"] {
            assert_eq!(Lsn::parse(bad), None, "{bad}");
        }
    }
}

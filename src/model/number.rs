//! Numbers as exact as Terraform's.
//!
//! Terraform computes with binary floating point of 512 bits and rounds half to even
//! (`github.com/zclconf/go-cty`, `cty.Number`). Whole numbers that fit a machine word, nearly all
//! of them, are kept as such.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use dashu_float::round::mode::HalfEven;
use dashu_float::{DBig, FBig};

/// Bits of precision of Terraform's numbers.
pub(crate) const PRECISION: usize = 512;

/// A binary float of up to 512 bits.
pub(crate) type Float = FBig<HalfEven, 2>;

/// A number: exact within 512 bits.
#[derive(Clone, Debug)]
pub enum Number {
    /// A whole number that fits.
    Int(i64),
    /// Any other number.
    Big(Arc<Float>),
}

/// The text is not a decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a decimal number is needed")]
pub struct NumberError;

/// Decimal exponents beyond this are refused: their digits alone would fill memory.
const MAX_EXPONENT: i64 = 5_000;

impl Number {
    /// The number as a machine word, if it is whole and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Big(_) => None,
        }
    }

    /// Wraps a float, as a machine word where that is exact.
    pub(crate) fn from_float(float: Float) -> Self {
        match i64::try_from(float.clone()) {
            Ok(n) => Self::Int(n),
            Err(_) => Self::Big(Arc::new(float)),
        }
    }

    /// The number as a float of Terraform's precision.
    pub(crate) fn to_float(&self) -> Float {
        match self {
            Self::Int(n) => Float::from(*n).with_precision(PRECISION).value(),
            Self::Big(f) => f.as_ref().clone(),
        }
    }
}

impl From<i64> for Number {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<u64> for Number {
    fn from(n: u64) -> Self {
        i64::try_from(n).map_or_else(
            |_| Self::Big(Arc::new(Float::from(n).with_precision(PRECISION).value())),
            Self::Int,
        )
    }
}

impl FromStr for Number {
    type Err = NumberError;

    /// Reads `-12`, `0.1`, `1e3`; neither hexadecimal nor infinity nor blanks.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        if text.len() < 19
            && let Ok(n) = text.parse::<i64>()
            && !text.starts_with('+')
        {
            return Ok(Self::Int(n));
        }
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i64>().map_err(|_| NumberError)?),
            None => (text, 0),
        };
        let digits = mantissa.strip_prefix('-').unwrap_or(mantissa);
        let shaped = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.bytes().filter(|b| *b == b'.').count() <= 1
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && digits.len() <= 5_000
            && exponent.abs() <= MAX_EXPONENT;
        if !shaped {
            return Err(NumberError);
        }
        let decimal = DBig::from_str(text).map_err(|_| NumberError)?;
        Ok(Self::from_float(
            decimal.with_rounding::<HalfEven>().with_base_and_precision::<2>(PRECISION).value(),
        ))
    }
}

impl TryFrom<f64> for Number {
    type Error = NumberError;

    /// Takes the shortest decimal that stands for the double: what a JSON file says.
    fn try_from(n: f64) -> Result<Self, NumberError> {
        if n.is_finite() { format!("{n:e}").parse() } else { Err(NumberError) }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            _ => self.to_float().cmp(&other.to_float()),
        }
    }
}

impl fmt::Display for Number {
    /// The shortest decimal that reads back as this number, without exponent, as Terraform
    /// prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let float = match self {
            Self::Int(n) => return n.fmt(f),
            Self::Big(float) => float,
        };
        let reads_back = |digits: usize| {
            let decimal = float.as_ref().clone().with_base_and_precision::<10>(digits).value();
            let back = decimal.clone().with_base_and_precision::<2>(PRECISION).value();
            (back == **float).then_some(decimal)
        };
        // 512 bits need at most 156 significant digits; more digits never read back worse.
        let (mut low, mut high) = (1, 160);
        while low < high {
            let middle = usize::midpoint(low, high);
            if reads_back(middle).is_some() { high = middle } else { low = middle + 1 }
        }
        match reads_back(low) {
            Some(decimal) => write!(f, "{decimal}"),
            None => write!(f, "{}", float.to_decimal().value()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<Number>().map_or_else(|_| "refused".into(), |n| n.to_string())
    }

    #[test]
    fn numbers_print_as_they_were_read() {
        for same in ["0", "-1", "0.1", "9223372036854775808", "18446744073709551616", "-0.25"] {
            assert_eq!(shown(same), same);
        }
        assert_eq!(shown("1e3"), "1000");
        assert_eq!(shown("1.50"), "1.5");
        assert_eq!(shown("1e21"), "1000000000000000000000");
        for bad in ["", "-", "1e999999999", "0x10", " 1", "1.", ".5", "inf", "NaN", "1_0"] {
            assert_eq!(shown(bad), "refused", "{bad}");
        }
    }

    #[test]
    fn equal_numbers_are_equal_however_written() {
        assert_eq!("1.0".parse::<Number>(), Ok(Number::Int(1)));
        assert!("0.1".parse::<Number>().unwrap() < "0.2".parse::<Number>().unwrap());
        assert_eq!(Number::try_from(0.1), "0.1".parse::<Number>());
    }
}

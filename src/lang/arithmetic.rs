//! Arithmetic on numbers, exact within Terraform's 512 bits.

use std::sync::Arc;

use dashu_base::Sign;

use crate::model::Number;

/// The sum.
pub(crate) fn add(a: &Number, b: &Number) -> Number {
    whole(a, b, i64::checked_add).unwrap_or_else(|| Number::from_float(a.to_float() + b.to_float()))
}

/// The difference.
pub(crate) fn subtract(a: &Number, b: &Number) -> Number {
    whole(a, b, i64::checked_sub).unwrap_or_else(|| Number::from_float(a.to_float() - b.to_float()))
}

/// The product.
pub(crate) fn multiply(a: &Number, b: &Number) -> Number {
    whole(a, b, i64::checked_mul).unwrap_or_else(|| Number::from_float(a.to_float() * b.to_float()))
}

/// The quotient; `None` when the divisor is zero.
pub(crate) fn divide(a: &Number, b: &Number) -> Option<Number> {
    if *b == Number::Int(0) {
        return None;
    }
    if let (Number::Int(x), Number::Int(y)) = (a, b)
        && x.checked_rem(*y) == Some(0)
    {
        return x.checked_div(*y).map(Number::Int);
    }
    Some(Number::from_float(a.to_float() / b.to_float()))
}

/// The remainder with the sign of the dividend; a zero divisor gives the dividend, as
/// Terraform's does.
pub(super) fn remainder(a: &Number, b: &Number) -> Number {
    if *b == Number::Int(0) {
        return a.clone();
    }
    whole(a, b, i64::checked_rem).unwrap_or_else(|| {
        let (x, y) = (a.to_float(), b.to_float());
        let quotient = (x.clone() / y.clone()).trunc();
        Number::from_float(x - quotient * y)
    })
}

/// The number with its sign turned.
pub(super) fn negate(a: &Number) -> Number {
    subtract(&Number::Int(0), a)
}

/// The largest whole number not above `a`.
pub(super) fn floor(a: &Number) -> Number {
    match a {
        Number::Int(_) => a.clone(),
        Number::Big(f) => Number::from_float(f.as_ref().clone().floor()),
    }
}

/// The smallest whole number not below `a`.
pub(crate) fn ceil(a: &Number) -> Number {
    match a {
        Number::Int(_) => a.clone(),
        Number::Big(f) => Number::from_float(f.as_ref().clone().ceil()),
    }
}

/// The nearest double, for logarithms and powers, which Terraform computes in doubles.
pub(super) fn to_f64(a: &Number) -> f64 {
    match a {
        // Beyond 2^53 the double is the nearest one, as Terraform's.
        #[expect(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
        Number::Int(n) => *n as f64,
        Number::Big(f) => f.to_f64().value(),
    }
}

/// Whether the number is negative.
pub(super) fn is_negative(a: &Number) -> bool {
    match a {
        Number::Int(n) => *n < 0,
        Number::Big(f) => f.sign() == Sign::Negative,
    }
}

/// Whether the number has no fraction.
pub(super) fn is_whole(a: &Number) -> bool {
    match a {
        Number::Int(_) => true,
        Number::Big(f) => {
            let floor = Number::Big(Arc::new(f.as_ref().clone().floor()));
            floor == *a
        }
    }
}

fn whole(a: &Number, b: &Number, op: fn(i64, i64) -> Option<i64>) -> Option<Number> {
    match (a, b) {
        (Number::Int(x), Number::Int(y)) => op(*x, *y).map(Number::Int),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(add(&n("0.1"), &n("0.2")).to_string(), "0.3");
        assert_eq!(add(&n("18446744073709551615"), &n("1")).to_string(), "18446744073709551616");
        assert_eq!(
            multiply(&n("9223372036854775807"), &n("2")).to_string(),
            "18446744073709551614"
        );
        assert!(
            divide(&n("1"), &n("3")).unwrap().to_string().starts_with("0.33333333333333333333")
        );
        assert_eq!(divide(&n("1"), &n("0")), None);
        assert_eq!(remainder(&n("-7"), &n("3")).to_string(), "-1");
        assert_eq!(remainder(&n("5.5"), &n("2")).to_string(), "1.5");
    }
}

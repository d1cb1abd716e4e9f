//! How much of something: a number, or what is certain of one.

use std::fmt;
use std::sync::Arc;

use crate::lang::{arithmetic, convert, unknown_of};
use crate::model::{Number, Reason, Unknown, Value};

/// An amount that is not negative: exactly known, or known to be at least so much.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    low: Number,
    open: Option<Arc<Unknown>>,
}

impl Amount {
    /// Exactly so much.
    #[must_use]
    pub const fn exact(number: Number) -> Self {
        Self { low: number, open: None }
    }

    /// Nothing.
    #[must_use]
    pub const fn zero() -> Self {
        Self::exact(Number::Int(0))
    }

    /// So many things.
    #[must_use]
    pub fn count(things: usize) -> Self {
        Self::exact(Number::from(u64::try_from(things).unwrap_or(u64::MAX)))
    }

    /// Perhaps nothing, perhaps any amount.
    #[must_use]
    pub const fn unknown(why: Arc<Unknown>) -> Self {
        Self { low: Number::Int(0), open: Some(why) }
    }

    /// So much, and perhaps more where there is a reason.
    #[must_use]
    pub fn or_more(mut self, why: Option<Arc<Unknown>>) -> Self {
        self.open = self.open.or(why);
        self
    }

    /// What a value says. Null is nothing; what is no amount is not known.
    pub(super) fn of(value: &Value, what: &str) -> Self {
        if let Some(why) = unknown_of(value) {
            return Self::unknown(why);
        }
        match convert::to_number(value) {
            Ok(Value::Null) => Self::zero(),
            Ok(Value::Number(number)) if number >= Number::Int(0) => Self::exact(number),
            // Terraform writes -1 where nothing is set.
            Ok(Value::Number(_)) => Self::zero(),
            _ => Self::unknown(Arc::new(Unknown::new(
                Reason::Unsupported,
                format!("{what} is no number"),
            ))),
        }
    }

    /// What is certain: the amount is not less.
    #[must_use]
    pub const fn low(&self) -> &Number {
        &self.low
    }

    /// Why it may be more; `None` when the amount is exact.
    #[must_use]
    pub const fn openness(&self) -> Option<&Arc<Unknown>> {
        self.open.as_ref()
    }

    /// Whether it is exactly nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.open.is_none() && self.low == Number::Int(0)
    }

    /// The sum.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let low = arithmetic::add(&self.low, &other.low);
        Self { low, open: self.open.clone().or_else(|| other.open.clone()) }
    }

    /// The product.
    pub(super) fn times(&self, other: &Self) -> Self {
        // No times anything is none, however little is known of it.
        if self.is_zero() || other.is_zero() {
            return Self::zero();
        }
        let low = arithmetic::multiply(&self.low, &other.low);
        Self { low, open: self.open.clone().or_else(|| other.open.clone()) }
    }

    /// The larger one.
    pub(super) fn larger(&self, other: &Self) -> Self {
        let low = if self.low >= other.low { &self.low } else { &other.low };
        Self { low: low.clone(), open: self.open.clone().or_else(|| other.open.clone()) }
    }

    /// What is left when the other is taken away; nothing when that is more. Of what is taken away
    /// only the least is certain, so an open one leaves an unknown rest.
    pub(super) fn less(&self, other: &Self) -> Self {
        if let Some(why) = &other.open {
            return if self.is_zero() { Self::zero() } else { Self::unknown(Arc::clone(why)) };
        }
        let rest = arithmetic::subtract(&self.low, &other.low);
        let low = if rest > Number::Int(0) { rest } else { Number::Int(0) };
        Self { low, open: self.open.clone() }
    }

    /// The part of each of so many, rounded up: one of them gets that much.
    pub(super) fn share(&self, of: usize) -> Self {
        let of = Number::from(u64::try_from(of.max(1)).unwrap_or(u64::MAX));
        self.part(&Number::Int(1), &of)
    }

    /// So many of so many parts, rounded up.
    pub(super) fn part(&self, parts: &Number, of: &Number) -> Self {
        let whole = arithmetic::multiply(&self.low, parts);
        let Some(low) = arithmetic::divide(&whole, of) else { return Self::no_parts() };
        Self { low: arithmetic::ceil(&low), open: self.open.clone() }
    }

    /// Divided, not rounded.
    pub(super) fn over(&self, by: i64) -> Self {
        let Some(low) = arithmetic::divide(&self.low, &Number::Int(by)) else {
            return Self::no_parts();
        };
        Self { low, open: self.open.clone() }
    }

    fn no_parts() -> Self {
        let why = "what is split has no parts".to_owned();
        Self::unknown(Arc::new(Unknown::new(Reason::Unsupported, why)))
    }

    /// At most so much.
    pub(super) fn capped(&self, most: &Number) -> Self {
        if self.low >= *most {
            return Self::exact(most.clone());
        }
        self.clone()
    }

    /// As rules see it: a number, or unknown.
    #[must_use]
    pub fn value(&self) -> Value {
        match &self.open {
            None => Value::Number(self.low.clone()),
            Some(why) => Value::Unknown(Arc::clone(why)),
        }
    }

    /// In words: `12`, `at least 12`; `None` when nothing is known.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match &self.open {
            None => Some(self.low.to_string()),
            Some(_) if self.low == Number::Int(0) => None,
            Some(_) => Some(format!("at least {}", self.low)),
        }
    }

    /// Whether a need is greater than what there is.
    ///
    /// # Errors
    ///
    /// Why that cannot be told.
    pub fn exceeds(&self, have: &Self) -> Result<bool, Arc<Unknown>> {
        match (&self.open, &have.open) {
            (_, None) if self.low > have.low => Ok(true),
            (None, _) if self.low <= have.low => Ok(false),
            (Some(why), _) | (None, Some(why)) => Err(Arc::clone(why)),
            (None, None) => Ok(false),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_deref().unwrap_or("not known"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(n: i64) -> Amount {
        Amount::exact(Number::Int(n))
    }

    fn more(n: i64) -> Amount {
        some(n).or_more(Some(Arc::new(Unknown::new(Reason::Denied, "no"))))
    }

    #[test]
    fn what_is_certain_decides_and_nothing_else() {
        assert_eq!(some(7).exceeds(&some(6)), Ok(true));
        assert_eq!(some(6).exceeds(&some(6)), Ok(false));
        assert_eq!(more(7).exceeds(&some(6)), Ok(true));
        assert!(more(6).exceeds(&some(6)).is_err());
        assert!(some(7).exceeds(&more(6)).is_err());
        assert_eq!(some(6).exceeds(&more(6)), Ok(false));
        assert!(more(1).exceeds(&more(9)).is_err());
        assert_eq!(some(0).exceeds(&more(0)), Ok(false));
    }

    #[test]
    fn sums_products_and_shares_keep_what_is_certain() {
        assert_eq!(some(2).plus(&more(3)).text().as_deref(), Some("at least 5"));
        assert_eq!(more(2).times(&some(0)), some(0));
        assert_eq!(some(7).share(3), some(3));
        assert_eq!(some(7).part(&Number::Int(1), &Number::Int(4)), some(2));
        assert_eq!(some(7).part(&Number::Int(0), &Number::Int(0)).text(), None);
        assert_eq!(some(5).less(&some(9)), some(0));
        assert_eq!(some(9).less(&more(2)).text(), None);
        assert_eq!(more(9).less(&some(2)).text().as_deref(), Some("at least 7"));
        assert_eq!(some(512).over(1024).to_string(), "0.5");
        assert_eq!(more(3).capped(&Number::Int(1)), some(1));
        assert_eq!(more(0).to_string(), "not known");
    }
}

//! Numbers.

use super::arguments::{get, number, text, whole};
use super::{ANY, Row};
use crate::lang::{arithmetic, convert};
use crate::model::{Number, Value};

pub(super) const ROWS: &[Row] = &[
    ("abs", 1, 1, false, |a| {
        let n = number(a, 0)?;
        Ok(Value::Number(if arithmetic::is_negative(&n) { arithmetic::negate(&n) } else { n }))
    }),
    ("ceil", 1, 1, false, |a| Ok(Value::Number(arithmetic::ceil(&number(a, 0)?)))),
    ("floor", 1, 1, false, |a| Ok(Value::Number(arithmetic::floor(&number(a, 0)?)))),
    ("log", 2, 2, false, log),
    ("max", 1, ANY, false, |a| extreme(a, |x, best| x > best)),
    ("min", 1, ANY, false, |a| extreme(a, |x, best| x < best)),
    ("parseint", 2, 2, false, parseint),
    ("pow", 2, 2, false, pow),
    ("signum", 1, 1, false, |a| {
        let n = number(a, 0)?;
        if !arithmetic::is_whole(&n) {
            return Err("a whole number is required".to_owned());
        }
        Ok(Value::from(match n.cmp(&Number::Int(0)) {
            std::cmp::Ordering::Less => -1,
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => 1,
        }))
    }),
    ("sum", 1, 1, false, sum),
];

fn extreme(arguments: &[Value], better: fn(&Number, &Number) -> bool) -> Result<Value, String> {
    let mut best = number(arguments, 0)?;
    for at in 1..arguments.len() {
        let n = number(arguments, at)?;
        if better(&n, &best) {
            best = n;
        }
    }
    Ok(Value::Number(best))
}

fn from_double(n: f64) -> Result<Value, String> {
    Number::try_from(n).map(Value::Number).map_err(|_| "the result is not a number".to_owned())
}

fn log(arguments: &[Value]) -> Result<Value, String> {
    let (n, base) = (number(arguments, 0)?, number(arguments, 1)?);
    from_double(arithmetic::to_f64(&n).ln() / arithmetic::to_f64(&base).ln())
}

fn pow(arguments: &[Value]) -> Result<Value, String> {
    let (n, power) = (number(arguments, 0)?, number(arguments, 1)?);
    let double = arithmetic::to_f64(&n).powf(arithmetic::to_f64(&power));
    // A double that is whole is meant exactly: 2^100 has all its digits.
    if double.is_finite() && double.fract() == 0.0 && double.abs() < 1e300 {
        return format!("{double:.0}")
            .parse()
            .map(Value::Number)
            .map_err(|_| "too large".to_owned());
    }
    from_double(double)
}

fn parseint(arguments: &[Value]) -> Result<Value, String> {
    if !matches!(arguments.first(), Some(Value::String(_))) {
        return Err("the first argument must be a string".to_owned());
    }
    let digits = text(arguments, 0)?;
    let base = whole(arguments, 1)?;
    if !(2..=62).contains(&base) {
        return Err("the base must be from 2 to 62".to_owned());
    }
    let invalid = || format!("{:?} is not a number of base {base}", digits.as_str());
    let (negative, body) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits.strip_prefix('+').unwrap_or(&digits)),
    };
    if body.is_empty() || body.len() > 512 {
        return Err(invalid());
    }
    let mut total = Number::Int(0);
    for c in body.chars() {
        let value = match c {
            '0'..='9' => i64::from(u32::from(c) - u32::from('0')),
            'a'..='z' => i64::from(u32::from(c) - u32::from('a')) + 10,
            'A'..='Z' if base <= 36 => i64::from(u32::from(c) - u32::from('A')) + 10,
            'A'..='Z' => i64::from(u32::from(c) - u32::from('A')) + 36,
            _ => return Err(invalid()),
        };
        if value >= base {
            return Err(invalid());
        }
        total = arithmetic::multiply(&total, &Number::Int(base));
        total = arithmetic::add(&total, &Number::Int(value));
    }
    Ok(Value::Number(if negative { arithmetic::negate(&total) } else { total }))
}

fn sum(arguments: &[Value]) -> Result<Value, String> {
    let Value::List(list) = get(arguments, 0)? else {
        return Err("a list of numbers is required".to_owned());
    };
    if list.items().is_empty() {
        return Err("an empty list has no sum".to_owned());
    }
    let mut total = Number::Int(0);
    for item in list.items() {
        match convert::to_number(item)? {
            Value::Number(n) => total = arithmetic::add(&total, &n),
            other => return Err(format!("number required, but have {}", other.type_word())),
        }
    }
    Ok(Value::Number(total))
}

//! `format` and `formatlist`, after Go's verbs as Terraform takes them.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/format>

use unicode_segmentation::UnicodeSegmentation as _;

use super::arguments::{MAX_WIDTH, bounded, text, typed_list};
use super::json;
use super::{ANY, Row};
use crate::lang::{convert, first_unknown};
use crate::model::{List, Number, Value};

pub(super) const ROWS: &[Row] = &[
    ("format", 1, ANY, false, |a| {
        bounded(formatted(&text(a, 0)?, a.get(1..).unwrap_or_default())?)
    }),
    ("formatlist", 1, ANY, true, formatlist),
];

/// One result for each position of the lists among the arguments; other arguments are repeated.
fn formatlist(a: &[Value]) -> Result<Value, String> {
    if let Some(why) = a.iter().find_map(first_unknown) {
        return Ok(Value::Unknown(why));
    }
    let spec = text(a, 0)?;
    let arguments = a.get(1..).unwrap_or_default();
    let lists: Vec<&List> = arguments
        .iter()
        .filter_map(|v| if let Value::List(l) = v { Some(l.as_ref()) } else { None })
        .collect();
    let Some(first) = lists.first() else {
        return Ok(typed_list(vec![bounded(formatted(&spec, arguments)?)?]));
    };
    let length = first.items().len();
    if lists.iter().any(|l| l.items().len() != length) {
        return Err("the lists have different lengths".to_owned());
    }
    let at = |value: &Value, index: usize| match value {
        Value::List(list) => list.items().get(index).cloned().unwrap_or(Value::Null),
        other => other.clone(),
    };
    let mut out = Vec::with_capacity(length);
    for index in 0..length {
        let row: Vec<Value> = arguments.iter().map(|v| at(v, index)).collect();
        out.push(bounded(formatted(&spec, &row)?)?);
    }
    Ok(typed_list(out))
}

/// One `%…` of a format.
#[derive(Debug, Default)]
struct Verb {
    minus: bool,
    plus: bool,
    space: bool,
    sharp: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
    letter: char,
}

fn formatted(spec: &str, arguments: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = spec.chars().peekable();
    let (mut next, mut highest, mut explicit) = (0_usize, 0_usize, false);
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut verb = Verb::default();
        while let Some(flag) = chars.next_if(|c| "-+ #0".contains(*c)) {
            match flag {
                '-' => verb.minus = true,
                '+' => verb.plus = true,
                ' ' => verb.space = true,
                '#' => verb.sharp = true,
                _ => verb.zero = true,
            }
        }
        verb.width = number(&mut chars)?;
        if chars.next_if_eq(&'.').is_some() {
            verb.precision = Some(number(&mut chars)?.unwrap_or(0));
        }
        if chars.next_if_eq(&'[').is_some() {
            let index = number(&mut chars)?.filter(|n| *n > 0);
            let index = index.ok_or("an index in a format is a number from 1")?;
            if chars.next_if_eq(&']').is_none() {
                return Err("an index in a format ends with ]".to_owned());
            }
            next = index - 1;
            explicit = true;
        }
        let Some(letter) = chars.next() else {
            return Err("the format ends within a verb".to_owned());
        };
        verb.letter = letter;
        if letter == '%' {
            out.push('%');
            continue;
        }
        let Some(value) = arguments.get(next) else {
            return Err(format!("not enough arguments for {:?}: {} is missing", spec, next + 1));
        };
        next += 1;
        highest = highest.max(next);
        out.push_str(&written(&verb, value)?);
        if out.len() > MAX_WIDTH {
            return Err("the result is too long".to_owned());
        }
    }
    if highest < arguments.len() && !explicit {
        return Err(format!("too many arguments; the format uses {highest}"));
    }
    Ok(out)
}

fn number(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<Option<usize>, String> {
    let mut digits = String::new();
    while let Some(c) = chars.next_if(char::is_ascii_digit) {
        digits.push(c);
    }
    if digits.is_empty() {
        return Ok(None);
    }
    let number: usize = digits.parse().map_err(|_| "a width in a format is too large")?;
    if number > 10_000 {
        Err("a width in a format is too large".to_owned())
    } else {
        Ok(Some(number))
    }
}

fn written(verb: &Verb, value: &Value) -> Result<String, String> {
    match verb.letter {
        'v' if verb.sharp => json::encoded(value).map(|s| padded(verb, s)),
        'v' => match value {
            Value::String(s) => Ok(padded(verb, s.to_string())),
            Value::Number(n) => Ok(general(verb, &n.to_string())),
            Value::Null => Err("null cannot be formatted".to_owned()),
            Value::Bool(b) => Ok(padded(verb, b.to_string())),
            other => json::encoded(other).map(|s| padded(verb, s)),
        },
        't' => match convert::to_bool(value)? {
            Value::Bool(b) => Ok(b.to_string()),
            _ => Err("a bool is required".to_owned()),
        },
        's' => Ok(padded(verb, cut(verb, &nonnull(value)?))),
        'q' => {
            let text = cut(verb, &nonnull(value)?);
            json::encoded(&Value::text(text)).map(|s| padded(verb, s))
        }
        'd' | 'b' | 'o' | 'x' | 'X' => integer(verb, &numeric(value)?),
        'e' | 'E' => {
            let text = scientific(&numeric(value)?.to_string(), verb.precision.unwrap_or(6));
            Ok(signed(verb, &if verb.letter == 'E' { text.to_uppercase() } else { text }))
        }
        'f' => Ok(signed(verb, &fixed(&numeric(value)?.to_string(), verb.precision.unwrap_or(6)))),
        'g' | 'G' => {
            let text = general(verb, &numeric(value)?.to_string());
            Ok(if verb.letter == 'G' { text.to_uppercase() } else { text })
        }
        other => Err(format!("%{other} is no verb of a format")),
    }
}

fn nonnull(value: &Value) -> Result<String, String> {
    if value.is_null() {
        return Err("a text is required, but this is null".to_owned());
    }
    Ok(convert::text(value)?.to_string())
}

fn numeric(value: &Value) -> Result<Number, String> {
    match convert::to_number(value)? {
        Value::Number(n) => Ok(n),
        other => Err(format!("a number is required, but this is {}", other.type_word())),
    }
}

/// Precision cuts a text after so many characters.
fn cut(verb: &Verb, text: &str) -> String {
    match verb.precision {
        Some(count) => text.graphemes(true).take(count).collect(),
        None => text.to_owned(),
    }
}

fn padded(verb: &Verb, text: String) -> String {
    let missing = verb.width.unwrap_or(0).saturating_sub(text.graphemes(true).count());
    if missing == 0 {
        return text;
    }
    let fill = if verb.zero && !verb.minus { "0" } else { " " };
    if verb.minus { text + &" ".repeat(missing) } else { fill.repeat(missing) + &text }
}

/// A number with its sign and zeros in between.
fn signed(verb: &Verb, text: &str) -> String {
    let (minus, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let sign = if minus {
        "-"
    } else if verb.plus {
        "+"
    } else if verb.space {
        " "
    } else {
        ""
    };
    if verb.zero && !verb.minus {
        let missing = verb.width.unwrap_or(0).saturating_sub(sign.len() + digits.len());
        return format!("{sign}{}{digits}", "0".repeat(missing));
    }
    padded(
        &Verb { zero: false, width: verb.width, minus: verb.minus, ..Verb::default() },
        format!("{sign}{digits}"),
    )
}

fn integer(verb: &Verb, number: &Number) -> Result<String, String> {
    let text = number.to_string();
    let digits = match verb.letter {
        'd' => text,
        _ => {
            let big: dashu_int::IBig =
                text.parse().map_err(|_| format!("a whole number is required, but have {text}"))?;
            match verb.letter {
                'b' => format!("{}", big.in_radix(2)),
                'o' => format!("{}", big.in_radix(8)),
                'x' => format!("{}", big.in_radix(16)),
                _ => format!("{}", big.in_radix(16)).to_uppercase(),
            }
        }
    };
    if digits.contains(['.', 'e']) {
        return Err(format!("a whole number is required, but have {digits}"));
    }
    Ok(signed(verb, &digits))
}

/// Sign, digits without leading zeros, and where the point stands before them.
fn taken_apart(decimal: &str) -> (bool, Vec<u8>, i64) {
    let (minus, rest) = match decimal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, decimal),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse().unwrap_or(0)),
        None => (rest, 0_i64),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0').collect();
    let zeros = all.iter().take_while(|d| **d == 0).count();
    let point =
        i64::try_from(whole.len()).unwrap_or(0) + exponent - i64::try_from(zeros).unwrap_or(0);
    let digits: Vec<u8> = all.get(zeros..).unwrap_or_default().to_vec();
    if digits.is_empty() { (minus, vec![0], 1) } else { (minus, digits, point) }
}

/// Rounds to so many digits, half to even; tells whether the number grew by a digit.
fn rounded(digits: &mut Vec<u8>, keep: usize) -> bool {
    if keep >= digits.len() {
        digits.resize(keep, 0);
        return false;
    }
    let rest = digits.split_off(keep);
    let half = rest.first().is_some_and(|d| *d == 5) && rest.iter().skip(1).all(|d| *d == 0);
    let odd = digits.last().is_some_and(|d| d % 2 == 1);
    let up = if half { odd } else { rest.first().is_some_and(|d| *d >= 5) };
    if !up {
        return false;
    }
    for digit in digits.iter_mut().rev() {
        if *digit == 9 {
            *digit = 0;
        } else {
            *digit += 1;
            return false;
        }
    }
    digits.insert(0, 1);
    true
}

fn fixed(decimal: &str, precision: usize) -> String {
    let (minus, mut digits, point) = taken_apart(decimal);
    // Zeros in front, so that the point lies within the digits.
    let lead = usize::try_from(1 - point.min(1)).unwrap_or(0);
    let mut all = vec![0; lead];
    all.append(&mut digits);
    let mut whole = usize::try_from(point.max(1)).unwrap_or(1);
    let grown = rounded(&mut all, whole + precision);
    whole += usize::from(grown);
    let text: String = all.iter().map(|d| char::from(b'0' + d)).collect();
    let (front, back) = text.split_at(whole.min(text.len()));
    let zero = all.iter().all(|d| *d == 0) && decimal.trim_start_matches('-').starts_with('0');
    let sign = if minus && !(zero && decimal == "-0") { "-" } else { "" };
    if precision == 0 { format!("{sign}{front}") } else { format!("{sign}{front}.{back}") }
}

fn scientific(decimal: &str, precision: usize) -> String {
    let (minus, mut digits, mut point) = taken_apart(decimal);
    let zero = digits == [0];
    if rounded(&mut digits, precision + 1) {
        digits.pop();
        point += 1;
    }
    let exponent = if zero { 0 } else { point - 1 };
    let text: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
    let (front, back) = text.split_at(1);
    let sign = if minus { "-" } else { "" };
    let dot = if back.is_empty() { "" } else { "." };
    let side = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{front}{dot}{back}e{side}{:02}", exponent.abs())
}

/// The shorter of both forms, or at most so many digits as the precision says.
fn general(verb: &Verb, decimal: &str) -> String {
    let (minus, mut digits, mut point) = taken_apart(decimal);
    if let Some(precision) = verb.precision {
        let keep = precision.max(1);
        if digits.len() > keep && rounded(&mut digits, keep) {
            digits.pop();
            point += 1;
        }
    }
    while digits.len() > 1 && digits.last() == Some(&0) {
        digits.pop();
    }
    // Of the shortest form the choice is made as with six digits.
    let mut limit = i64::try_from(verb.precision.unwrap_or(6).max(1)).unwrap_or(6);
    let length = i64::try_from(digits.len()).unwrap_or(0);
    if verb.precision.is_some() && limit > length && length >= point {
        limit = length;
    }
    let exponent = point - 1;
    let sign = if minus { "-" } else { "" };
    let text: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
    let body = if digits != [0] && (exponent < -4 || exponent >= limit) {
        scientific(
            &format!("{text}e{}", point - i64::try_from(text.len()).unwrap_or(0)),
            text.len() - 1,
        )
    } else if point <= 0 {
        format!("0.{}{text}", "0".repeat(usize::try_from(-point).unwrap_or(0)))
    } else {
        let whole = usize::try_from(point).unwrap_or(1);
        if text.len() <= whole {
            format!("{text}{}", "0".repeat(whole - text.len()))
        } else {
            format!("{}.{}", &text[..whole], &text[whole..])
        }
    };
    signed(verb, &format!("{sign}{body}"))
}

//! Timestamps in RFC 3339.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::Row;
use super::arguments::text;
use crate::model::Value;

pub(super) const ROWS: &[Row] = &[
    ("formatdate", 2, 2, false, |a| {
        let (spec, moment) = (text(a, 0)?, parse(&text(a, 1)?)?);
        formatted(&spec, &moment).map(Value::text)
    }),
    ("timeadd", 2, 2, false, |a| {
        let (moment, duration) = (parse(&text(a, 0)?)?, duration(&text(a, 1)?)?);
        let later = moment.at.checked_add(duration).map_err(|_| "the time is out of range")?;
        Ok(Value::text(written(&Moment { at: later, ..moment })))
    }),
    ("timecmp", 2, 2, false, |a| {
        let (x, y) = (parse(&text(a, 0)?)?, parse(&text(a, 1)?)?);
        Ok(Value::from(x.at.cmp(&y.at) as i64))
    }),
];

/// A moment with the offset that it was written in.
struct Moment {
    at: Timestamp,
    offset: Offset,
}

impl Moment {
    fn civil(&self) -> DateTime {
        self.offset.to_datetime(self.at)
    }
}

/// `2026-01-31T08:00:00Z`, with an offset instead of `Z`, with a fraction of a second.
fn parse(source: &str) -> Result<Moment, String> {
    let wrong = || format!("{source:?} is not a timestamp in RFC 3339");
    let bytes = source.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit))
    };
    let shaped = digits(0..4)
        && bytes.get(4) == Some(&b'-')
        && digits(5..7)
        && bytes.get(7) == Some(&b'-')
        && digits(8..10)
        && bytes.get(10) == Some(&b'T')
        && digits(11..13)
        && bytes.get(13) == Some(&b':')
        && digits(14..16)
        && bytes.get(16) == Some(&b':')
        && digits(17..19)
        && bytes.get(17..19) != Some(b"60");
    if !shaped {
        return Err(wrong());
    }
    let rest = source.get(19..).unwrap_or_default();
    let zone = rest.trim_start_matches('.').trim_start_matches(|c: char| c.is_ascii_digit());
    let seconds = match zone {
        "Z" => 0,
        _ => {
            let (sign, clock) = match zone.as_bytes() {
                [b'+', ..] => (1, &zone[1..]),
                [b'-', ..] => (-1, &zone[1..]),
                _ => return Err(wrong()),
            };
            let (hours, minutes) = clock.split_once(':').ok_or_else(wrong)?;
            let number = |s: &str| {
                let plain = s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
                if plain { s.parse::<i32>().map_err(|_| wrong()) } else { Err(wrong()) }
            };
            sign * (number(hours)? * 3600 + number(minutes)? * 60)
        }
    };
    let offset = Offset::from_seconds(seconds).map_err(|_| wrong())?;
    let at = source.parse::<Timestamp>().map_err(|_| wrong())?;
    Ok(Moment { at, offset })
}

/// In RFC 3339 to the second.
fn written(moment: &Moment) -> String {
    let civil = moment.civil();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second(),
        zone(moment.offset, ":", true)
    )
}

fn zone(offset: Offset, between: &str, zulu: bool) -> String {
    let seconds = offset.seconds();
    if seconds == 0 && zulu {
        return "Z".to_owned();
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
}

/// A duration as Go writes it: `1h30m`, `-1.5h`, `10ms`.
fn duration(source: &str) -> Result<SignedDuration, String> {
    let wrong = || format!("{source:?} is not a duration such as 1h30m");
    let (sign, mut rest) = match source.as_bytes().first() {
        Some(b'-') => (-1, &source[1..]),
        Some(b'+') => (1, &source[1..]),
        _ => (1, source),
    };
    if rest == "0" {
        return Ok(SignedDuration::ZERO);
    }
    if rest.is_empty() {
        return Err(wrong());
    }
    let mut nanoseconds: i128 = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let scale: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return Err(wrong()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') || number.len() > 30
        {
            return Err(wrong());
        }
        let parse =
            |s: &str| if s.is_empty() { Ok(0) } else { s.parse::<i128>().map_err(|_| wrong()) };
        let power = u32::try_from(fraction.len()).ok().and_then(|n| 10_i128.checked_pow(n));
        let part = parse(fraction)?.checked_mul(scale).zip(power).map(|(n, p)| n / p);
        let total = parse(whole)?.checked_mul(scale).zip(part).and_then(|(w, p)| w.checked_add(p));
        nanoseconds = total.and_then(|t| nanoseconds.checked_add(t)).ok_or_else(wrong)?;
        rest = after;
    }
    let total = i64::try_from(sign * nanoseconds).map_err(|_| wrong())?;
    Ok(SignedDuration::from_nanos(total))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Terraform's own format letters:
/// <https://developer.hashicorp.com/terraform/language/functions/formatdate>.
fn formatted(spec: &str, moment: &Moment) -> Result<String, String> {
    let civil = moment.civil();
    let month = MONTHS.get(usize::try_from(civil.month() - 1).unwrap_or(0)).unwrap_or(&"");
    let weekday = usize::try_from(civil.weekday().to_monday_zero_offset()).unwrap_or(0);
    let day = DAYS.get(weekday).unwrap_or(&"");
    let hour12 = if civil.hour() % 12 == 0 { 12 } else { civil.hour() % 12 };
    let short = |s: &str| s.get(..3).unwrap_or(s).to_owned();
    let mut out = String::new();
    let mut rest = spec;
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            let (literal, after) = quoted(rest)?;
            out.push_str(&literal);
            rest = after;
            continue;
        }
        if !c.is_ascii_alphabetic() {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let end = rest.find(|o| o != c).unwrap_or(rest.len());
        let (verb, after) = rest.split_at(end);
        rest = after;
        out.push_str(&match verb {
            "YYYY" => format!("{:04}", civil.year()),
            "YY" => format!("{:02}", civil.year() % 100),
            "MMMM" => (*month).to_owned(),
            "MMM" => short(month),
            "MM" => format!("{:02}", civil.month()),
            "M" => civil.month().to_string(),
            "DD" => format!("{:02}", civil.day()),
            "D" => civil.day().to_string(),
            "EEEE" => (*day).to_owned(),
            "EEE" => short(day),
            "hh" => format!("{:02}", civil.hour()),
            "h" => civil.hour().to_string(),
            "HH" => format!("{hour12:02}"),
            "H" => hour12.to_string(),
            "AA" => (if civil.hour() < 12 { "AM" } else { "PM" }).to_owned(),
            "aa" => (if civil.hour() < 12 { "am" } else { "pm" }).to_owned(),
            "mm" => format!("{:02}", civil.minute()),
            "m" => civil.minute().to_string(),
            "ss" => format!("{:02}", civil.second()),
            "s" => civil.second().to_string(),
            "ZZZZZ" => zone(moment.offset, ":", false),
            "ZZZZ" => zone(moment.offset, "", false),
            "ZZZ" if moment.offset.seconds() == 0 => "UTC".to_owned(),
            "ZZZ" => zone(moment.offset, "", false),
            "Z" => zone(moment.offset, ":", true),
            other => return Err(format!("{other:?} is no part of a date")),
        });
    }
    Ok(out)
}

/// A literal in single quotes, in which two of them stand for one, and what follows.
fn quoted(source: &str) -> Result<(String, &str), String> {
    let mut out = String::new();
    let mut rest = &source[1..];
    loop {
        let Some(end) = rest.find('\'') else {
            return Err("a quoted literal does not end".to_owned());
        };
        out.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                out.push('\'');
                rest = after;
            }
            None => return Ok((out, rest)),
        }
    }
}

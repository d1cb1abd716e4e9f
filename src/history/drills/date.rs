//! When a drill was: a day, or a moment.

use std::fmt;

use jiff::Timestamp;
use jiff::civil;
use serde::{Deserialize, Serialize};

/// When a drill was: a day, or a moment to the second in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(Written);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Day(civil::Date),
    Moment(Timestamp),
}

/// The text is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date; write a day as 2026-11-20 or a moment as 2026-11-20T14:05:00Z")]
pub struct NoSuchDate(String);

impl Date {
    /// Reads a day or a timestamp in RFC 3339 with its offset.
    pub fn parse(text: &str) -> Result<Self, NoSuchDate> {
        let wrong = || NoSuchDate(text.to_owned());
        let written = if text.len() == 10 {
            Written::Day(text.parse().map_err(|_| wrong())?)
        } else if text.is_ascii() && matches!(text.as_bytes().get(10), Some(b'T' | b't')) {
            let moment: Timestamp = text.parse().map_err(|_| wrong())?;
            Written::Moment(Timestamp::from_second(moment.as_second()).map_err(|_| wrong())?)
        } else {
            return Err(wrong());
        };
        let date = Self(written);
        // Nothing that is a drill lies outside, and all that lies inside can be calculated with.
        if (1970..=9998).contains(&date.day().year()) { Ok(date) } else { Err(wrong()) }
    }

    /// The day, in UTC where a moment is known.
    #[must_use]
    pub fn day(&self) -> civil::Date {
        match self.0 {
            Written::Day(day) => day,
            Written::Moment(moment) => jiff::tz::Offset::UTC.to_datetime(moment).date(),
        }
    }

    /// In RFC 3339 in UTC to the second, so that texts sort as the moments do. A day is its first
    /// moment in UTC.
    #[must_use]
    pub fn utc(&self) -> String {
        match self.0 {
            Written::Day(day) => format!("{day}T00:00:00Z"),
            Written::Moment(moment) => moment.to_string(),
        }
    }

    /// Whether it lies after `now`, wherever on earth the day was written down.
    #[must_use]
    pub fn is_after(&self, now: Timestamp) -> bool {
        let ahead = match self.0 {
            // The first clocks are 14 hours before UTC.
            Written::Day(_) => 14 * 3_600,
            // Clocks that differ a little are no matter.
            Written::Moment(_) => 300,
        };
        let first = self.utc().parse::<Timestamp>();
        first.is_ok_and(|first| first.as_second() - ahead > now.as_second())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Written::Day(day) => write!(f, "{day}"),
            Written::Moment(moment) => write!(f, "{moment}"),
        }
    }
}

impl TryFrom<String> for Date {
    type Error = NoSuchDate;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_read_and_shown_as_one() {
        for (given, shown, utc) in [
            ("2026-11-20", "2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026-11-20T15:05:00.75+01:00", "2026-11-20T14:05:00Z", "2026-11-20T14:05:00Z"),
        ] {
            let date = Date::parse(given).unwrap();
            assert_eq!((date.to_string().as_str(), date.utc().as_str()), (shown, utc));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for bad in [
            "",
            "yesterday!",
            "2026-13-01",
            "2026-02-30",
            "20.11.2026",
            "2026-11-20T14:05:00",
            "2026-11-20 14:05:00Z",
            "1492-01-01",
            "9999-12-31T23:59:59-12:00",
            "2026-11-2\u{e9}",
        ] {
            assert!(Date::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_has_begun_somewhere_before_it_begins_in_utc() {
        let now: Timestamp = "2026-11-19T12:00:00Z".parse().unwrap();
        let after = |text: &str| Date::parse(text).unwrap().is_after(now);
        assert!(!after("2026-11-20") && after("2026-11-21"));
        assert!(!after("2026-11-19T12:04:00Z") && after("2026-11-19T12:06:00Z"));
    }
}

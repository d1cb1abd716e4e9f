//! What the readings of a metric say at one moment.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::sources::aws::collector::Collector;

/// The seconds after which a metric of one reading a minute has stopped.
const STOPPED_AFTER: i64 = 300;
/// Periods without a reading that are no stop: a reading comes up to two periods late.
const LATE_PERIODS: i64 = 3;
/// Seconds that two clocks may be apart.
const CLOCKS_APART: i64 = 120;

/// One reading: the beginning of its period, in seconds since 1970, and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) at: i64,
    pub(super) value: f64,
}

/// When a run looks, in seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// When the run began, by the clock of this machine.
    pub(super) at: i64,
    /// When the metrics are asked for, by the same clock.
    pub(super) now: i64,
    /// The seconds before the beginning that count.
    window: i64,
}

/// What the readings say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    /// There are none.
    None,
    /// The newest is too old to say anything of now.
    Stopped { newest: i64, datapoints: i64 },
    /// The newest is from the future: what this machine takes for the last minutes are others.
    Ahead { newest: i64, datapoints: i64 },
    /// The worst and the newest.
    Read { worst: f64, latest: f64, newest: i64, datapoints: i64 },
}

impl Moment {
    /// The moment of a run; `None` where the run's beginning is no time.
    pub(super) fn of(c: &Collector) -> Option<Self> {
        let at = DateTime::from_str(c.at(), Format::DateTimeWithOffset).ok()?.secs();
        let elapsed = i64::try_from(c.elapsed().as_secs()).unwrap_or(i64::MAX);
        let window = i64::from(c.questions().window_seconds);
        Some(Self { at, now: at.saturating_add(elapsed), window })
    }

    /// The seconds that count of a metric: the window, but never so short that a metric with few
    /// readings has none in it.
    pub(super) fn window(&self, period: i32) -> i64 {
        self.window.max(stopped_after(period))
    }

    /// Where the window begins.
    pub(super) fn begin(&self, period: i32) -> i64 {
        self.at.saturating_sub(self.window(period))
    }
}

fn stopped_after(period: i32) -> i64 {
    STOPPED_AFTER.max(i64::from(period) * LATE_PERIODS)
}

impl Reading {
    /// What readings in any order say.
    pub(super) fn of(points: Vec<Point>, moment: &Moment, period: i32) -> Self {
        let begin = moment.begin(period);
        let mut points: Vec<Point> =
            points.into_iter().filter(|p| p.at >= begin && p.value.is_finite()).collect();
        points.sort_by_key(|p| p.at);
        let Some(last) = points.last().copied() else { return Self::None };
        let datapoints = i64::try_from(points.len()).unwrap_or(i64::MAX);
        let newest = last.at;
        if newest > moment.now.saturating_add(CLOCKS_APART) {
            return Self::Ahead { newest, datapoints };
        }
        if newest < moment.at.saturating_sub(stopped_after(period)) {
            return Self::Stopped { newest, datapoints };
        }
        // Under several dimensions one moment has several readings.
        let values = || points.iter().map(|p| p.value);
        let latest = points.iter().filter(|p| p.at == newest).map(|p| p.value);
        let latest = latest.fold(f64::NEG_INFINITY, f64::max);
        // What does not replicate at all (-1) is worse than any lag.
        let worst = if latest < 0.0 { latest } else { values().fold(f64::NEG_INFINITY, f64::max) };
        Self::Read { worst, latest, newest, datapoints }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_000_000;
    const MOMENT: Moment = Moment { at: AT, now: AT + 10, window: 900 };

    fn read(points: &[(i64, f64)]) -> Reading {
        let points = points.iter().map(|(ago, value)| Point { at: AT - ago, value: *value });
        Reading::of(points.collect(), &MOMENT, 60)
    }

    #[test]
    fn the_worst_of_the_window_counts() {
        let read = read(&[(60, 2.0), (600, 9.0), (120, 3.0), (1000, 99.0)]);
        assert_eq!(read, Reading::Read { worst: 9.0, latest: 2.0, newest: AT - 60, datapoints: 3 });
    }

    #[test]
    fn silence_is_no_reading() {
        assert_eq!(read(&[]), Reading::None);
        assert_eq!(read(&[(901, 1.0)]), Reading::None);
        assert_eq!(read(&[(60, f64::NAN)]), Reading::None);
    }

    #[test]
    fn a_metric_that_stopped_says_nothing_of_now() {
        assert_eq!(
            read(&[(301, 0.1), (360, 0.1)]),
            Reading::Stopped { newest: AT - 301, datapoints: 2 }
        );
        assert!(matches!(read(&[(300, 0.1)]), Reading::Read { .. }));
    }

    #[test]
    fn a_reading_from_the_future_tells_of_a_wrong_clock() {
        assert_eq!(read(&[(-131, 0.1)]), Reading::Ahead { newest: AT + 131, datapoints: 1 });
        assert!(matches!(read(&[(-130, 0.1)]), Reading::Read { .. }));
    }

    #[test]
    fn no_replication_is_worse_than_any_lag_while_it_lasts() {
        let stopped = read(&[(60, -1.0), (120, 50.0)]);
        assert!(matches!(stopped, Reading::Read { worst: -1.0, latest: -1.0, .. }), "{stopped:?}");
        let resumed = read(&[(60, 4.0), (120, -1.0)]);
        assert!(matches!(resumed, Reading::Read { worst: 4.0, latest: 4.0, .. }), "{resumed:?}");
    }

    #[test]
    fn a_metric_with_few_readings_has_a_longer_window() {
        let short = Moment { window: 60, ..MOMENT };
        assert_eq!((short.window(60), short.window(300)), (300, 900));
        assert_eq!(MOMENT.window(60), 900);
    }
}

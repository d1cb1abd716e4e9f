//! The call, and what becomes of its answers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{
    Dimension, Metric, MetricDataQuery, MetricDataResult, MetricStat, StatusCode,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use super::readings::{Moment, Point, Reading};
use super::{Measure, OPERATION, Scale};
use crate::model::{Reason, Value};
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{decimal, number, text};

/// Metrics that one call takes.
const BATCH: usize = 500;
/// Where a reading is the worst of its period.
const STATISTIC: &str = "Maximum";
/// Seconds after the run's moment that are asked for, to see readings from its future.
const AHEAD: i64 = 3600;

/// What was told of one query; of several pages, all together.
#[derive(Default)]
struct Told {
    points: Vec<Point>,
    /// How the last page that had a part of it ended.
    status: Option<StatusCode>,
}

/// Asks for all measurements and keeps each.
pub(super) async fn all(c: &Collector, measures: &[Measure]) {
    let Some(moment) = Moment::of(c) else {
        let detail = format!("the moment of the run, {}, is no time in RFC 3339", c.at());
        c.cannot(OPERATION, Reason::Unreadable, detail);
        return;
    };
    let cloudwatch = client!(c, aws_sdk_cloudwatch);
    let queries: Vec<MetricDataQuery> = measures
        .iter()
        .enumerate()
        .flat_map(|(at, m)| (0..m.dimensions.len()).map(move |nth| query(m, at, nth)))
        .collect();
    // Each period is judged over its own window; the longest of them holds the others.
    let from = measures.iter().map(|m| moment.begin(m.period)).min().unwrap_or(moment.at);
    let (from, to) = (DateTime::from_secs(from), DateTime::from_secs(moment.now + AHEAD));
    let batches = queries.chunks(BATCH).map(|batch| ask(c, &cloudwatch, batch, from, to));
    let mut told: HashMap<String, Result<Told, Missing>> = HashMap::new();
    for answers in join_all(batches).await {
        told.extend(answers);
    }
    let readings: Vec<Result<Reading, Value>> = measures
        .iter()
        .enumerate()
        .map(|(at, measure)| reading(c, measure, at, &told, &moment))
        .collect();
    // Things of which one of several alternatives was read.
    let known: BTreeSet<(&str, &str)> = measures
        .iter()
        .zip(&readings)
        .filter(|(m, r)| m.alternative && !matches!(r, Ok(Reading::None)))
        .map(|(m, _)| subject(m))
        .collect();
    for (measure, reading) in measures.iter().zip(readings) {
        let silent = matches!(reading, Ok(Reading::None));
        if measure.alternative && silent && known.contains(&subject(measure)) {
            continue;
        }
        keep(c, measure, &reading, &moment);
    }
}

/// What alternatives have in common: the id but for the metric.
fn subject(measure: &Measure) -> (&str, &str) {
    (measure.kind, measure.id.strip_suffix(measure.metric.as_str()).unwrap_or(&measure.id))
}

fn query_id(at: usize, nth: usize) -> String {
    format!("m{at}_{nth}")
}

fn query(measure: &Measure, at: usize, nth: usize) -> MetricDataQuery {
    let dimensions = measure.dimensions.get(nth).into_iter().flatten();
    let dimensions = dimensions.map(|(n, v)| Dimension::builder().name(*n).value(v).build());
    let metric = Metric::builder()
        .namespace(&measure.namespace)
        .metric_name(&measure.metric)
        .set_dimensions(Some(dimensions.collect()))
        .build();
    let stat = MetricStat::builder().metric(metric).period(measure.period).stat(STATISTIC).build();
    MetricDataQuery::builder().id(query_id(at, nth)).metric_stat(stat).return_data(true).build()
}

async fn ask(
    c: &Collector,
    cloudwatch: &Client,
    batch: &[MetricDataQuery],
    from: DateTime,
    to: DateTime,
) -> Vec<(String, Result<Told, Missing>)> {
    let listed = c
        .whole(
            OPERATION,
            |token| {
                cloudwatch
                    .get_metric_data()
                    .set_metric_data_queries(Some(batch.to_vec()))
                    .start_time(from)
                    .end_time(to)
                    .set_next_token(token)
                    .send()
            },
            |page| (page.metric_data_results.unwrap_or_default(), page.next_token),
        )
        .await;
    match listed {
        Ok(results) => joined(&results).into_iter().map(|(id, told)| (id, Ok(told))).collect(),
        Err(missing) => batch
            .iter()
            .filter_map(|query| Some((query.id()?.to_owned(), Err(missing.clone()))))
            .collect(),
    }
}

/// The results by query; one that is told in parts is joined.
fn joined(results: &[MetricDataResult]) -> BTreeMap<String, Told> {
    let mut all: BTreeMap<String, Told> = BTreeMap::new();
    for result in results {
        let told = all.entry(result.id().unwrap_or_default().to_owned()).or_default();
        let points = result.timestamps().iter().zip(result.values());
        told.points.extend(points.map(|(at, value)| Point { at: at.secs(), value: *value }));
        told.status = result.status_code().cloned();
    }
    all
}

/// What is read of a measurement under all the dimensions that it may have; the unknown that
/// stands for it where a part was not told.
fn reading(
    c: &Collector,
    measure: &Measure,
    at: usize,
    told: &HashMap<String, Result<Told, Missing>>,
    moment: &Moment,
) -> Result<Reading, Value> {
    let unknown =
        |reason, why: String| Err(c.untold(OPERATION, reason, &format!("CloudWatch {why}")));
    let metric = &measure.metric;
    let mut points = Vec::new();
    for nth in 0..measure.dimensions.len() {
        match told.get(&query_id(at, nth)) {
            None => return unknown(Reason::Unreadable, format!("did not answer for {metric}")),
            Some(Err(missing)) => return Err(missing.value()),
            Some(Ok(told)) => match &told.status {
                Some(StatusCode::Complete) => points.extend(&told.points),
                Some(StatusCode::Forbidden) => {
                    let why =
                        format!("does not let {metric} be seen: grant cloudwatch:GetMetricData");
                    return unknown(Reason::Denied, why);
                }
                Some(StatusCode::PartialData) => {
                    let why = format!("told only a part of {metric}: collect again");
                    return unknown(Reason::Unreadable, why);
                }
                _ => {
                    let why = format!("failed to tell {metric}: collect again");
                    return unknown(Reason::Unreadable, why);
                }
            },
        }
    }
    Ok(Reading::of(points, moment, measure.period))
}

fn keep(c: &Collector, measure: &Measure, reading: &Result<Reading, Value>, moment: &Moment) {
    let metric = &measure.metric;
    let time = |secs: i64| DateTime::from_secs(secs).fmt(Format::DateTime).unwrap_or_default();
    let unknown = |reason, why: String| c.untold(OPERATION, reason, &why);
    let scaled = |value: f64| {
        decimal(Some(match measure.scale {
            Scale::Plain => value,
            Scale::Milliseconds => value / 1000.0,
        }))
    };
    let same = |value: Value| (value.clone(), value);
    let ((worst, latest), latest_at, datapoints) = match reading {
        Err(value) => (same(value.clone()), value.clone(), value.clone()),
        Ok(Reading::None) => {
            let since = time(moment.begin(measure.period));
            let why = format!("CloudWatch has no datapoints of {metric} since {since}");
            let value = unknown(Reason::NotCollected, why);
            (same(value.clone()), value, number(Some(0)))
        }
        Ok(Reading::Stopped { newest, datapoints }) => {
            let newest = time(*newest);
            let why = format!("the newest datapoint of {metric} is of {newest}, before {}", c.at());
            (same(unknown(Reason::Stale, why)), text(Some(newest)), number(Some(*datapoints)))
        }
        Ok(Reading::Ahead { newest, datapoints }) => {
            let newest = time(*newest);
            let why = format!(
                "the clock of this machine is behind: the newest datapoint of {metric} is of \
                 {newest}, after {}: set the clock",
                c.at()
            );
            (same(unknown(Reason::Stale, why)), text(Some(newest)), number(Some(*datapoints)))
        }
        Ok(Reading::Read { worst, latest, newest, datapoints }) => (
            (scaled(*worst), scaled(*latest)),
            text(Some(time(*newest))),
            number(Some(*datapoints)),
        ),
    };
    let told = [
        ("datapoints", datapoints),
        ("latest", latest),
        ("latest_at", latest_at),
        ("metric_name", text(Some(metric))),
        ("window_seconds", number(Some(moment.window(measure.period)))),
        ("worst", worst),
    ];
    let attributes = told.into_iter().chain(measure.known_by.iter().cloned());
    c.keep(OPERATION, measure.kind, &measure.id, attributes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_in_parts_is_joined_and_ends_as_its_last_part() {
        let part = |id: &str, at: i64, value: f64, status: StatusCode| {
            MetricDataResult::builder()
                .id(id)
                .timestamps(DateTime::from_secs(at))
                .values(value)
                .status_code(status)
                .build()
        };
        let all = joined(&[
            part("m0_0", 60, 1.0, StatusCode::PartialData),
            part("m1_0", 60, 7.0, StatusCode::Complete),
            part("m0_0", 120, 2.0, StatusCode::Complete),
        ]);
        assert_eq!(
            all["m0_0"].points,
            [Point { at: 60, value: 1.0 }, Point { at: 120, value: 2.0 }]
        );
        assert_eq!(all["m0_0"].status, Some(StatusCode::Complete));
        assert_eq!(all["m1_0"].points.len(), 1);
    }
}

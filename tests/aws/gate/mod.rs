//! The gate over the example estate: each level of lag, each blocker alone, each state of the
//! estate, a dark region.

mod blockers;
mod unknowns;

use serde_json::{Value, json};

use crate::program::{Place, Ran};
use crate::simulator::Simulator;

/// A verdict as a user asks for it, at the real time.
pub(crate) struct Verdict {
    pub(crate) report: Value,
    pub(crate) status: i32,
}

impl Verdict {
    pub(crate) fn of(place: &Place, arguments: &[&str]) -> Self {
        Self::at(place, arguments, "")
    }

    /// The same at another moment.
    fn at(place: &Place, arguments: &[&str], epoch: &str) -> Self {
        let mut all = vec!["gate", "--output", "json"];
        all.extend(arguments);
        let Ran { out, err, status } = place.run_with(&all, &[("SOURCE_DATE_EPOCH", epoch)]);
        let report =
            serde_json::from_str(&out).unwrap_or_else(|e| panic!("no report: {e}\n{out}\n{err}"));
        Self { report, status }
    }

    pub(crate) fn readiness(&self) -> &Value {
        &self.report["readiness"]
    }

    pub(crate) fn level(&self) -> &str {
        self.readiness()["level"].as_str().unwrap_or_default()
    }

    pub(crate) fn topology(&self) -> &str {
        self.readiness()["topology"]["state"].as_str().unwrap_or_default()
    }

    /// What decides the level, as `rule: steps`, each once.
    pub(crate) fn decisive(&self) -> Vec<String> {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let list = self.readiness()["decisive"].as_array().cloned().unwrap_or_default();
        let mut lines: Vec<String> = list
            .iter()
            .map(|d| {
                let steps = d["steps"].as_array().cloned().unwrap_or_default();
                let steps: Vec<String> = steps.iter().map(text).collect();
                let unassessed = if d["unassessed"] == true { "? " } else { "" };
                format!("{unassessed}{}: {}", text(&d["rule"]), steps.join(" "))
            })
            .collect();
        lines.sort();
        lines.dedup();
        lines
    }

    /// The steps that do not succeed.
    fn blocked(&self) -> Vec<String> {
        let steps = self.readiness()["steps"].as_array().cloned().unwrap_or_default();
        let blocked = steps.iter().filter(|s| s["level"] == "NOT_READY");
        blocked.map(|s| s["step"].as_str().unwrap_or_default().to_owned()).collect()
    }

    pub(crate) fn show(&self) -> String {
        serde_json::to_string_pretty(self.readiness()).unwrap_or_default()
    }
}

/// The lag of the DR cluster in milliseconds; without metric where there is none.
fn lag(simulator: &Simulator, milliseconds: Option<u64>) {
    let metric = |name: &str| {
        let mut metric = json!({
            "namespace": "AWS/RDS",
            "metric": name,
            "region": "us-west-2",
            "dimensions": { "DBClusterIdentifier": "checkout-us-west-2" },
        });
        match milliseconds {
            Some(value) => metric["value"] = json!(value),
            None => metric["values"] = json!([]),
        }
        metric
    };
    simulator
        .metrics(&json!([metric("AuroraGlobalDBRPOLag"), metric("AuroraGlobalDBReplicationLag")]));
}

#[test]
fn the_lag_decides_the_level() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let place = Place::new(&simulator.url());
    for (milliseconds, level, status) in [
        (Some(400), "FULLY_READY", 0),
        (Some(12_000), "READY_WITH_WARNINGS", 0),
        (Some(90_000), "DEGRADED", 1),
        (Some(400_000), "NOT_READY", 1),
        (None, "NOT_READY", 3),
    ] {
        lag(&simulator, milliseconds);
        let verdict = Verdict::of(&place, &[]);
        assert_eq!(
            (verdict.level(), verdict.status),
            (level, status),
            "{milliseconds:?} {}",
            verdict.show()
        );
        assert_eq!(verdict.topology(), "steady");
        let worst = &verdict.readiness()["data_loss"]["worst_seconds"];
        match milliseconds {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            Some(ms) => assert_eq!(worst.as_f64(), Some(ms as f64 / 1000.0)),
            None => assert!(worst.is_null()),
        }
        if level != "FULLY_READY" {
            let decisive = verdict.decisive();
            // The objective of the example is a minute.
            let about_lag =
                |d: &String| d.contains("aurora-replication-lag") || d.contains("rpo-exceeded");
            assert!(decisive.iter().all(about_lag), "{decisive:?}");
        }
    }
}

/// A metric whose newest point is old says nothing about now.
#[test]
fn a_stalled_metric_is_unknown() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let metric = |name: &str| {
        json!({
            "namespace": "AWS/RDS",
            "metric": name,
            "region": "us-west-2",
            "dimensions": { "DBClusterIdentifier": "checkout-us-west-2" },
            "value": 400,
            "age_seconds": 600,
        })
    };
    simulator
        .metrics(&json!([metric("AuroraGlobalDBRPOLag"), metric("AuroraGlobalDBReplicationLag")]));
    let verdict = Verdict::of(&Place::new(&simulator.url()), &[]);
    assert_eq!((verdict.level(), verdict.status), ("NOT_READY", 3), "{}", verdict.show());
}

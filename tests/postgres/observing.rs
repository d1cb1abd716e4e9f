//! Observing a pair, and what the gate's rules say of what was observed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use passmuster::assess::{Settings, assess};
use passmuster::compare::{Comparison, PairingOptions};
use passmuster::finding::{Finding, Outcome};
use passmuster::model::{
    Coverage, Estate, Inventory, Objectives, Region, Resource, Side, Site, Text, Value, View,
};
use passmuster::rules::{Catalogue, RuleFile};
use passmuster::sources::postgres::{
    Context, Dsn, Endpoint, KINDS, Limits, Observed, Pair, observe,
};

fn site(side: Side, region: &str) -> Site {
    Site { side, region: Region::parse(region), account: None }
}

fn sites() -> [Site; 2] {
    [site(Side::Primary, "us-east-1"), site(Side::Dr, "us-west-2")]
}

/// What comes of one look at a pair.
pub(crate) struct Look {
    pub(crate) observed: Observed,
    pub(crate) findings: Vec<Finding>,
}

/// Looks at the servers of two connection strings.
pub(crate) fn look(primary: &str, dr: &str) -> Look {
    look_from(primary, dr, Path::new("/"), &Limits::default())
}

/// The same, with other limits; paths are relative to `directory`.
pub(crate) fn look_from(primary: &str, dr: &str, directory: &Path, limits: &Limits) -> Look {
    let [primary_site, dr_site] = sites().map(Arc::new);
    let pair = Pair {
        label: Text::from("orders"),
        primary: Endpoint::Dsn(Dsn::new(primary)),
        dr: Endpoint::Dsn(Dsn::new(dr)),
        primary_site,
        dr_site,
    };
    let clock = jiff::Timestamp::now();
    let context = Context {
        directory: PathBuf::from(directory),
        clock,
        at: Text::from(clock.to_string()),
        limits: limits.clone(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let observed = runtime.expect("a runtime").block_on(observe(&pair, &context));
    let findings = judged(&observed);
    Look { observed, findings }
}

/// The findings of the gate's rules on PostgreSQL.
fn judged(observed: &Observed) -> Vec<Finding> {
    let catalogue = Catalogue::load(RuleFile::builtin()).expect("the built-in rules load");
    let mut coverage = Coverage::default();
    for side in [Side::Primary, Side::Dr] {
        coverage.looked_for(side, KINDS.map(Text::from));
    }
    for gap in &observed.gaps {
        coverage.add(gap.clone());
    }
    let inventory = Inventory::new(observed.resources.clone(), coverage, Vec::new());
    let [primary, dr] = sites();
    let estate = Estate {
        name: Text::from("test"),
        primary,
        dr,
        views: BTreeMap::new(),
        networks: BTreeMap::new(),
        dr_name_suffix: Text::new(),
        primary_name_suffix: Text::new(),
        objectives: Objectives { rto_seconds: Some(600), rpo_seconds: Some(5) },
    };
    let comparison = Comparison::new(&estate, &inventory, &PairingOptions::default());
    let ours =
        catalogue.rules().iter().map(|r| r.id.clone()).filter(|id| id.starts_with("postgres-"));
    let settings = Settings {
        job: Text::from("gate"),
        view: View::Live,
        assessed_at: Text::from("2026-01-01T00:00:00Z"),
        only: ours.collect(),
        ..Settings::default()
    };
    let assessment = assess(&estate, &inventory, &comparison, None, &catalogue, &settings);
    assert!(assessment.errors.is_empty(), "{:?}", assessment.errors);
    assessment.report.findings
}

impl Look {
    /// The resource of a kind on a side.
    pub(crate) fn of(&self, kind: &str, side: Side) -> &Arc<Resource> {
        let found = self.observed.resources.iter().find(|r| r.kind == kind && r.side() == side);
        found.unwrap_or_else(|| panic!("no {kind} on {side}: {:#?}", self.observed.gaps))
    }

    /// An attribute of the replication.
    pub(crate) fn replication(&self, name: &str) -> &Value {
        self.replication_on(Side::Dr, name)
    }

    /// The same where that side follows.
    pub(crate) fn replication_on(&self, side: Side, name: &str) -> &Value {
        self.of("postgres.replication", side).attribute(name).expect("every attribute is told")
    }

    /// The state of replication, where it is known.
    pub(crate) fn state(&self) -> Option<&str> {
        self.replication("state").as_str()
    }

    /// Seconds that DR is behind, where that is known.
    pub(crate) fn lag(&self) -> Option<f64> {
        self.replication("lag_seconds").as_number()?.to_string().parse().ok()
    }

    /// Failed asserts, as `rule/assert`.
    pub(crate) fn failed(&self) -> Vec<String> {
        self.with(|outcome| matches!(outcome, Outcome::Fail))
    }

    /// Rules that could not be assessed.
    pub(crate) fn unassessed(&self) -> Vec<String> {
        self.with(|outcome| matches!(outcome, Outcome::Unassessed { .. }))
    }

    fn with(&self, wanted: impl Fn(&Outcome) -> bool) -> Vec<String> {
        let named = |f: &Finding| format!("{}/{}", f.rule, f.assert);
        let mut all: Vec<String> =
            self.findings.iter().filter(|f| wanted(&f.outcome)).map(named).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Everything that a report could show, in one text.
    pub(crate) fn everything(&self) -> String {
        format!("{:?}\n{:?}", self.observed, self.findings)
    }

    /// Whether a gap of a side says so.
    pub(crate) fn has_gap(&self, side: Side, words: &str) -> bool {
        let fits = |d: &str| d.contains(words);
        self.observed.gaps.iter().any(|g| g.side == Some(side) && fits(&g.detail))
    }
}

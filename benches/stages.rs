//! The stages of an audit over made estates, beside parsing the same bytes as JSON values.
//!
//! `cargo bench --no-default-features`. With `PASSMUSTER_BENCH_DIR` the made states are kept
//! there.

mod configurations;
mod generator;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use passmuster::app::{self, CheckRequest, Loaded, Request};
use passmuster::assess::assess;
use passmuster::compare::Comparison;
use passmuster::finding::AuditReport;
use passmuster::model::{Estate, Inventory, Region, Side, Site};
use passmuster::report::{self, Format, Options};
use passmuster::sources::{self, Context, DigestKey, Input};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

fn directory() -> PathBuf {
    std::env::var_os("PASSMUSTER_BENCH_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("estates"), PathBuf::from)
}

/// An estate, made once, and seen to be read whole with all its faults found.
fn made(size: usize) -> generator::Estate {
    static MADE: OnceLock<Mutex<BTreeMap<usize, generator::Estate>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().expect("no bench panicked");
    let new = || {
        let estate = generator::estate(&directory(), size);
        let report = audited(&request(&estate));
        let read: usize = report.sides.iter().map(|s| s.resources).sum();
        assert_eq!(read, estate.resources, "resources were lost");
        assert!(report.checks.failed >= estate.faults, "faults were missed");
        estate
    };
    made.entry(size).or_insert_with(new).clone()
}

fn request(estate: &generator::Estate) -> Request {
    let text = |path: &Path| path.display().to_string();
    Request {
        primary: vec![("us-east-1".to_owned(), text(&estate.primary))],
        dr: vec![("us-west-2".to_owned(), text(&estate.dr))],
        name_suffix: Some("-dr".to_owned()),
        job: "audit".to_owned(),
        now: "2026-01-01T00:00:00Z".to_owned(),
        directory: PathBuf::from("/"),
        ..Request::default()
    }
}

fn audited(request: &Request) -> AuditReport {
    let finished = app::run(request).expect("the estate can be assessed");
    finished.fleet.reports.into_iter().next().expect("it has a report")
}

fn loaded(size: usize) -> Loaded {
    app::load(&request(&made(size))).expect("the estate can be read")
}

/// What everything else is measured against.
#[divan::bench(args = SIZES, sample_count = 5)]
fn parse_json_values(bencher: Bencher<'_, '_>, size: usize) {
    let estate = made(size);
    bencher.counter(BytesCount::new(estate.bytes)).bench_local(|| {
        for path in [&estate.primary, &estate.dr] {
            let bytes = fs::read(path).expect("the state is there");
            black_box(serde_json::from_slice::<serde_json::Value>(&bytes).expect("it is JSON"));
        }
    });
}

/// From the files to the report: all rules.
#[divan::bench(args = SIZES, sample_count = 5)]
fn whole_audit(bencher: Bencher<'_, '_>, size: usize) {
    let estate = made(size);
    let request = request(&estate);
    bencher.counter(BytesCount::new(estate.bytes)).bench_local(|| {
        let report = audited(&request);
        let mut out = Vec::new();
        report::render(&report, Format::Table, Options::default(), &mut out)
            .expect("memory can be written");
        black_box((report, out));
    });
}

/// Files of Terraform configuration, a hundred lines each.
const FILES: [usize; 3] = [20, 200, 2_000];

/// From the files to the report: all rules.
#[divan::bench(args = FILES, sample_count = 5)]
fn check_configuration(bencher: Bencher<'_, '_>, files: usize) {
    let made = configurations::configuration(&directory(), files);
    let side =
        |region: &str| vec![(region.to_owned(), made.top.join(region).display().to_string())];
    let request = Request {
        primary: side("us-east-1"),
        dr: side("us-west-2"),
        name_suffix: Some("-dr".to_owned()),
        job: "check".to_owned(),
        now: "2026-01-01T00:00:00Z".to_owned(),
        directory: made.top.clone(),
        ..Request::default()
    };
    let request = CheckRequest { request, ..CheckRequest::default() };
    let report = app::check(&request).expect("the configuration can be checked").report;
    let read: usize = report.sides.iter().map(|s| s.resources).sum();
    assert_eq!(read, files * 8, "resources were lost");
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    bencher.counter(ItemsCount::new(made.lines)).bench_local(|| {
        let checked = app::check(&request).expect("the configuration can be checked");
        let mut out = Vec::new();
        report::render(&checked.report, Format::Table, Options::default(), &mut out)
            .expect("memory can be written");
        black_box((checked, out));
    });
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn read(bencher: Bencher<'_, '_>, size: usize) {
    let estate = made(size);
    let input = |side, path: &Path| Input { side, location: path.display().to_string() };
    let inputs = [input(Side::Primary, &estate.primary), input(Side::Dr, &estate.dr)];
    let site = |side, name| Site { side, region: Region::parse(name), account: None };
    let context = Context {
        primary: site(Side::Primary, "us-east-1"),
        dr: site(Side::Dr, "us-west-2"),
        base: PathBuf::from("/"),
        digest_key: DigestKey::new([7; 32]),
    };
    bencher.bench_local(|| black_box(sources::read(&inputs, &context)));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn pair(bencher: Bencher<'_, '_>, size: usize) {
    let loaded = loaded(size);
    let (estate, inventory): (&Estate, &Inventory) = (&loaded.estate, &loaded.inventory);
    bencher.bench_local(|| black_box(Comparison::new(estate, inventory, &loaded.settings.pairing)));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn canonicalise_and_compare(bencher: Bencher<'_, '_>, size: usize) {
    let loaded = loaded(size);
    bencher.bench_local(|| {
        let pairs = loaded.comparison.pairs().iter();
        black_box(pairs.map(|p| loaded.comparison.differences(p).len()).sum::<usize>())
    });
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn assess_all_rules(bencher: Bencher<'_, '_>, size: usize) {
    let l = loaded(size);
    bencher.bench_local(|| {
        black_box(assess(&l.estate, &l.inventory, &l.comparison, None, &l.catalogue, &l.settings))
    });
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn render_table(bencher: Bencher<'_, '_>, size: usize) {
    let report = audited(&request(&made(size)));
    bencher.bench_local(|| {
        let mut out = Vec::new();
        report::render(&report, Format::Table, Options::default(), &mut out)
            .expect("memory can be written");
        black_box(out)
    });
}

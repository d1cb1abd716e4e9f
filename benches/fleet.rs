//! A fleet from snapshots: two hundred applications of five hundred resources.
//!
//! `cargo bench --no-default-features --bench fleet`.

mod generator;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use passmuster::app::{self, Keeping, Live, Request};
use passmuster::model::{
    Coverage, Provenance, Region, Resource, Side, Snapshot, SnapshotMeta, Text, View,
};
use passmuster::report::{self, Format, Options};
use passmuster::sources::DigestKey;
use passmuster::sources::snapshot_file::{self, Stored, key_name};

const APPS: usize = 200;
const RESOURCES: usize = 500;

fn main() {
    divan::main();
}

/// What a snapshot of a made estate would hold.
fn stored(directory: &Path) -> Stored {
    let generator::Estate { primary, dr, resources, faults, bytes } =
        generator::estate(directory, RESOURCES);
    assert!(resources.abs_diff(RESOURCES) < 100 && faults > 0 && bytes > 0);
    let text = |path: &Path| path.display().to_string();
    let loaded = app::load(&Request {
        primary: vec![("us-east-1".to_owned(), text(&primary))],
        dr: vec![("us-west-2".to_owned(), text(&dr))],
        name_suffix: Some("-dr".to_owned()),
        job: "audit".to_owned(),
        now: "2026-01-01T00:00:00Z".to_owned(),
        directory: PathBuf::from("/"),
        ..Request::default()
    })
    .expect("the estate can be read");
    let live = |resource: &Arc<Resource>| {
        let mut resource = Resource::clone(resource);
        let (operation, at) = (Text::from("made"), Text::from("2026-01-01T00:00:00Z"));
        resource.provenance = Provenance::Live { operation, at };
        Arc::new(resource)
    };
    let resources: Vec<_> = loaded.inventory.resources().iter().map(live).collect();
    let mut coverage = Coverage::default();
    for side in [Side::Primary, Side::Dr, Side::Global] {
        coverage.looked_for(side, resources.iter().map(|r| r.kind.clone()));
    }
    let meta = SnapshotMeta {
        view: View::Live,
        files: Vec::new(),
        taken_at: Text::from("2026-01-01T00:00:00Z"),
    };
    Stored {
        app: Text::from("estate"),
        tool_version: Text::from("0.1.0"),
        sites: [(Side::Primary, "us-east-1"), (Side::Dr, "us-west-2")]
            .map(|(side, region)| (side, Region::parse(region), None)),
        key: key_name(&DigestKey::new([0; 32])),
        snapshot: Snapshot { meta, resources, coverage },
    }
}

/// The configuration and the snapshots of the fleet.
fn made() -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fleet");
    let snapshots = directory.join("snapshots");
    fs::create_dir_all(&snapshots).expect("a directory");
    let mut stored = stored(&directory);
    let mut config = String::new();
    for app in 0..APPS {
        let name = format!("app-{app:03}");
        stored.app = Text::from(name.as_str());
        let file = snapshots.join(format!("{name}.snapshot"));
        snapshot_file::write(&stored, &file).expect("a snapshot");
        let _ = write!(
            config,
            "app \"{name}\" {{\n  primary {{\n    region = \"us-east-1\"\n  }}\n  dr {{\n    region \
             = \"us-west-2\"\n    name_suffix = \"-dr\"\n  }}\n}}\n"
        );
    }
    fs::write(directory.join("passmuster.hcl"), config).expect("a configuration");
    directory
}

fn whole(bencher: Bencher<'_, '_>, history: impl Fn(&Path) -> Keeping) {
    let directory = made();
    bencher.counter(ItemsCount::new(APPS * RESOURCES)).bench_local(|| {
        let request = Request {
            config: Some("passmuster.hcl".into()),
            live: Live::Snapshot("snapshots".into()),
            job: "audit".to_owned(),
            now: "2026-01-01T00:00:00Z".to_owned(),
            directory: directory.clone(),
            history: history(&directory),
            ..Request::default()
        };
        let finished = app::run(&request).expect("the fleet can be assessed");
        assert_eq!(finished.fleet.reports.len(), APPS, "{:?}", finished.fleet.absent);
        assert_eq!(finished.history_problem, None);
        let mut out = Vec::new();
        report::render_fleet(&finished.fleet, Format::Json, Options::default(), &mut out)
            .expect("memory can be written");
        black_box(out);
    });
}

/// From the snapshots to the report: all rules.
#[divan::bench(sample_count = 3)]
fn audit(bencher: Bencher<'_, '_>) {
    whole(bencher, |_| Keeping::Nowhere);
}

/// The same, and every run is kept.
#[divan::bench(sample_count = 3)]
fn audit_and_keep(bencher: Bencher<'_, '_>) {
    whole(bencher, |directory| {
        let store = directory.join("runs");
        let _ = fs::remove_dir_all(&store);
        Keeping::Here(store.display().to_string())
    });
}

//! Snapshot files, and what changed between two of them.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use assert_cmd::Command;
use passmuster::model::{
    AccountId, Address, Condition, Coverage, Gap, Map, MapFlavour, Provenance, Reason, Region,
    RegionEvidence, Resource, Side, Site, Snapshot, SnapshotMeta, Text, Unknown, Value, View,
};
use passmuster::sources::DigestKey;
use passmuster::sources::snapshot_file::{self, Stored, key_name};
use serde_json::Value as Json;

const SIDES: [(Side, &str); 2] = [(Side::Primary, "us-east-1"), (Side::Dr, "us-west-2")];
const KINDS: [&str; 4] = ["aws_sqs_queue", "aws_db_instance", "aws_lambda_function", "aws_vpc"];
pub(crate) const KEY: [u8; 32] = [7; 32];

fn site(side: Side, region: &str) -> Site {
    Site { side, region: Region::parse(region), account: AccountId::parse("111122223333") }
}

fn resource(side: Side, kind: &str, id: &str, attributes: &[(&str, Value)]) -> Arc<Resource> {
    let region = SIDES.iter().find(|(s, _)| *s == side).unwrap().1;
    let id_value = ("id", Value::from(id));
    let entries = attributes.iter().chain([&id_value]).map(|(k, v)| (Text::from(*k), v.clone()));
    Arc::new(Resource {
        kind: Text::from(kind),
        id: Some(Text::from(id)),
        address: Address::new(format!("{kind}.{id}")),
        name: None,
        site: Arc::new(site(side, region)),
        region_evidence: RegionEvidence::Endpoint,
        attributes: Arc::new(Map::new(entries.collect(), MapFlavour::Any)),
        condition: Condition::Current,
        provenance: Provenance::Live {
            operation: Text::from("sqs:ListQueues"),
            at: Text::from("2026-05-01T00:00:00Z"),
        },
    })
}

pub(crate) fn queue(side: Side, id: &str, timeout: i64) -> Arc<Resource> {
    let value = Value::from(timeout);
    resource(side, "aws_sqs_queue", id, &[("visibility_timeout_seconds", value)])
}

fn database(side: Side, password: &str, key: [u8; 32]) -> Arc<Resource> {
    let digest = DigestKey::new(key).digest(password.as_bytes());
    resource(side, "aws_db_instance", "db", &[("password", Value::Sensitive(Arc::new(digest)))])
}

/// A snapshot in which all kinds of both sides were listed.
pub(crate) fn stored(resources: Vec<Arc<Resource>>, key: [u8; 32], at: &str) -> Stored {
    let mut coverage = Coverage::default();
    for (side, _) in SIDES {
        coverage.looked_for(side, KINDS.map(Text::from));
    }
    let meta = SnapshotMeta { view: View::Live, files: Vec::new(), taken_at: Text::from(at) };
    Stored {
        app: Text::from("checkout"),
        tool_version: Text::from("0.1.0"),
        sites: SIDES.map(|(side, region)| {
            let site = site(side, region);
            (side, site.region, site.account)
        }),
        key: key_name(&DigestKey::new(key)),
        snapshot: Snapshot { meta, resources, coverage },
    }
}

fn denied(stored: &mut Stored, side: Side, kind: &str) {
    stored.snapshot.coverage.add(Gap {
        side: Some(side),
        kind: Some(Text::from(kind)),
        attributes: Vec::new(),
        operation: Text::from("sqs:ListQueues"),
        iam_action: Some(Text::from("sqs:ListQueues")),
        reason: Reason::Denied,
        detail: Text::from("sqs:ListQueues needs sqs:ListQueues: grant it"),
    });
}

/// Standard output, standard error, exit status.
fn run(directory: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(arguments)
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .env("PASSMUSTER_HISTORY", "none")
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .timeout(Duration::from_mins(1))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// Writes both and gives their difference, as a table and as JSON.
fn diff(older: &Stored, newer: &Stored) -> (String, Json) {
    let directory = tempfile::tempdir().unwrap();
    snapshot_file::write(older, &directory.path().join("old.snapshot")).unwrap();
    snapshot_file::write(newer, &directory.path().join("new.snapshot")).unwrap();
    let both = ["diff", "old.snapshot", "new.snapshot"];
    let (table, err, status) = run(directory.path(), &both);
    assert_eq!((status, err.as_str()), (0, ""), "{table}");
    let (json, _, status) = run(directory.path(), &[&both[..], &["-o", "json"]].concat());
    assert_eq!(status, 0);
    (table, serde_json::from_str(&json).unwrap())
}

/// The addresses in one list of a side.
fn addresses(view: &Json, side: usize, list: &str) -> Vec<String> {
    let list = view["sides"][side][list].as_array().unwrap();
    list.iter().map(|one| one["address"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_came_went_and_changed_is_told_by_side() {
    let (p, d) = (Side::Primary, Side::Dr);
    let tags = |v: &str| {
        [
            ("tags", Value::map([("a", Value::from(v))])),
            ("tags_all", Value::map([("a", Value::from(v))])),
        ]
    };
    let older = stored(
        vec![
            queue(p, "orders", 30),
            queue(p, "gone", 30),
            queue(d, "orders", 30),
            database(p, "one", KEY),
            database(d, "same", KEY),
            resource(d, "aws_vpc", "vpc-0a1b2c3d", &tags("x")),
        ],
        KEY,
        "2026-05-01T00:00:00Z",
    );
    let newer = stored(
        vec![
            queue(p, "orders", 60),
            queue(d, "orders", 30),
            queue(d, "new", 30),
            database(p, "two", KEY),
            database(d, "same", KEY),
            resource(d, "aws_vpc", "vpc-0a1b2c3d", &tags("y")),
        ],
        KEY,
        "2026-06-01T00:00:00Z",
    );
    let (table, view) = diff(&older, &newer);
    assert_eq!(view["same_key"], true);
    assert_eq!(addresses(&view, 0, "added"), [""; 0]);
    assert_eq!(addresses(&view, 0, "removed"), ["aws_sqs_queue.gone"]);
    assert_eq!(addresses(&view, 0, "changed"), ["aws_db_instance.db", "aws_sqs_queue.orders"]);
    let changed = &view["sides"][0]["changed"];
    assert_eq!(changed[0]["differences"][0]["path"], "password");
    assert_eq!(changed[0]["differences"][0]["undecided"], Json::Null);
    let timeout = &changed[1]["differences"][0];
    assert_eq!(timeout["path"], "visibility_timeout_seconds");
    assert_eq!((&timeout["older"], &timeout["newer"]), (&"30".into(), &"60".into()));
    assert_eq!(addresses(&view, 1, "added"), ["aws_sqs_queue.new"]);
    assert_eq!(addresses(&view, 1, "removed"), [""; 0]);
    assert_eq!(addresses(&view, 1, "changed"), ["aws_vpc.vpc-0a1b2c3d"]);
    for line in [
        "old.snapshot (2026-05-01T00:00:00Z) → new.snapshot (2026-06-01T00:00:00Z)",
        "primary us-east-1: 0 added, 1 removed, 2 changed",
        "dr us-west-2: 1 added, 0 removed, 1 changed",
        "  - aws_sqs_queue.gone",
        "  + aws_sqs_queue.new",
        "  ~ aws_sqs_queue.orders",
    ] {
        assert!(table.lines().any(|l| l == line), "without {line:?}:\n{table}");
    }
    // What is the same in both is no change, in whatever order it was listed.
    let mut turned = older.clone();
    turned.snapshot.resources.reverse();
    let (_, view) = diff(&older, &turned);
    for (side, _) in SIDES.iter().enumerate() {
        for list in ["added", "removed", "changed", "untold"] {
            assert!(addresses(&view, side, list).is_empty(), "{view}");
        }
    }
}

#[test]
fn an_absence_counts_only_where_the_other_listing_is_complete() {
    let both = || vec![queue(Side::Primary, "a", 1), queue(Side::Dr, "a", 1)];
    let mut older = stored([both(), vec![queue(Side::Primary, "b", 1)]].concat(), KEY, "1");
    let mut newer = stored([both(), vec![queue(Side::Dr, "c", 1)]].concat(), KEY, "2");
    denied(&mut newer, Side::Primary, "aws_sqs_queue");
    denied(&mut older, Side::Dr, "aws_sqs_queue");
    let (table, view) = diff(&older, &newer);
    assert!(addresses(&view, 0, "removed").is_empty() && addresses(&view, 1, "added").is_empty());
    assert_eq!(addresses(&view, 0, "untold"), ["aws_sqs_queue.b"]);
    assert_eq!(view["sides"][0]["untold"][0]["only_in"], "older");
    assert_eq!(addresses(&view, 1, "untold"), ["aws_sqs_queue.c"]);
    assert_eq!(view["sides"][1]["untold"][0]["only_in"], "newer");
    let told = "aws_sqs_queue, 1 only in the older; the newer does not tell: access denied";
    assert!(table.contains(told), "{table}");
    for file in ["old", "new"] {
        assert!(table.contains(&format!("not read in {file}.snapshot: ")), "{table}");
    }
    // A kind that nobody looked for is not told either.
    let mut newer = stored(Vec::new(), KEY, "2");
    newer.snapshot.coverage = Coverage::default();
    newer.snapshot.coverage.looked_for(Side::Primary, ["aws_vpc".into()]);
    let (_, view) = diff(&stored(both(), KEY, "1"), &newer);
    assert_eq!(addresses(&view, 0, "untold"), ["aws_sqs_queue.a"]);
    assert_eq!(addresses(&view, 1, "untold"), ["aws_sqs_queue.a"]);
}

#[test]
fn secrets_under_different_keys_are_not_comparable() {
    let function = |stand_in: &str, memory: i64| {
        let variables = Value::map([("PLAIN", Value::from(stand_in))]);
        let environment = Value::list(vec![Value::map([("variables", variables)])]);
        let memory = ("memory_size", Value::from(memory));
        resource(Side::Dr, "aws_lambda_function", "f", &[("environment", environment), memory])
    };
    let (one, two) = (
        "sensitive:0123456789abcdef0123456789abcdef",
        "sensitive:ffff456789abcdef0123456789abcdef",
    );
    let older = stored(vec![database(Side::Primary, "x", KEY), function(one, 1)], KEY, "1");
    let newer = stored(vec![database(Side::Primary, "x", [8; 32]), function(two, 2)], [8; 32], "2");
    let (table, view) = diff(&older, &newer);
    assert_eq!(view["same_key"], false);
    assert!(table.contains("made under different keys: secrets cannot be compared"), "{table}");
    assert!(table.contains("primary us-east-1: 0 added, 0 removed, 0 changed"), "{table}");
    assert!(table.contains("dr us-west-2: 0 added, 0 removed, 1 changed"), "{table}");
    for side in [0, 1] {
        for one in view["sides"][side]["changed"].as_array().unwrap() {
            for difference in one["differences"].as_array().unwrap() {
                let open = difference["undecided"].as_str().unwrap_or_default();
                let known = difference["path"] == "memory_size";
                assert!(known == open.is_empty(), "{difference}");
                assert!(known || open.contains("not comparable"), "{difference}");
            }
        }
    }
}

#[test]
fn snapshots_of_other_places_and_wrong_arguments_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, stored: &Stored| {
        snapshot_file::write(stored, &directory.path().join(name)).unwrap();
    };
    let here = stored(vec![queue(Side::Primary, "a", 1)], KEY, "1");
    let mut there = here.clone();
    there.sites[1].1 = Region::parse("eu-west-1");
    write("here", &here);
    write("there", &there);
    let (out, err, status) = run(directory.path(), &["diff", "here", "there"]);
    assert!(status == 2 && out.is_empty(), "{out}");
    assert!(err.contains("us-west-2") && err.contains("eu-west-1"), "{err}");
    let audit = ["audit", "--snapshot", "there", "--primary", "us-east-1", "--dr", "us-west-2"];
    let (out, err, status) = run(directory.path(), &audit);
    assert!(status == 2 && out.is_empty(), "{out}");
    assert!(err.contains("dr side is eu-west-1, not us-west-2"), "{err}");
    for arguments in [
        &["diff", "here"][..],
        &["diff", "here", "here", "here"],
        &["diff", "here", "here", "--pairs"],
    ] {
        assert_eq!(run(directory.path(), arguments).2, 2, "{arguments:?}");
    }
    let later = stored(vec![queue(Side::Primary, "a", 1)], KEY, "2");
    write("later", &later);
    let (_, err, status) = run(directory.path(), &["diff", "later", "here"]);
    assert!(status == 0 && err.contains("give the older snapshot first"), "{status} {err}");
}

#[test]
fn a_file_that_is_no_good_snapshot_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let good = directory.path().join("good");
    snapshot_file::write(&stored(vec![queue(Side::Primary, "a", 1)], KEY, "1"), &good).unwrap();
    let bytes = fs::read(&good).unwrap();
    let mut damaged = bytes.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("damaged", damaged, "cut off or damaged"),
        ("cut-off", bytes[..bytes.len() - 9].to_vec(), "cut off or damaged"),
        ("cut-off-json", br#"{"passmuster_snapshot":1,"app":"#.to_vec(), "cut off or damaged"),
        ("newer", br#"{"passmuster_snapshot":99,"later":true}"#.to_vec(), "has format 99"),
        ("state", br#"{"version":4,"resources":[]}"#.to_vec(), "is no snapshot"),
        ("text", b"hello".to_vec(), "is no snapshot"),
        ("empty", Vec::new(), "cut off or damaged"),
    ];
    for (name, bytes, words) in cases {
        fs::write(directory.path().join(name), bytes).unwrap();
        let audit = ["audit", "--snapshot", name, "--primary", "us-east-1", "--dr", "us-west-2"];
        for arguments in [&["diff", "good", name][..], &["diff", name, "good"], &audit] {
            let (out, err, status) = run(directory.path(), arguments);
            assert_eq!((status, out.as_str()), (4, ""), "{arguments:?}: {err}");
            assert!(err.contains(name) && err.contains(words), "{arguments:?}: {err}");
            assert!(!err.contains("panicked"), "{err}");
        }
    }
    let (_, err, status) = run(directory.path(), &["diff", "good", "nowhere"]);
    assert!(status == 4 && err.contains("nowhere"), "{err}");
}

#[test]
fn what_is_written_comes_back_and_is_for_its_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.snapshot");
    let unknown = Value::unknown(Unknown::new(Reason::Denied, "kms:DescribeKey"));
    let resources = vec![
        queue(Side::Primary, "a", 1),
        database(Side::Dr, "x", KEY),
        resource(Side::Dr, "aws_vpc", "vpc-0a1b2c3d", &[("tags", unknown), ("none", Value::Null)]),
    ];
    let mut written = stored(resources, KEY, "2026-05-01T00:00:00Z");
    denied(&mut written, Side::Dr, "aws_sqs_queue");
    snapshot_file::write(&written, &path).unwrap();
    let read = snapshot_file::read(&path).unwrap();
    assert_eq!(read.snapshot.resources, written.snapshot.resources);
    assert_eq!(read.snapshot.coverage, written.snapshot.coverage);
    assert_eq!((&read.app, &read.key, &read.sites), (&written.app, &written.key, &written.sites));
    assert_eq!(read.snapshot.meta.taken_at, written.snapshot.meta.taken_at);
    // Written again over itself; nothing is left beside it.
    snapshot_file::write(&read, &path).unwrap();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

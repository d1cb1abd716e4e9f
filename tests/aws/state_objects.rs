//! States in S3.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::program::{Place, Ran};
use crate::simulator::{Simulator, credentials, python};

const SECRET: &str = "planted-secret-do-not-leak";
const AUDIT: [&str; 3] = ["audit", "--output", "json"];

/// Puts objects into a bucket, which is made; names come with the files that hold them.
fn put(simulator: &Simulator, bucket: &str, objects: &[(&str, &Path)]) {
    const SCRIPT: &str = "
import sys, boto3
s3 = boto3.client('s3', region_name='us-east-1')
s3.create_bucket(Bucket=sys.argv[1])
for key, file in zip(sys.argv[2::2], sys.argv[3::2]):
    s3.put_object(Bucket=sys.argv[1], Key=key, Body=open(file, 'rb').read())
";
    let mut command = Command::new(python());
    command.args(["-c", SCRIPT, bucket]).envs(credentials(&simulator.url()));
    for (key, file) in objects {
        command.arg(key).arg(file);
    }
    let done = command.output().expect("the objects are put");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// A state of one queue and one function, with secrets in clear.
fn state(name: &str, timeout: u32) -> String {
    serde_json::json!({
        "version": 4, "terraform_version": "1.11.4", "serial": timeout, "lineage": name,
        "outputs": { "token": { "value": SECRET, "type": "string" } },
        "resources": [
            resource("aws_sqs_queue", &serde_json::json!({
                "id": name, "name": name, "visibility_timeout_seconds": timeout, "tags": {},
            })),
            resource("aws_lambda_function", &serde_json::json!({
                "id": name, "function_name": name, "memory_size": 128,
                "environment": [{ "variables": { "PLAIN": SECRET, "DB_PASSWORD": SECRET } }],
            })),
            resource("aws_db_instance", &serde_json::json!({
                "id": name, "identifier": name, "password": SECRET,
            })),
            resource("terraform_data", &serde_json::json!({ "id": name, "input": SECRET })),
        ],
    })
    .to_string()
}

fn resource(kind: &str, attributes: &Value) -> Value {
    serde_json::json!({
        "mode": "managed", "type": kind, "name": "x",
        "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
        "instances": [{ "schema_version": 0, "attributes": attributes }],
    })
}

/// The configuration with these states for each side.
fn configure(place: &Place, primary: &str, dr: &str) {
    let text = fs::read_to_string(place.path("passmuster.hcl")).expect("it is there");
    let text = text
        .replace("[\"*.us-east-1.tfstate\"]", &format!("[{primary}]"))
        .replace("[\"*.us-west-2.tfstate\"]", &format!("[{dr}]"));
    fs::write(place.path("passmuster.hcl"), text).expect("it is written");
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err))
}

/// The gaps as `operation action detail`.
fn gaps(ran: &Ran) -> Vec<String> {
    let text = |gap: &Value, name: &str| gap[name].as_str().unwrap_or("-").to_owned();
    let gaps = report(ran)["gaps"].as_array().cloned().unwrap_or_default();
    let line = |g: &Value| {
        ["side", "operation", "iam_action", "reason", "detail"].map(|n| text(g, n)).join(" ")
    };
    gaps.iter().map(line).collect()
}

/// How often S3 was asked for what, in any region.
fn asked(simulator: &Simulator, operation: &str) -> u64 {
    let counted = simulator.counted();
    let of = counted.iter().filter(|(k, _)| k.starts_with(&format!("s3:{operation}:")));
    of.filter_map(|(_, n)| n.as_u64()).sum()
}

/// All that is kept, as one text.
fn kept(place: &Place) -> (usize, String) {
    let directory = place.path(".cache/passmuster/states");
    let files: Vec<_> = fs::read_dir(directory).into_iter().flatten().flatten().collect();
    let read = |e: &fs::DirEntry| fs::read_to_string(e.path()).expect("a text");
    (files.len(), files.iter().map(read).collect())
}

#[test]
fn states_in_s3_give_the_report_that_files_give() {
    let simulator = Simulator::empty();
    let place = Place::new(&simulator.url());
    let from_files = place.run(&AUDIT);
    let names: Vec<String> = ["api", "platform"]
        .iter()
        .flat_map(|s| ["us-east-1", "us-west-2"].map(|r| format!("{s}.{r}.tfstate")))
        .collect();
    let files: Vec<_> = names.iter().map(|n| (format!("live/{n}"), place.path(n))).collect();
    let objects: Vec<_> = files.iter().map(|(k, f)| (k.as_str(), f.as_path())).collect();
    put(&simulator, "states", &objects);
    configure(&place, "\"s3://states/**/*.us-east-1.tfstate\"", "\"s3://states/live/*west*\"");
    for name in &names {
        fs::remove_file(place.path(name)).expect("a state");
    }
    for _ in 0..2 {
        let from_s3 = place.run(&AUDIT);
        assert_eq!(from_s3.status, from_files.status, "{}", from_s3.err);
        assert_eq!(from_s3.out.replace("s3://states/live/", ""), from_files.out);
    }
}

#[test]
fn unchanged_objects_are_not_fetched_again_and_no_secret_is_kept() {
    let simulator = Simulator::empty();
    let place = Place::new(&simulator.url());
    let write = |name: &str, text: &str| {
        fs::write(place.path(name), text).expect("it is written");
        place.path(name)
    };
    let (a, b, c) =
        (write("a", &state("a", 30)), write("b", &state("b", 30)), write("c", &state("c", 30)));
    let empty = write("empty", "");
    put(
        &simulator,
        "states",
        &[
            ("p/a.tfstate", a.as_path()),
            ("p/deep/b.tfstate", b.as_path()),
            ("p/a.tfstate.tflock", b.as_path()),
            ("p/a.tfstate.backup", b.as_path()),
            ("p/none.tfstate", empty.as_path()),
            ("dr.tfstate", c.as_path()),
        ],
    );
    // The second name of an object is no second object.
    configure(
        &place,
        "\"s3://states/p/**\", \"s3://states/p/a.tfstate\"",
        "\"s3://states/dr.tfstate\"",
    );
    simulator.forget_requests();
    let first = place.run(&AUDIT);
    assert!(gaps(&first).is_empty(), "{:?}", gaps(&first));
    assert_eq!((asked(&simulator, "ListObjectsV2"), asked(&simulator, "GetObject")), (1, 3));
    let (count, text) = kept(&place);
    assert_eq!(count, 3);
    assert!(!text.contains(SECRET), "{text}");
    assert!(text.contains("visibility_timeout_seconds"), "{text}");
    #[cfg(unix)]
    for entry in fs::read_dir(place.path(".cache/passmuster/states")).expect("it is there") {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = entry.and_then(|e| e.metadata()).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // What a listing tells is not asked for; a named object is, and has not changed.
    simulator.forget_requests();
    let second = place.run(&AUDIT);
    assert_eq!((second.out.as_str(), second.status), (first.out.as_str(), first.status));
    assert_eq!((asked(&simulator, "ListObjectsV2"), asked(&simulator, "GetObject")), (1, 1));
    // Another key of the digests finds nothing of use.
    let other = "aa".repeat(32);
    simulator.forget_requests();
    place.run_with(&AUDIT, &[("PASSMUSTER_KEY", &other)]);
    assert_eq!(asked(&simulator, "GetObject"), 3);
    place.run(&AUDIT);
    // A changed object is fetched, and it alone.
    put(&simulator, "states", &[("p/deep/b.tfstate", &write("b", &state("b", 60)))]);
    simulator.forget_requests();
    let third = place.run(&AUDIT);
    assert_eq!(asked(&simulator, "GetObject"), 2);
    assert_ne!(third.out, first.out);
    // Without a cache and with a damaged one the report is the same.
    let without = place.run_with(&AUDIT, &[("HOME", ""), ("XDG_CACHE_HOME", "relative")]);
    assert_eq!(without.out, third.out);
    for entry in
        fs::read_dir(place.path(".cache/passmuster/states")).expect("it is there").flatten()
    {
        let bytes = fs::read(entry.path()).expect("a file");
        fs::write(entry.path(), &bytes[..bytes.len() / 2]).expect("it is written");
    }
    assert_eq!(place.run(&AUDIT).out, third.out);
    for ran in [&first, &third] {
        assert!(!ran.out.contains(SECRET) && !ran.err.contains(SECRET));
    }
}

#[test]
fn what_cannot_be_fetched_is_a_gap_and_the_rest_is_read() {
    let simulator = Simulator::empty();
    let place = Place::new(&simulator.url());
    fs::write(place.path("a"), state("a", 30)).expect("it is written");
    fs::write(place.path("bad"), format!("{{\"version\":4,\"{SECRET}")).expect("it is written");
    let (good, bad) = (place.path("a"), place.path("bad"));
    put(&simulator, "states", &[("a.tfstate", good.as_path()), ("bad.tfstate", bad.as_path())]);
    let locations = [
        ("s3://states/bad.tfstate", "primary s3://states/bad.tfstate - unreadable the JSON ends"),
        (
            "s3://states/none.tfstate",
            "primary s3:GetObject - unreadable s3://states/none.tfstate: there is no such object",
        ),
        (
            "s3://nowhere/x.tfstate",
            "primary s3:GetObject - unreadable s3://nowhere/x.tfstate: there is no such bucket",
        ),
        (
            "s3://nowhere/**",
            "primary s3:ListObjectsV2 - unreadable s3://nowhere/**: there is no such bucket",
        ),
        ("s3://states/none/**", "primary s3://states/none/** - unreadable no object fits"),
        ("s3://states/", "primary s3://states/ - unreadable no object is named"),
        ("s3://states/a**", "primary s3://states/a** - unreadable not a valid pattern"),
    ];
    for (location, expected) in locations {
        let primary = format!("us-east-1={location}");
        let arguments = [
            "--primary",
            &primary,
            "--primary",
            "us-east-1=s3://states/a.tfstate",
            "--dr",
            "us-west-2=api.us-west-2.tfstate",
        ];
        let ran = place.run(&[&AUDIT[..], &arguments].concat());
        let gaps = gaps(&ran);
        assert!(gaps.len() == 1 && gaps[0].starts_with(expected), "{location}: {gaps:?}");
        let read = report(&ran)["sources"].to_string() + &ran.out;
        assert!(read.contains("s3://states/a.tfstate") && !ran.out.contains(SECRET), "{}", ran.out);
    }
    for (operation, location, action) in [
        ("GetObject", "s3://states/a.tfstate", "s3:GetObject"),
        ("ListObjectsV2", "s3://states/a*", "s3:ListBucket"),
    ] {
        simulator.fault(&serde_json::json!(
            { "kind": "access_denied", "service": "s3", "action": operation }
        ));
        let primary = format!("us-east-1={location}");
        let both = ["--primary", primary.as_str(), "--dr", "us-west-2=api.us-west-2.tfstate"];
        let ran = place.run(&[&AUDIT[..], &both].concat());
        let gaps = gaps(&ran);
        let expected = format!("primary s3:{operation} {action} access denied {location}: ");
        assert!(gaps.len() == 1 && gaps[0].starts_with(&expected), "{gaps:?}");
        simulator.no_faults();
    }
    // Nothing at all can be read.
    let place = Place::new("http://127.0.0.1:1");
    let both = ["--primary", "us-east-1=s3://a/b", "--dr", "us-west-2=s3://a/c"];
    let ran = place.run(&[&AUDIT[..], &both].concat());
    assert!(
        ran.status == 4 && ran.err.contains("s3://a/b") && ran.err.contains("s3://a/c"),
        "{}",
        ran.err
    );
}

/// Answers as S3 would where the bucket lies in eu-west-1: a listing of two pages, and states.
/// Gives its address and the requests so far.
fn elsewhere() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let noted = Arc::clone(&noted);
            std::thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                let target = lines.next().and_then(Result::ok).unwrap_or_default();
                let mut headers = BTreeMap::new();
                while let Some(Ok(line)) =
                    lines.next().filter(|l| l.as_ref().is_ok_and(|l| !l.is_empty()))
                {
                    if let Some((name, value)) = line.split_once(": ") {
                        headers.insert(name.to_lowercase(), value.to_owned());
                    }
                }
                let signed = headers.get("authorization").cloned().unwrap_or_default();
                let region = signed.split('/').nth(2).unwrap_or_default().to_owned();
                noted.lock().expect("no panic").push(format!("{region} {target}"));
                let (status, body) = answer(&target, &region);
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status}\r\nConnection: close\r\nx-amz-bucket-region: eu-west-1\r\n\
                     ETag: \"e\"\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                );
            });
        }
    });
    (address, seen)
}

fn answer(target: &str, region: &str) -> (&'static str, String) {
    if region != "eu-west-1" {
        let body = "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>";
        return ("301 Moved Permanently", body.to_owned());
    }
    if !target.contains("list-type=2") {
        let name = if target.contains("two") { "two" } else { "one" };
        return ("200 OK", state(name, 30));
    }
    let object = |key: &str| {
        format!("<Contents><Key>{key}</Key><ETag>&quot;{key}&quot;</ETag><Size>9</Size></Contents>")
    };
    let page = if target.contains("continuation-token=next") {
        format!("<IsTruncated>false</IsTruncated>{}", object("p/two"))
    } else {
        let next = "<NextContinuationToken>next</NextContinuationToken>";
        format!("<IsTruncated>true</IsTruncated>{next}{}", object("p/one"))
    };
    ("200 OK", format!("<ListBucketResult>{page}</ListBucketResult>"))
}

#[test]
fn a_bucket_is_asked_in_its_own_region_and_for_all_pages() {
    let (url, seen) = elsewhere();
    let place = Place::new(&url);
    let both = ["--primary", "us-east-1=s3://b/p/**", "--dr", "us-west-2=api.us-west-2.tfstate"];
    let ran = place.run(&[&AUDIT[..], &both].concat());
    assert!(gaps(&ran).is_empty(), "{:?}", gaps(&ran));
    let mut seen: Vec<String> = seen.lock().expect("no panic").clone();
    for line in &mut seen {
        *line = line.split(['?', ' ']).take(3).collect::<Vec<_>>().join(" ");
    }
    seen.sort();
    let list = [
        "eu-west-1 GET /b/",
        "eu-west-1 GET /b/",
        "eu-west-1 GET /b/p/one",
        "eu-west-1 GET /b/p/two",
        "us-east-1 GET /b/",
    ];
    assert_eq!(seen, list);
}

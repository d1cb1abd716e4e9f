//! What goes wrong with a side as a whole, and how each side is asked.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use passmuster::model::{Reason, Side};

use super::protocol::{Answer, Behaviour};
use super::server::Server;
use super::{COLLECT, Collected};
use crate::program::{Place, Ran};
use crate::simulator::{credentials, free_port};

/// The configuration with further settings of each side.
fn configure(place: &Place, primary: &str, dr: &str) {
    let text = format!(
        r#"app "checkout" {{
  strategy = "warm-standby"

  primary {{
    region = "us-east-1"
    state  = ["*.us-east-1.tfstate"]
    {primary}
  }}

  dr {{
    region      = "us-west-2"
    name_suffix = "-dr"
    state       = ["*.us-west-2.tfstate"]
    {dr}
  }}
}}
"#
    );
    fs::write(place.path("passmuster.hcl"), text).expect("the configuration is written");
}

/// Collects what the configuration says.
fn collect(place: &Place, environment: &[(&str, &str)]) -> Ran {
    place.run_with(&["collect", "-o", "s.snapshot"], environment)
}

/// The files in the directory that a collection might have left.
fn left(place: &Place) -> Vec<String> {
    fs::read_dir(place.directory())
        .expect("the directory is there")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("snapshot") || name.ends_with(".part"))
        .collect()
}

#[test]
fn a_region_that_refuses_connections_leaves_the_other() {
    let server = Server::new(|_| None);
    let place = Place::new(&server.url());
    configure(&place, "", &format!("endpoint_url = \"http://127.0.0.1:{}\"", free_port()));
    let collected = Collected::new(&place, collect(&place, &[]));
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    let gaps = collected.gaps();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!((gaps[0].side, gaps[0].reason), (Some(Side::Dr), Reason::Unreachable));
    let coverage = &collected.stored().snapshot.coverage;
    assert!(coverage.of(Side::Primary, "aws_vpc").is_complete());
    assert!(!coverage.of(Side::Dr, "aws_vpc").is_complete());
    assert!(server.seen().iter().all(|r| r.region == "us-east-1"));

    let ran = place.run(&["audit", "--live"]);
    let first = ran.out.lines().next().unwrap_or_default();
    assert!(first.contains("DR us-west-2 could not be read at all (unreachable)"), "{}", ran.out);
}

#[test]
fn nothing_is_collected_from_another_account_than_the_configured() {
    let server = Server::new(|_| None);
    let place = Place::new(&server.url());
    configure(&place, "account = \"123456789012\"", "account = \"210987654321\"");
    let ran = collect(&place, &[]);
    assert_eq!(ran.status, 2, "{}", ran.err);
    for part in ["dr side", "123456789012", "210987654321", "nothing was collected"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert!(server.seen().iter().all(|r| r.is("sts:GetCallerIdentity")));
    assert_eq!(left(&place), Vec::<String>::new());
}

#[test]
fn each_side_signs_with_the_key_of_its_own_profile() {
    // Each side has an account of its own, so that what is global is asked twice.
    let server = Server::new(|r| {
        r.is("sts:GetCallerIdentity").then(|| {
            let account = if r.region == "us-east-1" { "111111111111" } else { "222222222222" };
            Answer::new(r, &format!("<Account>{account}</Account>"))
        })
    });
    let place = Place::new(&server.url());
    configure(&place, "profile = \"blue\"", "profile = \"green\"");
    // One profile in each of the two files; `testing` is in the environment.
    fs::write(
        place.path("config"),
        "[profile blue]\naws_access_key_id = AKIABLUE\naws_secret_access_key = b\n",
    )
    .expect("written");
    fs::write(
        place.path("credentials"),
        "[green]\naws_access_key_id = AKIAGREEN\naws_secret_access_key = g\n",
    )
    .expect("written");
    let (config, shared) = (place.path("config"), place.path("credentials"));
    let environment = [
        ("AWS_CONFIG_FILE", config.to_str().expect("a path in UTF-8")),
        ("AWS_SHARED_CREDENTIALS_FILE", shared.to_str().expect("a path in UTF-8")),
    ];
    let collected = Collected::new(&place, collect(&place, &environment));
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let seen = server.seen();
    for (region, key) in [("us-east-1", "AKIABLUE"), ("us-west-2", "AKIAGREEN")] {
        let of_region: Vec<_> = seen.iter().filter(|r| r.region == region).collect();
        assert!(of_region.iter().any(|r| r.is("iam:ListRoles")), "{region} has an account");
        assert!(of_region.iter().all(|r| r.key_id == key), "{region}");
    }
    let accounts = collected.stored().sites.clone().map(|(_, _, account)| account);
    let accounts = accounts.map(|a| a.map(|a| a.as_str().to_owned()).unwrap_or_default());
    assert_eq!(accounts, ["111111111111", "222222222222"]);
}

#[test]
fn without_credentials_nobody_is_asked_and_each_side_says_so() {
    let server = Server::new(|_| None);
    let place = Place::new(&server.url());
    let begun = Instant::now();
    // The instance metadata service may be asked as far as the SDK is concerned.
    let none = [("AWS_ACCESS_KEY_ID", ""), ("AWS_EC2_METADATA_DISABLED", "false")];
    let ran = place.run_with(&COLLECT, &none);
    assert_eq!(ran.status, 4, "{}", ran.err);
    for region in ["us-east-1", "us-west-2"] {
        let line = ran.err.lines().find(|l| l.contains(region));
        let line = line.unwrap_or_else(|| panic!("{region}: {}", ran.err));
        assert!(line.contains("credentials"), "{line}");
    }
    assert!(server.seen().is_empty());
    assert_eq!(left(&place), Vec::<String>::new());
    // A machine outside EC2 waits for the instance metadata service.
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn a_profile_that_is_not_there_is_a_gap_of_its_side() {
    let server = Server::new(|_| None);
    let place = Place::new(&server.url());
    configure(&place, "", "profile = \"red\"");
    let collected = Collected::new(&place, collect(&place, &[]));
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    let gaps = collected.gaps();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!((gaps[0].side, gaps[0].reason), (Some(Side::Dr), Reason::Denied));
    assert!(gaps[0].detail.contains("check that the profile exists"), "{gaps:?}");
    assert!(server.seen().iter().all(|r| r.region == "us-east-1"));
}

/// Interrupts the program while the server holds all answers back but those to `answered`.
fn interrupted(arguments: &[&str], answered: &'static str, at_least: usize) {
    let server = Server::new(move |r| {
        (!r.is(answered)).then(|| Answer { behaviour: Behaviour::Held, ..Answer::empty(r) })
    });
    let place = Place::new(&server.url());
    let child = Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(arguments)
        .current_dir(place.directory())
        .env("HOME", place.directory())
        .env("PASSMUSTER_HISTORY", "none")
        .envs(credentials(&server.url()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let begun = Instant::now();
    while server.seen().len() < at_least {
        assert!(begun.elapsed() < Duration::from_mins(1), "{} requests", server.seen().len());
        thread::sleep(Duration::from_millis(20));
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|s| s.success()), "kill is needed");
    let begun = Instant::now();
    let output = child.wait_with_output().expect("the program ends");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(err.contains("interrupted: nothing was written"), "{err}");
    assert!(output.stdout.is_empty());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(left(&place), Vec::<String>::new());
}

#[test]
fn an_interrupted_collection_leaves_nothing() {
    interrupted(&COLLECT, "sts:GetCallerIdentity", 40);
}

#[test]
fn a_collection_is_interrupted_before_anybody_has_answered() {
    interrupted(&COLLECT, "nobody", 2);
}

#[test]
fn an_interrupted_audit_reports_nothing() {
    interrupted(&["audit", "--live"], "sts:GetCallerIdentity", 40);
}

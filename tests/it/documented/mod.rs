//! Every command of the README and of the guide runs as it is written, or is in a list with the
//! reason why not.

mod pages;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use passmuster::model::Side;
use passmuster::sources::snapshot_file;
use tempfile::TempDir;

use crate::check::copy;
use crate::snapshots::{KEY, queue, stored};
use pages::{NOT_RUN, Sandbox, Shown, commands, shown};

/// The environment of every page: nobody's home, nobody's credentials. The clock stands still
/// after the dates that the pages name.
fn environment(home: &Path) -> Vec<(String, OsString)> {
    let key: String = KEY.iter().map(|b| format!("{b:02x}")).collect();
    [
        ("HOME", home.as_os_str().to_owned()),
        ("XDG_STATE_HOME", home.join("state").into()),
        ("XDG_CACHE_HOME", home.join("cache").into()),
        ("XDG_CONFIG_HOME", home.join("config").into()),
        ("GIT_CONFIG_NOSYSTEM", "1".into()),
        ("PASSMUSTER_KEY", key.into()),
        ("AWS_EC2_METADATA_DISABLED", "true".into()),
        ("SOURCE_DATE_EPOCH", "1796083200".into()),
        ("NO_COLOR", "1".into()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

/// What the pages take for granted: a repository with an origin, a configuration, states,
/// Terraform directories, a fleet, snapshots, a log of drills with evidence, and a run of last week.
struct Estate(TempDir);

impl Estate {
    fn new() -> Self {
        let estate = Self(tempfile::tempdir().unwrap());
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/checkout");
        copy(&fixtures.join("drifted"), &estate.path(""));
        copy(&fixtures.join("terraform"), &estate.path("infra"));
        fs::remove_dir_all(estate.path("infra/drift")).unwrap();
        fs::copy(fixtures.join("plans/platform.us-west-2.json"), estate.path("plan.json")).unwrap();
        for (side, region) in [("primary", "us-east-1"), ("dr", "us-west-2")] {
            let state = format!("platform.{region}.tfstate");
            fs::copy(estate.path(&state), estate.path(&format!("{side}.tfstate"))).unwrap();
        }
        let mut config = fs::read_to_string(fixtures.join("configured/passmuster.hcl")).unwrap();
        config = config.replace("../terraform/", "infra/");
        for region in ["us-east-1", "us-west-2"] {
            let before = format!("    region = \"{region}\"\n");
            assert_eq!(config.matches(&before).count(), 1);
            let state = format!("{before}    state = [\"*.{region}.tfstate\"]\n");
            config = config.replace(&before, &state);
        }
        estate.write("passmuster.hcl", &config);
        estate.fleet();
        estate.snapshots();
        estate.repository();
        estate.past();
        estate
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("estate").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// A file of two applications, and a directory of one file for each.
    fn fleet(&self) {
        let app = |name: &str, above: &str| {
            format!(
                "app \"{name}\" {{\n  strategy = \"warm-standby\"\n  \
                 primary {{\n    region = \"us-east-1\"\n    state = [\"{above}primary.tfstate\"]\n  }}\n  \
                 dr {{\n    region = \"us-west-2\"\n    state = [\"{above}dr.tfstate\"]\n  }}\n}}\n"
            )
        };
        self.write("fleet.hcl", &format!("{}{}", app("checkout", ""), app("search", "")));
        self.write("fleet/checkout.hcl", &app("checkout", "../"));
        self.write("fleet/search.hcl", &app("search", "../"));
    }

    /// Two snapshots of queues, of which one was changed between.
    fn snapshots(&self) {
        let queues = |timeout| vec![queue(Side::Primary, "a", 30), queue(Side::Dr, "a", timeout)];
        for (name, timeout, at) in [
            ("then.snapshot", 30, "2026-11-23T06:00:00Z"),
            ("today.snapshot", 60, "2026-11-30T06:00:00Z"),
        ] {
            let stored = stored(queues(timeout), KEY, at);
            snapshot_file::write(&stored, &self.path(name)).unwrap();
        }
    }

    fn repository(&self) {
        let git = |arguments: &[&str]| {
            let done = Command::new("git")
                .current_dir(self.path(""))
                .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
                .args(["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"])
                .args(arguments)
                .output()
                .unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        git(&["init", "--quiet", "--initial-branch=main"]);
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "--message", "base"]);
        git(&["remote", "add", "origin", "."]);
        git(&["fetch", "--quiet", "origin"]);
        git(&["checkout", "--quiet", "-b", "change"]);
        let file = "infra/platform/us-west-2.tfvars";
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains("10.1.0.0/16"));
        self.write(file, &text.replace("10.1.0.0/16", "10.0.0.0/15"));
        git(&["commit", "--quiet", "--all", "--message", "change"]);
    }

    /// An earlier audit, two drills and the evidence of a gate.
    fn past(&self) {
        let record = "passmuster drill record --direction failover --kind drill --rto 15m \
                      --outcome succeeded --date";
        for command in [
            "SOURCE_DATE_EPOCH=1795478400 passmuster audit --output json=report.json || test $? = 1",
            "passmuster gate --history none --snapshot today.snapshot --output json=gate.json --evidence made",
            "mkdir evidence",
            "mv made/* evidence/checkout-20261120T140500Z",
            &format!("{record} 2026-09-18"),
            &format!("{record} 2026-10-16"),
        ] {
            let text = command.to_owned();
            let before = Shown { page: "before".into(), line: 0, text, live: false };
            assert_eq!(self.run(&before), None);
        }
    }

    fn run(&self, command: &Shown) -> Option<String> {
        let environment = environment(self.0.path());
        Sandbox { directory: &self.path(""), environment: &environment }.run(command)
    }
}

#[test]
fn every_command_of_the_guide_runs() {
    let told: Vec<Vec<Shown>> = pages::pages()
        .iter()
        .map(|page| {
            commands(page).into_iter().filter(|c| !c.live && c.not_run().is_none()).collect()
        })
        .filter(|commands: &Vec<Shown>| !commands.is_empty())
        .collect();
    assert!(told.len() > 3, "only {} pages have commands", told.len());
    let run = |commands: &[Shown]| -> Vec<String> {
        let estate = Estate::new();
        commands.iter().filter_map(|c| estate.run(c)).collect()
    };
    let wrong: Vec<String> = thread::scope(|scope| {
        let pages: Vec<_> = told.iter().map(|commands| scope.spawn(|| run(commands))).collect();
        pages.into_iter().flat_map(|page| page.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_no_test_runs_is_listed_with_its_reason_and_shown_somewhere() {
    let all: Vec<Shown> = pages::pages().iter().flat_map(|p| commands(p)).collect();
    for (prefix, reason) in NOT_RUN {
        assert!(!reason.is_empty());
        assert!(all.iter().any(|c| c.not_run() == Some(*prefix)), "no page shows {prefix}");
        assert!(!prefix.starts_with("passmuster"), "{prefix} can be run");
    }
    // What needs an AWS is left to the tests of the collectors, and is nothing but that.
    for command in all.iter().filter(|c| c.live) {
        assert!(command.text.starts_with("passmuster "), "{command:?}");
    }
}

#[test]
fn commands_are_found_as_a_shell_would_read_them() {
    let page = "```sh\n# all of it\npassmuster audit --a \\\n  --b '# c' # d\n\nx#y\n```\n\
                <!-- sandbox: simulator -->\n```console\n$ one \\\n    two\nprinted\n$ three\n```\n\
                ```hcl\nfour\n```\n```sh\nfive\n```\n";
    let found: Vec<(usize, String, bool)> =
        shown("page", page).into_iter().map(|c| (c.line, c.text, c.live)).collect();
    let expected = [
        (3, "passmuster audit --a --b '# c'", false),
        (6, "x#y", false),
        (10, "one two", true),
        (13, "three", true),
        (19, "five", false),
    ];
    assert_eq!(found, expected.map(|(line, text, live)| (line, text.to_owned(), live)));
}

#[test]
fn a_wrong_command_is_noticed() {
    let estate = Estate::new();
    let command = |text: &str| {
        estate.run(&Shown { page: "page".into(), line: 1, text: text.to_owned(), live: false })
    };
    assert_eq!(command("passmuster audit"), None);
    for wrong in
        ["passmuster audit --no-such-option", "passmuster audit --config none.hcl", "false"]
    {
        assert!(command(wrong).is_some_and(|w| w.contains("exit status")), "{wrong}");
    }
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    let mut seen = 0;
    for page in pages::pages() {
        let text = fs::read_to_string(&page).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        for (target, _) in targets.filter(|(t, _)| !t.contains("://") && !t.starts_with('#')) {
            let file = target.split('#').next().unwrap_or_default();
            let there = page.parent().unwrap().join(file).exists();
            assert!(there, "{} links to {target}", page.display());
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} links");
}

#[test]
fn the_index_of_the_guide_names_every_page() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let index = fs::read_to_string(docs.join("README.md")).unwrap();
    for page in pages::pages().iter().filter(|p| p.starts_with(&docs)) {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name == "README.md" || index.contains(&format!("]({name})")), "{name} is missing");
    }
}

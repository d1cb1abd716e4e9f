//! `check` as a pull request runs it: a repository with two commits.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A repository with the example estate's configuration on `main`.
pub(crate) struct Repository(TempDir);

impl Repository {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let estate = fixtures().join("estates/checkout");
        copy(&estate.join("terraform"), &dir.path().join("infra"));
        fs::remove_dir_all(dir.path().join("infra/drift")).unwrap();
        let config = fs::read_to_string(estate.join("configured/passmuster.hcl")).unwrap();
        fs::write(dir.path().join("passmuster.hcl"), config.replace("../terraform/", "infra/"))
            .unwrap();
        let repository = Self(dir);
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit("base");
        repository
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let done = Command::new("git")
            .current_dir(self.0.path())
            .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
            .args(["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(self.path(file), text.replace(from, to)).unwrap();
    }

    fn check(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_passmuster"))
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SOURCE_DATE_EPOCH", "1790000000")
            .arg("check")
            .args(arguments)
            .output()
            .unwrap()
    }

    fn report(&self, arguments: &[&str]) -> (Json, i32) {
        let output = self.check(&[&["--output", "json"], arguments].concat());
        let text = String::from_utf8_lossy(&output.stdout);
        let report = serde_json::from_str(&text)
            .unwrap_or_else(|e| panic!("{e}: {text}{}", String::from_utf8_lossy(&output.stderr)));
        (report, output.status.code().unwrap())
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Class, rule, file and line of every failed finding.
fn failed(report: &Json) -> Vec<(String, String, String, u64)> {
    let text = |v: &Json| v.as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["outcome"] == "fail")
        .map(|f| {
            let place = &f["location"];
            let line = place["line"].as_u64().unwrap_or(0);
            (text(&f["class"]), text(&f["rule"]), text(&place["file"]), line)
        })
        .collect();
    found.sort();
    found
}

/// The line of a file that holds a text.
fn line(repository: &Repository, file: &str, text: &str) -> u64 {
    let content = fs::read_to_string(repository.path(file)).unwrap();
    content.lines().position(|l| l.contains(text)).unwrap() as u64 + 1
}

/// A change that bumps the image on one side, widens a range into the other and drops a suffix.
pub(crate) fn three_problems() -> Repository {
    let repository = Repository::new();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit(
        "infra/workloads/api/us-east-1.tfvars",
        "desired_count",
        "image_tag     = \"1.42.0\"\ndesired_count",
    );
    repository.edit("infra/platform/us-west-2.tfvars", "10.1.0.0/16", "10.0.0.0/15");
    repository.edit(
        "infra/workloads/api/main.tf",
        "\"checkout-api-task${var.name_suffix}\"",
        "\"checkout-api-task\"",
    );
    repository.commit("change");
    repository
}

#[test]
fn a_change_is_told_by_what_it_brings() {
    let repository = three_problems();
    let (report, status) = repository.report(&["--base", "main"]);
    let main = "infra/workloads/api/main.tf";
    let expected = [
        ("iam-name-collision", main, line(&repository, main, "\"checkout-api-task\"")),
        ("image-version-mismatch", "infra/workloads/api/us-east-1.tfvars", 4),
        ("vpc-cidr-overlap", "infra/platform/us-west-2.tfvars", 5),
    ];
    let expected: Vec<_> =
        expected.map(|(r, f, l)| ("new".to_owned(), r.to_owned(), f.to_owned(), l)).into();
    assert_eq!(failed(&report), expected);
    assert_eq!(status, 1);
    assert_eq!(report["gaps"], Json::Array(Vec::new()));
    // Without a base the same is there, and nobody knows since when.
    let (report, status) = repository.report(&[]);
    assert_eq!(failed(&report).len(), 3);
    assert_eq!(status, 1);
    // What is not committed counts as well.
    repository.edit("infra/platform/us-west-2.tfvars", "10.0.0.0/15", "10.1.0.0/16");
    let (report, _) = repository.report(&["--base", "main"]);
    assert_eq!(failed(&report).len(), 2);
}

#[test]
fn a_change_that_mends_something_is_good() {
    let repository = Repository::new();
    repository.edit("infra/platform/us-west-2.tfvars", "10.1.0.0/16", "10.0.0.0/15");
    repository.edit(
        "infra/workloads/api/us-east-1.tfvars",
        "desired_count",
        "image_tag     = \"1.42.0\"\ndesired_count",
    );
    repository.commit("faults");
    repository.git(&["checkout", "--quiet", "-b", "mend"]);
    repository.edit("infra/platform/us-west-2.tfvars", "10.0.0.0/15", "10.1.0.0/16");
    repository.commit("mend");
    let (report, status) = repository.report(&["--base", "main"]);
    assert_eq!(status, 0);
    let found = failed(&report);
    assert_eq!(found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["existing"], "{found:?}");
    let fixed = report["change"]["fixed"].as_array().unwrap();
    assert_eq!(fixed.iter().map(|f| &f["rule"]).collect::<Vec<_>>(), ["vpc-cidr-overlap"]);
    let shown = repository.check(&["--base", "main"]);
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(text.contains("No new problem; 1 fixed") && text.contains("1 existing"), "{text}");
}

#[test]
#[cfg(unix)]
fn links_inside_the_repository_are_followed_at_the_base_too() {
    let repository = Repository::new();
    fs::rename(repository.path("infra/modules"), repository.path("modules")).unwrap();
    std::os::unix::fs::symlink("../modules", repository.path("infra/modules")).unwrap();
    repository.edit("infra/platform/us-west-2.tfvars", "10.1.0.0/16", "10.0.0.0/15");
    repository.commit("linked");
    repository.edit("infra/platform/us-west-2.tfvars", "10.0.0.0/15", "10.1.0.0/16");
    let (report, status) = repository.report(&["--base", "main"]);
    let fixed = report["change"]["fixed"].as_array().unwrap();
    assert_eq!(fixed.iter().map(|f| &f["rule"]).collect::<Vec<_>>(), ["vpc-cidr-overlap"]);
    assert_eq!((failed(&report).len(), status), (0, 0));
    assert_eq!(report["gaps"], Json::Array(Vec::new()));
}

#[test]
fn what_can_no_longer_be_told_is_lost() {
    let repository = Repository::new();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit("infra/platform/us-west-2.tfvars", "vpc_cidr_block", "# vpc_cidr_block");
    repository.commit("change");
    let (report, status) = repository.report(&["--base", "main"]);
    let lost = |f: &&Json| f["class"] == "lost" && f["rule"] == "vpc-cidr-overlap";
    let found = report["findings"].as_array().unwrap().iter().filter(lost).count();
    assert_eq!((found, status), (1, 0));
    let (_, status) = repository.report(&["--base", "main", "--fail-class", "new,lost"]);
    assert_eq!(status, 1);
}

#[test]
fn a_moved_resource_keeps_its_findings() {
    let repository = Repository::new();
    repository.edit("infra/platform/us-west-2.tfvars", "10.1.0.0/16", "10.0.0.0/15");
    repository.commit("fault");
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit(
        "infra/modules/network/main.tf",
        "\"aws_vpc\" \"this\"",
        "\"aws_vpc\" \"main\"",
    );
    repository.edit("infra/modules/network/main.tf", "aws_vpc.this", "aws_vpc.main");
    let moved = "\nmoved {\n  from = aws_vpc.this\n  to   = aws_vpc.main\n}\n";
    let path = repository.path("infra/modules/network/main.tf");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text + moved).unwrap();
    repository.commit("change");
    let (report, status) = repository.report(&["--base", "main"]);
    let found = failed(&report);
    assert!(found.iter().all(|f| f.0 != "new"), "{found:?}");
    assert_eq!(status, 0);
}

#[test]
fn a_file_that_does_not_parse_is_a_gap_with_its_place() {
    let repository = Repository::new();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit("infra/platform/data.tf", "resource ", "resource = ");
    repository.commit("change");
    let (report, status) = repository.report(&["--base", "main"]);
    let gap = &report["gaps"][0];
    assert!(gap["operation"].as_str().unwrap().starts_with("infra/platform/data.tf:"), "{gap}");
    assert!(status == 3 || status == 1, "{status}");
    let bad = repository.check(&["--base", "nowhere"]);
    assert_eq!(bad.status.code(), Some(2));
    let said = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert!(said.contains("fetch-depth"), "{said}");
}

#[test]
fn exceptions_are_honoured_listed_and_outlived() {
    let repository = three_problems();
    let comment = "# passmuster:ignore[vpc-cidr-overlap] until=2027-01-31 reason=\"NET-412\"\n";
    repository.edit(
        "infra/modules/network/main.tf",
        "  cidr_block           = var.cidr_block",
        &format!("  {comment}  cidr_block           = var.cidr_block"),
    );
    repository.commit("an exception");
    let (report, status) = repository.report(&["--base", "main"]);
    assert_eq!((failed(&report).len(), status), (2, 1));
    let waived = |f: &&Json| f["outcome"] == "waived" && f["rule"] == "vpc-cidr-overlap";
    assert_eq!(report["findings"].as_array().unwrap().iter().filter(waived).count(), 1);
    let listed = report["change"]["exceptions"][0].as_str().unwrap();
    assert!(listed.contains("vpc-cidr-overlap") && listed.contains("NET-412"), "{listed}");
    // After its last day it accepts nothing, and that is said.
    repository.edit("infra/modules/network/main.tf", "2027-01-31", "2026-01-31");
    let (report, _) = repository.report(&["--base", "main"]);
    let rules: Vec<String> = failed(&report).into_iter().map(|f| f.1).collect();
    assert!(rules.contains(&"vpc-cidr-overlap".to_owned()), "{rules:?}");
    assert!(rules.contains(&"waiver-expired".to_owned()), "{rules:?}");
    // Without a reason it is none.
    repository.edit("infra/modules/network/main.tf", "reason=", "because=");
    let (report, _) = repository.report(&["--base", "main"]);
    let rules: Vec<String> = failed(&report).into_iter().map(|f| f.1).collect();
    assert!(rules.contains(&"waiver-invalid".to_owned()), "{rules:?}");
}

#[test]
fn a_baseline_accepts_what_was_there() {
    let repository = three_problems();
    let file = "passmuster.baseline.hcl";
    let write = [
        "--write-baseline",
        file,
        "--until",
        "2027-01-31",
        "--reason",
        "there when \"checks\" began ${x}",
        "--owner",
        "team-dr",
    ];
    assert_eq!(repository.check(&write).status.code(), Some(0));
    let (report, status) = repository.report(&[]);
    assert_eq!(failed(&report), []);
    assert_ne!(status, 1);
    let text = fs::read_to_string(repository.path(file)).unwrap();
    fs::write(repository.path(file), text.replace("rule     =", "rul =")).unwrap();
    assert_eq!(repository.check(&[]).status.code(), Some(2));
}

/// The schema that the SARIF committee publishes, as a crate carries it.
fn sarif_schema() -> Json {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(rustc.stdout).unwrap();
    let host = host.lines().find_map(|l| l.strip_prefix("host: ")).unwrap();
    // Only what this platform needs: nothing else need be on the machine.
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host])
        .arg("--manifest-path")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|p| p["name"] == "serde-sarif").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let schema = manifest.parent().unwrap().join("src/schema.json");
    let mut schema: Json = serde_json::from_slice(&fs::read(schema).unwrap()).unwrap();
    // Its pattern for languages has a bracket too many and is no regular expression.
    for object in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][object]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    schema
}

#[test]
fn sarif_follows_its_schema_and_points_into_the_change() {
    let repository = three_problems();
    let schema = jsonschema::validator_for(&sarif_schema()).unwrap();
    let clean = Repository::new();
    for (repository, results) in [(&repository, 3), (&clean, 0)] {
        let output = repository.check(&["--base", "main", "--output", "sarif"]);
        let sarif: Json = serde_json::from_slice(&output.stdout).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&sarif).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:?}");
        serde_json::from_value::<serde_sarif::sarif::Sarif>(sarif.clone()).unwrap();
        let run = &sarif["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), results);
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(repository.path(uri).is_file(), "{uri}");
            assert_eq!(place["region"]["startLine"], place["region"]["endLine"]);
            for related in result["relatedLocations"].as_array().into_iter().flatten() {
                let id = format!("]({})", related["id"]);
                assert!(result["message"]["text"].as_str().unwrap().contains(&id));
            }
        }
    }
}

/// The committed plan of a stack with its changes edited.
fn plan(stack: &str, edit: impl Fn(&mut Json)) -> Json {
    let path = fixtures().join(format!("estates/checkout/plans/{stack}.json"));
    let mut plan: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        edit(change);
    }
    plan
}

#[test]
fn what_a_plan_takes_away_is_told() {
    let repository = Repository::new();
    let primary = plan("platform.us-east-1", |change| {
        if change["type"] == "aws_rds_global_cluster" {
            change["change"]["actions"] = serde_json::json!(["delete"]);
            change["change"]["after"] = Json::Null;
        }
    });
    let dr = plan("platform.us-west-2", |change| {
        if change["type"] == "aws_rds_cluster" {
            change["change"]["actions"] = serde_json::json!(["update"]);
            change["change"]["after"]["global_cluster_identifier"] = Json::Null;
        }
        if change["address"] == "aws_s3_bucket.receipts" {
            change["change"]["actions"] = serde_json::json!(["delete", "create"]);
            change["change"]["after_unknown"] = serde_json::json!({"id": true, "arn": true});
        }
    });
    fs::write(repository.path("p.json"), primary.to_string()).unwrap();
    // As PowerShell writes it.
    let wide: Vec<u8> = std::iter::once(0xFEFF)
        .chain(dr.to_string().encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(repository.path("dr.json"), wide).unwrap();
    let plans = ["--primary", "us-east-1=p.json", "--dr", "us-west-2=dr.json", "--name-suffix=-dr"];
    let critical = |report: &Json| -> Vec<String> {
        let found = report["findings"].as_array().unwrap().iter();
        let mut rules: Vec<String> = found
            .filter(|f| f["outcome"] == "fail" && f["area"] == "plan")
            .map(|f| f["rule"].as_str().unwrap().to_owned())
            .collect();
        rules.sort();
        rules
    };
    let expected =
        ["cluster-leaves-global-database", "dr-data-store-removed", "global-database-removed"];
    let (report, status) = repository.report(&plans);
    assert_eq!((critical(&report), status), (expected.map(str::to_owned).into(), 1));
    assert_eq!(report["view"], "planned");
    // With the directory beside it every finding has its place in the text.
    let both = [
        &plans[..],
        &["--primary", "us-east-1=infra/platform", "--dr", "us-west-2=infra/platform"],
        &["--primary-var-file", "infra/platform/us-east-1.tfvars"],
        &["--dr-var-file", "infra/platform/us-west-2.tfvars"],
    ]
    .concat();
    let (report, _) = repository.report(&both);
    assert_eq!(critical(&report), expected);
    for finding in report["findings"].as_array().unwrap() {
        if finding["area"] == "plan" {
            let file = finding["location"]["file"].as_str().unwrap();
            assert!(file.starts_with("infra/platform/"), "{finding}");
            assert!(finding["location"]["line"].as_u64().unwrap() > 1);
        }
    }
}

#[test]
fn a_plan_lies_over_the_states_of_its_side() {
    let repository = Repository::new();
    let healthy = fixtures().join("estates/checkout/healthy");
    copy(&healthy, &repository.path("states"));
    // The plan widens the range of the DR network into the primary's.
    let dr = plan("platform.us-west-2", |change| {
        if change["address"] == "module.network.aws_vpc.this" {
            change["change"]["actions"] = serde_json::json!(["update"]);
            change["change"]["after"]["cidr_block"] = Json::from("10.0.0.0/15");
        }
    });
    fs::write(repository.path("dr.json"), dr.to_string()).unwrap();
    let arguments = ["--config", "states/passmuster.hcl", "--dr", "us-west-2=dr.json"];
    let (report, status) = repository.report(&arguments);
    let rules: Vec<String> = failed(&report).into_iter().map(|f| f.1).collect();
    assert_eq!((rules, status), (vec!["vpc-cidr-overlap".to_owned()], 1));
    // What the plan does not speak of is there as the state has it.
    let dr = &report["sides"][1];
    assert_eq!(dr["resources"], 78, "{dr}");
}

#[test]
fn the_healthy_configuration_has_no_findings_and_no_gaps() {
    let repository = Repository::new();
    let (report, _) = repository.report(&[]);
    assert_eq!(failed(&report), []);
    assert_eq!(report["gaps"], Json::Array(Vec::new()));
    let checks = &report["checks"];
    let passed = checks["passed"].as_u64().unwrap();
    let open = checks["unassessed"].as_u64().unwrap();
    assert!(passed > 200 && open <= 2, "{checks}");
}

/// The drifted configuration beside the healthy one, as two directories.
fn drifted() -> Repository {
    let repository = Repository::new();
    let terraform = fixtures().join("estates/checkout/terraform");
    copy(&terraform, &repository.path("dr"));
    for (from, to) in
        [("platform", "platform"), ("api", "workloads/api"), ("network", "modules/network")]
    {
        copy(&terraform.join("drift").join(from), &repository.path("dr").join(to));
    }
    fs::remove_dir_all(repository.path("dr/drift")).unwrap();
    let config = fs::read_to_string(repository.path("passmuster.hcl")).unwrap();
    let (primary, dr) = config.split_once("  dr {").unwrap();
    let config = format!("{primary}  dr {{{}", dr.replace("infra/", "dr/"));
    fs::write(repository.path("passmuster.hcl"), config).unwrap();
    repository
}

#[test]
fn configuration_shows_the_planted_faults_as_the_states_do() {
    let repository = drifted();
    let (report, status) = repository.report(&[]);
    assert_eq!(status, 1);
    let path = fixtures().join("estates/checkout/drifted/expected.json");
    let planted: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut expected: Vec<(String, String)> = planted
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|fault| fault["findings"].as_array().unwrap())
        .map(|f| (f["rule"].as_str().unwrap().into(), f["subject"].as_str().unwrap().into()))
        .collect();
    // Which key a data source finds only AWS knows: that it is another one is told, that it is
    // the AWS-managed one is not.
    let key = ("aurora-dr-kms-key".to_owned(), "aws_rds_cluster.aurora".to_owned());
    let at = expected.iter().position(|e| *e == key).unwrap();
    expected[at].0 = "config-drift".to_owned();
    expected.sort();
    let mut found: Vec<(String, String)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["outcome"] == "fail")
        .map(|f| {
            let subject = f["subjects"][0]["address"].as_str().unwrap_or_default();
            (f["rule"].as_str().unwrap().to_owned(), subject.to_owned())
        })
        .collect();
    found.sort();
    assert_eq!(found, expected);
    let open = |f: &&Json| f["outcome"] == "unassessed" && f["rule"] == "aurora-dr-kms-key";
    assert!(report["findings"].as_array().unwrap().iter().any(|f| open(&f)));
    assert_eq!(report["gaps"], Json::Array(Vec::new()));
}

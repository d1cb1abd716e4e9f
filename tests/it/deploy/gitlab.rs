//! The scheduled pipelines.

use std::fs;

use passmuster::model::Value;

use super::{at, calls_exist, drifted, offline, run, text_at, texts, yaml};

/// The lines of a job as its shell sees them.
fn script(job: &Value) -> String {
    texts(&at(job, "script")).join("\n")
}

/// Runs only by a schedule, takes its credentials from OIDC, and keeps what it wrote.
fn is_sound(job: &Value, settings: &Value, keeps: bool) {
    assert_eq!(text_at(job, "rules.0.if"), "$CI_PIPELINE_SOURCE == \"schedule\"");
    assert_eq!(text_at(settings, "id_tokens.AWS_ID_TOKEN.aud"), "sts.amazonaws.com");
    if keeps {
        assert_eq!(text_at(job, "artifacts.when"), "always");
    }
    // The token is where the SDK is told to look, and nobody else can read it.
    let directory = tempfile::tempdir().unwrap();
    let token = directory.path().join("token").display().to_string();
    assert_ne!(text_at(settings, "variables.AWS_WEB_IDENTITY_TOKEN_FILE"), "");
    let variables = [("AWS_ID_TOKEN", "a.b.c"), ("AWS_WEB_IDENTITY_TOKEN_FILE", token.as_str())];
    let done = run(
        &["sh"],
        &texts(&at(settings, "before_script")).join("\n"),
        directory.path(),
        &variables,
    );
    assert!(done.status.success());
    assert_eq!(fs::read_to_string(&token).unwrap(), "a.b.c");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&token).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn the_scheduled_pipeline_writes_the_report_before_it_fails() {
    let job = at(&yaml("gitlab/weekly-audit.yml"), "dr-audit");
    is_sound(&job, &job, true);
    assert_eq!(calls_exist(&script(&job)), 2);
    let (directory, configuration) = (tempfile::tempdir().unwrap(), drifted());
    let variables =
        [("PASSMUSTER_HISTORY", "history"), ("PASSMUSTER_CONFIG", configuration.as_str())];
    let done = run(&["sh", "-e"], &offline(&script(&job)), directory.path(), &variables);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    for name in ["audit.json", "audit.html", "audit.md"] {
        assert!(directory.path().join("report").join(name).is_file(), "there is no {name}");
    }
}

#[test]
fn the_parts_of_the_pipeline_meet_in_one_report() {
    let pipeline = yaml("gitlab/fleet-audit.yml");
    let shared = pipeline.as_map().unwrap().get(".dr-fleet").cloned().unwrap();
    let (part, report) = (at(&pipeline, "dr-fleet-part"), at(&pipeline, "dr-fleet-report"));
    is_sound(&part, &shared, false);
    is_sound(&report, &shared, true);
    assert_eq!(text_at(&report, "rules.0.when"), "always");
    assert_eq!((calls_exist(&script(&part)), calls_exist(&script(&report))), (1, 2));
    let (directory, configuration) = (tempfile::tempdir().unwrap(), drifted());
    let shards = texts(&at(&part, "parallel.matrix.0.SHARD"));
    let with = |shard: &str, script: &str| {
        let variables = [
            ("PASSMUSTER_HISTORY", "history"),
            ("PASSMUSTER_CONFIG", configuration.as_str()),
            ("CI_PIPELINE_ID", "5"),
            ("SHARD", shard),
        ];
        run(&["sh", "-e"], &offline(script), directory.path(), &variables)
    };
    assert_eq!(shards.len(), 8);
    for shard in &shards {
        let done = with(shard, &script(&part));
        assert!(done.status.success(), "{shard}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let done = with("", &script(&report));
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let page = fs::read_to_string(directory.path().join("report/fleet.html")).unwrap();
    assert!(page.contains("checkout"));
}

//! The jobs in a cluster.

use std::fs;

use passmuster::model::Value;

use super::{at, calls_exist, drifted, offline, options_exist, run, text_at, texts, yaml};

/// Nothing is written outside volumes, nothing runs as root, memory has a limit.
fn is_locked_down(pod: &Value) {
    assert_eq!(text_at(pod, "restartPolicy"), "Never");
    assert_eq!(text_at(pod, "serviceAccountName"), "passmuster");
    assert_eq!(at(pod, "securityContext.runAsNonRoot"), Value::Bool(true));
    let container = at(pod, "containers.0");
    let security = at(&container, "securityContext");
    assert_eq!(at(&security, "readOnlyRootFilesystem"), Value::Bool(true));
    assert_eq!(at(&security, "allowPrivilegeEscalation"), Value::Bool(false));
    assert_eq!(text_at(&security, "capabilities.drop.0"), "ALL");
    assert_ne!(at(&container, "resources.limits.memory"), Value::Null);
    let volumes = at(pod, "volumes");
    let volumes: Vec<String> =
        volumes.as_list().unwrap().iter().map(|v| text_at(v, "name")).collect();
    for mount in at(&container, "volumeMounts").as_list().unwrap() {
        assert!(volumes.contains(&text_at(mount, "name")), "{mount:?} is no volume");
    }
}

#[test]
fn the_cron_job_is_locked_down() {
    let job = yaml("kubernetes/cronjob.yaml");
    assert_eq!(text_at(&job, "apiVersion"), "batch/v1");
    assert_eq!(text_at(&job, "kind"), "CronJob");
    assert_eq!(text_at(&job, "spec.concurrencyPolicy"), "Forbid");
    let pod = at(&job, "spec.jobTemplate.spec.template.spec");
    is_locked_down(&pod);
    let arguments = texts(&at(&pod, "containers.0.args"));
    options_exist(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(arguments.iter().any(|a| a == "html=/data/report.html"), "{arguments:?}");
}

#[test]
fn the_indexes_of_the_job_are_the_parts_of_the_fleet() {
    let job = yaml("kubernetes/fleet-job.yaml");
    let merge = yaml("kubernetes/fleet-report-job.yaml");
    for job in [&job, &merge] {
        assert_eq!(text_at(job, "apiVersion"), "batch/v1");
        assert_eq!(text_at(job, "kind"), "Job");
        is_locked_down(&at(job, "spec.template.spec"));
    }
    assert_eq!(text_at(&job, "spec.completionMode"), "Indexed");
    assert_ne!(at(&job, "spec.backoffLimitPerIndex"), Value::Null);
    let number = |path: &str| at(&job, path).as_number().map(|n| format!("{n}"));
    assert_eq!(number("spec.completions").as_deref(), Some("8"));
    assert_eq!(number("spec.parallelism").as_deref(), Some("8"));

    let command = texts(&at(&job, "spec.template.spec.containers.0.command"));
    assert_eq!(command[..2], ["/busybox/sh", "-c"]);
    let (part, directory) = (&command[2], tempfile::tempdir().unwrap());
    assert_eq!(calls_exist(part), 1);
    let configuration = drifted();
    let filled = |text: &str| {
        text.replace("/data/", "")
            .replace("/etc/passmuster/passmuster.hcl", &configuration)
            .replace("s3://BUCKET/PREFIX", "history")
    };
    for index in 0..8 {
        let index = index.to_string();
        let variables = [("JOB_COMPLETION_INDEX", index.as_str()), ("RUN_ID", "week")];
        let done = run(&["sh"], &offline(&filled(part)), directory.path(), &variables);
        assert!(done.status.success(), "{index}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let arguments = texts(&at(&merge, "spec.template.spec.containers.0.args"));
    options_exist(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let run_id = |job: &Value| text_at(job, "spec.template.spec.containers.0.env.0.value");
    assert_eq!(run_id(&job), "RUN");
    let line = filled(&format!("passmuster {}", arguments.join(" "))).replace("RUN", "week");
    let done = run(&["sh"], &line, directory.path(), &[]);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let report = fs::read_to_string(directory.path().join("report.html")).unwrap();
    assert!(report.contains("checkout"));
}

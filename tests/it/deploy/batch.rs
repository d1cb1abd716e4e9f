//! The array job of AWS Batch.

use std::fs;

use serde_json::Value;

use super::{calls_exist, deploy, drifted, offline, run};

#[test]
fn the_indexes_of_the_array_are_the_parts_of_the_fleet() {
    let text = fs::read_to_string(deploy("aws-batch/job-definition.json")).unwrap();
    let job: Value = serde_json::from_str(&text).unwrap();
    let container = &job["containerProperties"];
    assert_eq!(job["type"], "container");
    assert_eq!(container["secrets"][0]["name"], "PASSMUSTER_KEY");
    assert!(!container["environment"].to_string().contains("PASSMUSTER_KEY"));
    // https://docs.aws.amazon.com/batch/latest/userguide/fargate.html: 0.5 vCPU goes with 1 to 4 GB.
    let needed = &container["resourceRequirements"];
    assert_eq!((&needed[0]["value"], &needed[1]["value"]), (&"0.5".into(), &"1024".into()));

    let command: Vec<&str> =
        container["command"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
    assert_eq!(command[..2], ["/busybox/sh", "-c"]);
    assert_eq!(calls_exist(command[2]), 1);
    let (directory, configuration) = (tempfile::tempdir().unwrap(), drifted());
    let part = offline(command[2])
        .replace("/etc/passmuster/passmuster.hcl", &configuration)
        .replace("s3://BUCKET/PREFIX", "history");
    for index in 0..8 {
        let (index, id) = (index.to_string(), format!("0a1b-2c3d:{index}"));
        let variables =
            [("AWS_BATCH_JOB_ARRAY_INDEX", index.as_str()), ("AWS_BATCH_JOB_ID", id.as_str())];
        let done = run(&["sh"], &part, directory.path(), &variables);
        assert!(done.status.success(), "{index}: {}", String::from_utf8_lossy(&done.stderr));
    }
    // The id of the array, which the parts' ids begin with, is the run's.
    let merge = "passmuster report merge --history history --run-id 0a1b-2c3d --parts 8";
    let done = run(&["sh"], merge, directory.path(), &[]);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).contains("checkout"));
}

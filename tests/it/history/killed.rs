//! Writers that are killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use passmuster::history::runs::{Directory, NewRun, Run, Store};

use super::Place;

/// How many writers are killed.
const KILLS: u64 = 100;
const CHILD: &str = "PASSMUSTER_TEST_WRITER";

fn store(directory: &str) -> Store {
    Store::new(Box::new(Directory::new(directory.into(), "runs")))
}

/// Writes runs until it is killed; does nothing as a test of its own.
#[test]
fn a_writer_that_is_killed_by_another_test() {
    let Ok(directory) = std::env::var(CHILD) else { return };
    let store = store(&directory);
    for number in 0_u32.. {
        let id = format!("{}-{number}", std::process::id());
        let run = Run { id: id.clone(), app: "shop".to_owned(), ..Run::default() };
        // Large enough that some moments lie in the middle of a file.
        let report = id.repeat(20_000).into_bytes();
        let new = NewRun { run, report, findings: id.into_bytes(), snapshot: None };
        store.keep(&[new], None).unwrap();
        println!("kept {number}");
    }
}

#[test]
fn a_store_is_readable_after_each_of_a_hundred_kills() {
    let place = Place::new();
    let directory = place.path("runs").display().to_string();
    let mut said = 0;
    let mut spread = 0x2545_F491_4F6C_DD1D_u64;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "history::killed::a_writer_that_is_killed_by_another_test"])
            .args(["--nocapture", "--test-threads", "1"])
            .env(CHILD, &directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Until it writes, then for a while that is never the same.
        let began = lines.by_ref().flatten().any(|line| line.contains("kept"));
        assert!(began, "writer {kill} did not begin");
        spread ^= spread << 13;
        spread ^= spread >> 7;
        spread ^= spread << 17;
        std::thread::sleep(Duration::from_micros(spread % 20_000));
        child.kill().unwrap();
        child.wait().unwrap();
        said += 1 + lines.map_while(Result::ok).filter(|line| line.contains("kept")).count();
        let store = store(&directory);
        let index = store.index().unwrap_or_else(|e| panic!("after kill {kill}: {e}"));
        // A run may be in the index whose writer was killed before it could say so.
        assert!(index.runs.len() >= said, "{} of {said} runs are there", index.runs.len());
        assert!(index.runs.len() as u64 <= said as u64 + kill + 1);
        for run in index.runs.iter().rev().take(3) {
            assert_eq!(store.object(&run.report).unwrap(), run.id.repeat(20_000).into_bytes());
            assert_eq!(store.object(&run.findings).unwrap(), run.id.as_bytes());
        }
    }
    let store = store(&directory);
    let index = store.index().unwrap();
    for run in &index.runs {
        store.object(&run.report).unwrap();
    }
    let (runs, lost) = store.rebuild().unwrap();
    assert!(runs >= index.runs.len() && lost == 0);
}

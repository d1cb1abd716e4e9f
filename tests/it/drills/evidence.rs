//! Bundles of evidence: whole, private, never written over, checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use passmuster::app::{
    Bundle, BundleFile, EvidenceError, ReadFile, Written, write_evidence as write,
};
use tempfile::TempDir;

use super::{DRILL, run};

fn bundle() -> Bundle {
    let file = |name: &str, text: &str| BundleFile { name: name.into(), bytes: text.into() };
    Bundle {
        app: "check out/../é".to_owned(),
        job: "gate".to_owned(),
        level: Some("NOT_READY".to_owned()),
        topology: Some("steady".to_owned()),
        started_at: "2026-11-20T14:04:50Z".to_owned(),
        made_at: "2026-11-20T14:05:00Z".to_owned(),
        tool_version: "0.1.0".to_owned(),
        exit_status: 1,
        command_line: vec!["passmuster".to_owned(), "gate".to_owned()],
        configuration: Some(ReadFile { file: "passmuster.hcl".to_owned(), sha256: "0".repeat(64) }),
        rules_sha256: None,
        files: vec![file("report.json", "{}\n"), file("snapshot.pmsnap", "\u{0}\u{1}")],
    }
}

fn made(place: &Path) -> Written {
    write(place, &bundle()).unwrap()
}

fn sha256sum(directory: &Path) -> bool {
    let mut check = Command::new("sha256sum");
    check.args(["--check", "--strict", "--quiet", "SHA256SUMS"]).current_dir(directory);
    check.stderr(Stdio::null()).stdout(Stdio::null());
    check.status().unwrap().success()
}

#[test]
fn a_bundle_is_whole_private_and_checked_by_sha256sum() {
    let directory = TempDir::new().unwrap();
    let written = made(&directory.path().join("a/b"));
    let bundle = &written.directory;
    assert_eq!(bundle.file_name().unwrap(), "check-out-20261120T140500Z");
    assert!(sha256sum(bundle));
    let mut names: Vec<_> = fs::read_dir(bundle).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort_unstable();
    assert_eq!(names, ["MANIFEST.json", "SHA256SUMS", "report.json", "snapshot.pmsnap"]);
    #[cfg(unix)]
    for (path, mode) in [(bundle.clone(), 0o700), (bundle.join("report.json"), 0o600)] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
    }
    // Nothing half-made lies beside it.
    assert_eq!(fs::read_dir(bundle.parent().unwrap()).unwrap().count(), 1);
    let (out, err, status) = run(directory.path(), &["drill", "verify", bundle.to_str().unwrap()]);
    assert_eq!(status, 0, "{out}{err}");
    for words in ["gate of check out", "NOT_READY", "exit status 1", &written.manifest_sha256] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

#[test]
fn no_bundle_is_written_over() {
    let directory = TempDir::new().unwrap();
    let taken = directory.path().join("check-out-20261120T140500Z");
    fs::create_dir(&taken).unwrap();
    let bundles: Vec<PathBuf> = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| made(directory.path()).directory)).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    for bundle in &bundles {
        assert!(sha256sum(bundle));
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 9);
    assert_eq!(fs::read_dir(&taken).unwrap().count(), 0);
}

#[test]
fn every_tampering_is_found() {
    type Tamper = fn(&Path);
    let cases: [(&str, Tamper, &str); 9] = [
        (
            "changed",
            |b| fs::write(b.join("report.json"), "[]\n").unwrap(),
            "report.json was changed",
        ),
        (
            "longer",
            |b| fs::write(b.join("report.json"), "{}\n\n").unwrap(),
            "had 3 bytes and has 4",
        ),
        ("removed", |b| fs::remove_file(b.join("report.json")).unwrap(), "report.json is missing"),
        ("added", |b| fs::write(b.join("x"), "").unwrap(), "x does not belong"),
        ("directory", |b| fs::create_dir(b.join("x")).unwrap(), "x does not belong"),
        (
            "manifest gone",
            |b| fs::remove_file(b.join("MANIFEST.json")).unwrap(),
            "MANIFEST.json is missing",
        ),
        ("sums gone", |b| fs::remove_file(b.join("SHA256SUMS")).unwrap(), "SHA256SUMS is missing"),
        (
            "sums mangled",
            |b| fs::write(b.join("SHA256SUMS"), "../../etc/passwd\n").unwrap(),
            "line 1 is no digest",
        ),
        (
            "manifest changed",
            |b| {
                let path = b.join("MANIFEST.json");
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.replace("NOT_READY", "FULLY_READY")).unwrap();
            },
            "MANIFEST.json was changed",
        ),
    ];
    for (what, tamper, words) in cases {
        let directory = TempDir::new().unwrap();
        let bundle = made(directory.path()).directory;
        tamper(&bundle);
        let (out, err, status) =
            run(directory.path(), &["drill", "verify", bundle.to_str().unwrap()]);
        assert_eq!(status, 1, "{what}: {out}{err}");
        assert!(out.contains(words), "{what}: {out}");
    }
    let directory = TempDir::new().unwrap();
    for (place, words) in
        [(".", "is no bundle"), ("none", "No such file"), ("file", "no directory")]
    {
        fs::write(directory.path().join("file"), "").unwrap();
        let (_, err, status) = run(directory.path(), &["drill", "verify", place]);
        assert!(status == 4 && err.contains(words), "{place}: {err}");
    }
    let later = "{\"passmuster_evidence\":2}";
    fs::write(directory.path().join("MANIFEST.json"), later).unwrap();
    let (_, err, status) = run(directory.path(), &["drill", "verify", "."]);
    assert!(status == 4 && err.contains("of version 2"), "{err}");
}

#[test]
fn the_log_finds_out_who_rewrites_files_and_digests_alike() {
    let directory = TempDir::new().unwrap();
    let bundle = made(&directory.path().join("evidence")).directory;
    let near = bundle.strip_prefix(directory.path()).unwrap().to_str().unwrap();
    let (_, err, status) = run(directory.path(), &[&DRILL[..], &["--evidence", near]].concat());
    assert_eq!(status, 0, "{err}");
    let shown = || run(directory.path(), &["drill", "show", "1"]);
    let state = || shown().0;
    assert!(state().contains("as it was when the drill was recorded"), "{}", state());
    assert_eq!(shown().2, 0);
    // All digests are right afterwards.
    fs::remove_dir_all(&bundle).unwrap();
    let mut other = self::bundle();
    other.level = Some("FULLY_READY".to_owned());
    assert_eq!(write(&directory.path().join("evidence"), &other).unwrap().directory, bundle);
    assert_eq!(run(directory.path(), &["drill", "verify", near]).2, 0);
    assert!(state().contains("its manifest is not the one that was recorded"), "{}", state());
    assert_eq!(shown().2, 1);
    let changed = run(directory.path(), &["drill", "show", "1", "--output", "json"]);
    assert_eq!(changed.2, 1, "{}", changed.1);
    let kept = directory.path().join("elsewhere");
    fs::rename(&bundle, &kept).unwrap();
    assert!(state().contains("not there"), "{}", state());
    assert_eq!(shown().2, 1);
    fs::rename(&kept, &bundle).unwrap();
    // Evidence that is damaged already is not recorded.
    fs::remove_file(bundle.join("report.json")).unwrap();
    let (_, err, status) = run(directory.path(), &[&DRILL[..], &["--evidence", near]].concat());
    assert!(status == 2 && err.contains("report.json is missing"), "{err}");
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("file"), "x").unwrap();
    for place in ["file", "file/below"] {
        let error = write(&directory.path().join(place), &bundle()).unwrap_err();
        assert!(matches!(error, EvidenceError::NotADirectory), "{place}: {error}");
    }
    for name in ["../up", "manifest.JSON", "SHA256SUMS", ".hidden", "a b", "", "report.json"] {
        let mut wrong = bundle();
        wrong.files.push(BundleFile { name: name.to_owned(), bytes: Vec::new() });
        let error = write(directory.path(), &wrong).unwrap_err();
        assert!(matches!(error, EvidenceError::Name(_)), "{name}: {error}");
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    let full: EvidenceError = std::io::Error::from(std::io::ErrorKind::StorageFull).into();
    assert!(full.to_string().contains("no space left"), "{full}");
}

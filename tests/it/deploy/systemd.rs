//! The unit and its timer.

use std::fs;
use std::process::Command;

use super::{deploy, options_exist};

#[test]
fn the_unit_and_its_timer_are_sound() {
    let unit = fs::read_to_string(deploy("systemd/passmuster.service")).unwrap();
    let setting = |name: &str| -> Option<&str> {
        unit.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix('='))
    };
    for (name, program) in
        [("ExecStart", "/usr/bin/passmuster"), ("ExecStartPost", "-/usr/bin/passmuster")]
    {
        let words: Vec<&str> = setting(name).unwrap().split(' ').collect();
        assert_eq!(words[0], program);
        options_exist(&words[1..]);
    }
    // Findings and gaps are results; no audit is a failure.
    assert_eq!(setting("SuccessExitStatus"), Some("1 3"));
    assert_eq!(setting("ProtectSystem"), Some("strict"));
    assert_eq!(setting("NoNewPrivileges"), Some("yes"));

    // systemd looks for the program: here it is the one under test.
    let directory = tempfile::tempdir().unwrap();
    let here = unit.replace("/usr/bin/passmuster", env!("CARGO_BIN_EXE_passmuster"));
    let files = ["passmuster.service", "passmuster.timer"].map(|n| directory.path().join(n));
    fs::write(&files[0], here).unwrap();
    fs::copy(deploy("systemd/passmuster.timer"), &files[1]).unwrap();
    match Command::new("systemd-analyze").arg("verify").args(&files).output() {
        Ok(done) => {
            let complaints = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success() && complaints.is_empty(), "{complaints}");
        }
        Err(_) => println!("systemd-analyze is not on this machine: the unit is not verified"),
    }
}

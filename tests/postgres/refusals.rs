//! Servers that cannot be read, or not wholly.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use passmuster::model::{Reason, Side, Value};
use passmuster::sources::postgres::Limits;

use crate::ground;
use crate::observing::{look, look_from};

const SECRET: &str = "hunter2-of-orders";

#[test]
fn a_wrong_password_is_a_gap_and_never_shown() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("wrong", "");
    let standby = ground.standby(&primary, "dr_wrong", "");
    primary.sql("CREATE ROLE watcher LOGIN PASSWORD 'another' IN ROLE pg_monitor");
    let place = primary.sql("SELECT pg_current_wal_lsn()");
    standby.until("replay", &format!("SELECT pg_last_wal_replay_lsn() >= '{place}'"), "t");
    let look = look(&primary.dsn(), &standby.dsn_of("watcher", SECRET));
    assert_eq!((look.state(), look.lag()), (None, None));
    assert!(look.has_gap(Side::Dr, "password authentication failed"), "{:?}", look.observed.gaps);
    assert!(look.has_gap(Side::Dr, &format!("watcher@127.0.0.1:{}/postgres", standby.port)));
    assert!(look.observed.gaps.iter().all(|g| g.reason == Reason::Denied));
    assert!(look.unassessed().iter().any(|r| r.starts_with("postgres-standby-not-streaming")));
    assert!(!look.everything().contains(SECRET));
    let without = format!("host=127.0.0.1 port={} user=watcher dbname=postgres", standby.port);
    let asked = crate::observing::look(&primary.dsn(), &without);
    assert!(asked.has_gap(Side::Dr, "put the password into the connection string"));
    assert_eq!(asked.state(), None);
    // The other end was read all the same.
    assert_eq!(look.of("postgres.server", Side::Primary).text("wal_level"), Some("replica"));
}

#[test]
fn pg_monitor_is_enough_and_less_is_named() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("least", "");
    let standby = ground.standby(&primary, "dr_least", "");
    primary.sql(&format!("CREATE ROLE watcher LOGIN PASSWORD '{SECRET}' IN ROLE pg_monitor"));
    primary.sql(&format!("CREATE ROLE nobody LOGIN PASSWORD '{SECRET}'"));
    let place = primary.sql("SELECT pg_current_wal_lsn()");
    standby.until("replay", &format!("SELECT pg_last_wal_replay_lsn() >= '{place}'"), "t");
    let both = |role| look(&primary.dsn_of(role, SECRET), &standby.dsn_of(role, SECRET));
    let enough = both("watcher");
    assert_eq!(enough.state(), Some("streaming"));
    assert!(enough.observed.gaps.is_empty(), "{:?}", enough.observed.gaps);
    assert_eq!((enough.failed(), enough.unassessed()), (Vec::new(), Vec::new()));
    let less = both("nobody");
    assert_eq!(less.state(), None, "{}", less.everything());
    assert!(less.has_gap(Side::Dr, "GRANT pg_monitor TO nobody"), "{:?}", less.observed.gaps);
    assert!(less.has_gap(Side::Primary, "GRANT pg_monitor TO nobody"));
    let server = less.of("postgres.server", Side::Dr);
    assert!(matches!(server.attribute("primary_conninfo_set"), Some(Value::Unknown(_))));
    assert_eq!(server.text("wal_level"), Some("replica"));
    assert!(less.unassessed().iter().any(|r| r.starts_with("postgres-standby-not-streaming")));
    for look in [enough, less] {
        assert!(!look.everything().contains(SECRET));
    }
}

#[test]
fn secrets_in_settings_stay_at_the_server() {
    let Some(ground) = ground() else { return };
    let command = format!("archive_mode = on\narchive_command = 'KEY={SECRET} false'");
    let primary = ground.primary("kept", &command);
    let standby = ground.standby(&primary, "dr_kept", "");
    let conninfo = format!(
        "host=127.0.0.1 port={} user=postgres password={SECRET} application_name=''dr kept''",
        primary.port
    );
    standby.sql(&format!("ALTER SYSTEM SET primary_conninfo = '{conninfo}'"));
    standby.sql("SELECT pg_reload_conf()");
    standby.until(
        "the new name",
        "SELECT count(*) FROM pg_settings WHERE name = 'primary_conninfo' AND setting LIKE '%dr kept%'",
        "1",
    );
    primary.sql("SELECT pg_switch_wal()");
    primary.until("a failure", "SELECT failed_count > 0 FROM pg_stat_archiver", "t");
    let look = look(&primary.dsn(), &standby.dsn());
    let server = look.of("postgres.server", Side::Dr);
    assert_eq!(server.text("application_name"), Some("dr kept"));
    assert_eq!(server.attribute("primary_conninfo_set"), Some(&Value::Bool(true)));
    let writer = look.of("postgres.server", Side::Primary);
    assert_eq!(writer.attribute("archive_command_set"), Some(&Value::Bool(true)));
    let failed = look.failed();
    assert!(failed.contains(&"postgres-archiving-failing/succeeds".to_owned()), "{failed:?}");
    assert!(!look.everything().contains(SECRET));
}

#[test]
fn lower_limits_in_dr_block() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("limits", "max_connections = 20\nwal_log_hints = off");
    let standby = ground.standby(&primary, "dr_limits", "");
    primary.sql("ALTER SYSTEM SET max_connections = 50");
    let mut primary = primary;
    primary.restart();
    standby.until("it pauses", "SELECT pg_is_wal_replay_paused()", "t");
    let look = look(&primary.dsn(), &standby.dsn());
    let failed = look.failed();
    assert!(failed.contains(&"postgres-settings/limits".to_owned()), "{failed:?}");
    assert!(failed.contains(&"postgres-replay-paused/replays".to_owned()), "{failed:?}");
    assert!(failed.contains(&"postgres-failback-settings/rewindable".to_owned()), "{failed:?}");
}

#[test]
fn what_is_no_postgresql_is_told_apart() {
    let socket = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in socket.incoming().take(8).flatten() {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let dsn = format!("postgresql://u:{SECRET}@127.0.0.1:{port}/db");
    for mode in ["disable", "prefer"] {
        let look = look(&format!("{dsn}?sslmode={mode}"), "host=127.0.0.1 port=1");
        assert!(
            look.has_gap(Side::Primary, "does not speak PostgreSQL's protocol"),
            "{mode}: {:?}",
            look.observed.gaps
        );
        assert!(look.has_gap(Side::Dr, "cannot be reached"));
        assert_eq!(look.state(), None);
        assert!(!look.everything().contains(SECRET));
    }
}

#[test]
fn a_server_that_never_answers_is_not_waited_for() {
    let socket = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let dsn = format!("host=127.0.0.1 port={} user=u", socket.local_addr().unwrap().port());
    let limits = Limits { connect: Duration::from_millis(300), ..Limits::default() };
    let start = Instant::now();
    let look = look_from(&dsn, &dsn, std::path::Path::new("/"), &limits);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(look.has_gap(Side::Primary, "did not answer in time"), "{:?}", look.observed.gaps);
    assert!(look.observed.gaps.iter().all(|g| g.reason == Reason::TimedOut));
}

//! A pair in its states.

use std::sync::mpsc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use passmuster::model::{Side, Value};
use passmuster::sources::postgres::Limits;

use crate::cluster::Server;
use crate::ground;
use crate::observing::{Look, look, look_from};

fn number(look: &Look, kind: &str, side: Side, name: &str) -> f64 {
    let value = look.of(kind, side).attribute(name).unwrap();
    value.as_number().unwrap_or_else(|| panic!("{name} is {value:?}")).to_string().parse().unwrap()
}

fn text(look: &Look, kind: &str, side: Side, name: &str) -> String {
    let value = look.of(kind, side).attribute(name).unwrap();
    value.as_str().unwrap_or_else(|| panic!("{name} is {value:?}")).to_owned()
}

/// Commits until it is told to stop, some twenty times a second.
fn committing<T>(primary: &Server<'_>, meanwhile: impl FnOnce() -> T) -> T {
    let (stop, stopped) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while stopped
                .recv_timeout(Duration::from_millis(50))
                .is_err_and(|e| e == mpsc::RecvTimeoutError::Timeout)
            {
                primary.sql("INSERT INTO written DEFAULT VALUES");
            }
        });
        let done = meanwhile();
        drop(stop);
        done
    })
}

const TABLE: &str = "CREATE TABLE written (id bigserial, at timestamptz DEFAULT now())";

#[test]
fn a_healthy_pair_passes_and_everything_is_told() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("one", "max_connections = 40");
    let standby = ground.standby(&primary, "dr_one", "");
    let start = Instant::now();
    let look = look(&primary.dsn(), &standby.dsn());
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert_eq!(look.state(), Some("streaming"), "{}", look.everything());
    assert_eq!((look.failed(), look.unassessed()), (Vec::new(), Vec::new()));
    assert!(look.observed.gaps.is_empty(), "{:?}", look.observed.gaps);
    assert!(look.lag().unwrap() < 0.5, "{:?}", look.lag());
    assert_eq!(look.replication("worst_of"), &Value::from(3));
    for side in [Side::Primary, Side::Dr] {
        assert!(number(&look, "postgres.server", side, "clock_skew_seconds").abs() < 0.5);
        assert_eq!(
            look.of("postgres.server", side).attribute("max_connections"),
            Some(&Value::from(40))
        );
        assert_eq!(look.of("postgres.server", side).attribute("timeline"), Some(&Value::from(1)));
        assert_eq!(text(&look, "postgres.server", side, "wal_level"), "replica");
    }
    let server = |name| text(&look, "postgres.server", Side::Dr, name);
    assert_eq!(server("application_name"), "dr_one");
    assert_eq!(server("primary_slot_name"), "dr_one");
    assert_eq!(server("wal_receiver_status"), "streaming");
    let standby = |name| text(&look, "postgres.standby", Side::Primary, name);
    assert_eq!(
        (standby("application_name"), standby("state")),
        ("dr_one".into(), "streaming".into())
    );
    assert_eq!(standby("slot_name"), "dr_one");
    let slot = |name| text(&look, "postgres.replication_slot", Side::Primary, name);
    assert_eq!((slot("slot_name"), slot("wal_status")), ("dr_one".into(), "reserved".into()));
}

#[test]
fn a_busy_pair_after_a_quiet_minute_is_not_behind() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("busy", "");
    let standby = ground.standby(&primary, "dr_busy", "");
    primary.sql(TABLE);
    sleep(Duration::from_secs(7));
    let look = committing(&primary, || look(&primary.dsn(), &standby.dsn()));
    assert_eq!(look.state(), Some("streaming"));
    assert!(look.lag().unwrap() < 1.0, "{:?}", look.lag());
    assert_eq!(look.failed(), Vec::<String>::new());
}

#[test]
fn a_paused_replay_is_as_late_as_the_pause_is_long() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("paused", "");
    let standby = ground.standby(&primary, "dr_paused", "");
    primary.sql(TABLE);
    let (look, pause) = committing(&primary, || {
        sleep(Duration::from_millis(300));
        standby.sql("SELECT pg_wal_replay_pause()");
        let paused = Instant::now();
        sleep(Duration::from_secs(7));
        let look = look(&primary.dsn(), &standby.dsn());
        (look, paused.elapsed().as_secs_f64())
    });
    let lag = look.lag().unwrap();
    assert!((lag - pause).abs() < 1.0, "a lag of {lag} s after a pause of {pause} s");
    assert_eq!(look.state(), Some("paused"));
    assert!(number(&look, "postgres.replication", Side::Dr, "lag_bytes") > 0.0);
    let failed = ["postgres-replay-paused/replays", "postgres-replication-lag/warning"];
    assert_eq!(look.failed(), failed, "{}", look.everything());
    standby.sql("SELECT pg_wal_replay_resume()");
    let place = primary.sql("SELECT pg_current_wal_lsn()");
    standby.until("replay", &format!("SELECT pg_last_wal_replay_lsn() >= '{place}'"), "t");
    let look = crate::observing::look(&primary.dsn(), &standby.dsn());
    assert_eq!((look.state(), look.failed()), (Some("streaming"), Vec::new()));
    assert!(look.lag().unwrap() < 1.0, "{:?}", look.lag());
}

#[test]
fn a_standby_that_is_down_blocks() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("alone", "");
    let mut standby = ground.standby(&primary, "dr_alone", "");
    let dsn = standby.dsn();
    standby.stop();
    primary.until("nobody receives", "SELECT count(*) FROM pg_stat_replication", "0");
    let look = look(&primary.dsn(), &dsn);
    assert_eq!(look.state(), Some("stopped"));
    assert_eq!(look.lag(), None);
    assert!(look.failed().contains(&"postgres-standby-not-streaming/receives".to_owned()));
    assert!(look.unassessed().iter().any(|r| r.starts_with("postgres-replication-lag")));
    assert!(look.has_gap(Side::Dr, "cannot be reached"), "{:?}", look.observed.gaps);
}

#[test]
fn a_primary_that_is_dark_leaves_the_lag_unknown() {
    let Some(ground) = ground() else { return };
    let mut primary = ground.primary("dark", "");
    let standby = ground.standby(&primary, "dr_dark", "");
    let dsn = primary.dsn();
    primary.stop();
    standby.until(
        "nothing sends",
        "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'",
        "0",
    );
    let look = look(&dsn, &standby.dsn());
    assert_eq!(look.state(), Some("stopped"));
    assert_eq!(look.lag(), None);
    assert!(look.has_gap(Side::Primary, "cannot be reached"));
    assert!(look.unassessed().iter().any(|r| r.starts_with("postgres-replication-lag")));
}

#[test]
fn a_standby_cut_off_from_its_primary_blocks() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("cut", "");
    let standby = ground.standby(&primary, "dr_cut", "");
    primary.sql(TABLE);
    standby.sql("ALTER SYSTEM SET primary_conninfo = ''");
    standby.sql("SELECT pg_reload_conf()");
    standby.until("it receives nothing", "SELECT count(*) FROM pg_stat_wal_receiver", "0");
    primary.sql("INSERT INTO written DEFAULT VALUES");
    sleep(Duration::from_secs(1));
    let look = look(&primary.dsn(), &standby.dsn());
    assert_eq!(look.state(), Some("stopped"));
    assert!(look.lag().unwrap() > 0.9, "{:?}", look.lag());
    let failed = look.failed();
    assert!(failed.contains(&"postgres-standby-not-streaming/receives".to_owned()), "{failed:?}");
    assert!(failed.contains(&"postgres-slot-at-risk/read".to_owned()), "{failed:?}");
}

#[test]
fn a_promoted_standby_beside_its_primary_is_a_second_writer() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("two", "");
    let standby = ground.standby(&primary, "dr_two", "");
    standby.sql("SELECT pg_promote()");
    let look = look(&primary.dsn(), &standby.dsn());
    assert_eq!(look.state(), Some("split-brain"));
    assert_eq!(look.lag(), None);
    assert!(look.failed().contains(&"postgres-two-writers/one-writer".to_owned()));
    let detail = look.replication("detail").as_str().unwrap();
    assert!(detail.contains("the primary on timeline 1, DR on 2"), "{detail}");
    // Seen from the other end the old primary is the second writer.
    let turned = crate::observing::look(&standby.dsn(), &primary.dsn());
    assert_eq!(turned.state(), Some("split-brain"));
}

#[test]
fn a_promotion_while_it_is_looked_at_is_no_lag() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("mid", "");
    let standby = ground.standby(&primary, "dr_mid", "");
    let limits = Limits { samples: 4, interval: Duration::from_secs(1), ..Limits::default() };
    let look = std::thread::scope(|scope| {
        scope.spawn(|| {
            sleep(Duration::from_millis(1500));
            standby.sql("SELECT pg_promote()");
        });
        look_from(&primary.dsn(), &standby.dsn(), ground.path(), &limits)
    });
    assert_eq!(look.state(), Some("promoted"), "{}", look.everything());
    assert!(matches!(look.replication("lag_seconds"), Value::Unknown(_)));
    assert!(look.failed().contains(&"postgres-standby-not-streaming/follows".to_owned()));
}

#[test]
fn two_names_of_one_server_are_no_pair() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("same", "");
    let local = format!("host={} port={} user=postgres", ground.path().display(), primary.port);
    let look = look(&primary.dsn(), &local);
    assert_eq!((look.state(), look.lag()), (None, None));
    assert!(look.has_gap(Side::Dr, "both ends are one server"), "{:?}", look.observed.gaps);
    assert!(look.unassessed().iter().any(|r| r.starts_with("postgres-two-writers")));
}

#[test]
fn servers_of_different_origin_are_no_pair() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("mine", "");
    let other = ground.primary("theirs", "max_connections = 10\nmax_wal_senders = 2");
    let look = look(&primary.dsn(), &other.dsn());
    assert_eq!(look.state(), Some("broken"));
    assert!(look.replication("detail").as_str().unwrap().contains("system identifiers"));
    assert!(look.failed().contains(&"postgres-standby-not-streaming/belongs".to_owned()));
}

#[test]
fn a_primary_that_follows_dr_is_measured_in_that_direction() {
    let Some(ground) = ground() else { return };
    // Failing back: the end that is configured as DR writes.
    let dr = ground.primary("back_dr", "");
    let mut primary = ground.standby(&dr, "back", "");
    dr.sql(TABLE);
    sleep(Duration::from_secs(3));
    let look = committing(&dr, || look(&primary.dsn(), &dr.dsn()));
    let of = |look: &Look, name: &str| look.replication_on(Side::Primary, name).clone();
    assert_eq!(of(&look, "state").as_str(), Some("streaming"), "{}", look.everything());
    let lag: f64 = of(&look, "lag_seconds").as_number().unwrap().to_string().parse().unwrap();
    assert!(lag < 1.0, "{lag}");
    assert!(!look.failed().iter().any(|f| f.contains("not-streaming")), "{:?}", look.failed());

    let (late, pause) = committing(&dr, || {
        sleep(Duration::from_millis(300));
        primary.sql("SELECT pg_wal_replay_pause()");
        let paused = Instant::now();
        sleep(Duration::from_secs(3));
        let late = crate::observing::look(&primary.dsn(), &dr.dsn());
        (late, paused.elapsed().as_secs_f64())
    });
    assert_eq!(of(&late, "state").as_str(), Some("paused"), "{}", late.everything());
    let lag: f64 = of(&late, "lag_seconds").as_number().unwrap().to_string().parse().unwrap();
    assert!((lag - pause).abs() < 1.0, "a lag of {lag} s after a pause of {pause} s");
    primary.sql("SELECT pg_wal_replay_resume()");

    // Cut off, nobody follows DR.
    primary.sql("ALTER SYSTEM SET primary_conninfo = ''");
    primary.sql("SELECT pg_reload_conf()");
    primary.until("it receives nothing", "SELECT count(*) FROM pg_stat_wal_receiver", "0");
    let alone = crate::observing::look(&primary.dsn(), &dr.dsn());
    assert_eq!(alone.state(), Some("promoted"), "{}", alone.everything());
    primary.stop();
}

#[test]
fn a_primary_whose_password_is_wrong_may_write() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("locked", "");
    let standby = ground.standby(&primary, "dr_locked", "");
    primary.sql("CREATE ROLE watcher LOGIN PASSWORD 'right' IN ROLE pg_monitor");
    let wrong = primary.dsn_of("watcher", "wrong");
    let look = look(&wrong, &standby.dsn());
    assert_eq!((look.state(), look.lag()), (None, None), "{}", look.everything());
    assert!(look.unassessed().iter().any(|r| r.starts_with("postgres-two-writers")));
}

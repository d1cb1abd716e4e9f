//! Connection strings in both forms, and what is refused.

use super::*;

fn read(text: &str) -> Result<Target, Trouble> {
    target(&Dsn::new(text), Duration::from_secs(5))
}

fn refusal(text: &str) -> String {
    match read(text) {
        Ok(target) => format!("read as {}", target.shown),
        Err(trouble) => trouble.detail,
    }
}

#[test]
fn both_forms_say_the_same() -> Result<(), Trouble> {
    let uri = read(
        "postgresql://who:p%40ss%20w@db.example:6432/app?sslmode=verify-full&options=-cgeqo%3Doff\n",
    )?;
    let words = read(
        "host=db.example port = 6432 user=who password='p@ss w' dbname=app sslmode=verify-full options='-cgeqo=off'",
    )?;
    assert_eq!(uri.config, words.config);
    assert_eq!(uri.config.get_password(), Some("p@ss w".as_bytes()));
    assert_eq!(uri.check, Check::Full(Roots::System));
    assert_eq!(uri.shown, "who@db.example:6432/app");
    assert_eq!(words.shown, uri.shown);
    Ok(())
}

#[test]
fn several_hosts_addresses_and_sockets_are_kept() -> Result<(), Trouble> {
    let several = read("postgres://u@a:1,b:2/x")?;
    assert_eq!(several.shown, "u@a:1,b:2/x");
    assert_eq!(read("postgresql://u@[::1]:7/x")?.shown, "u@::1:7/x");
    assert_eq!(read("postgresql://%2Frun%2Fpg/x")?.shown, "/run/pg:5432/x");
    assert_eq!(read("hostaddr=10.0.0.1 user=u")?.shown, "u@10.0.0.1:5432");
    Ok(())
}

#[test]
fn the_modes_of_libpq_are_honoured() -> Result<(), Trouble> {
    let of = |settings: &str| {
        read(&format!("host=h {settings}")).map(|t| (t.config.get_ssl_mode(), t.check))
    };
    assert_eq!(of("")?, (SslMode::Prefer, Check::Nothing));
    assert_eq!(of("sslmode=disable")?, (SslMode::Disable, Check::Nothing));
    assert_eq!(of("sslmode=require")?, (SslMode::Require, Check::Nothing));
    let file = Check::Chain(Roots::File("ca.pem".to_owned()));
    assert_eq!(of("sslmode=require sslrootcert=ca.pem")?, (SslMode::Require, file.clone()));
    assert_eq!(of("sslmode=verify-ca sslrootcert=ca.pem")?, (SslMode::Require, file));
    let system = Check::Full(Roots::System);
    assert_eq!(of("sslmode=verify-full sslrootcert=system")?, (SslMode::Require, system));
    assert!(refusal("host=h sslmode=allow").contains("verify-full: write one of them"));
    Ok(())
}

#[test]
fn what_cannot_be_honoured_is_refused_by_name() {
    assert!(refusal("host=h sslcert=x").contains("sets sslcert, which is not supported"));
    assert!(refusal("host=h gssencmode=require").contains("gssencmode=require"));
    assert!(refusal("user=u").contains("names no host"));
    assert!(refusal("host=h port=x1").contains("a wrong value for port"));
    assert!(read("host=h gssencmode=prefer application_name=x keepalives_count=3").is_ok());
}

#[test]
fn no_part_of_a_password_is_ever_shown() {
    for text in [
        "postgresql://u:hun@ter2@h/db",
        "postgresql://u:hun/ter2@h/db",
        "postgresql://u:12/ter2@h/db",
        "postgresql://u:hun?ter2@h/db",
        "postgresql://u:hun%ter2@h/db",
        "postgresql://u:hun#ter2@h:x/db",
        "host=h password=hun ter2",
        "host=h password=hun ter2=1",
        "host=h password='hunter2",
        "host=h password='hun'ter2",
        "hunter2",
        "host=h password=hunter2 port=ter2",
    ] {
        let said = refusal(text);
        assert!(!said.contains("ter2"), "{text}: {said}");
        assert!(said.contains("connection string"), "{text}: {said}");
    }
    let dsn = Dsn::new("postgresql://u:hunter2@h/db");
    assert_eq!(format!("{dsn:?}"), "Dsn(…)");
}

#[test]
fn the_time_to_connect_is_bounded() -> Result<(), Trouble> {
    let bound = |text: &str| read(text).map(|t| t.config.get_connect_timeout().copied());
    assert_eq!(bound("host=h")?, Some(Duration::from_secs(5)));
    assert_eq!(bound("host=h connect_timeout=2")?, Some(Duration::from_secs(2)));
    assert_eq!(bound("host=h connect_timeout=60")?, Some(Duration::from_secs(5)));
    Ok(())
}

//! TLS as strict as `sslmode` asks for, against a self-signed certificate and one of an authority.

use std::path::Path;
use std::process::Command;

use passmuster::model::Side;
use passmuster::sources::postgres::Limits;

use crate::cluster::Ground;
use crate::ground;
use crate::observing::{Look, look_from};

fn openssl(directory: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .current_dir(directory)
        .args(arguments.split(' '))
        .output()
        .expect("openssl runs");
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An authority's certificate in `ca.pem`, one of its for `localhost` in `own.pem`, and a
/// self-signed one for `localhost` in `self.pem`, with their keys.
fn certificates(ground: &Ground) {
    let at = ground.path();
    let new = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    openssl(at, &format!("req -x509 {new} -keyout ca.key -out ca.pem -subj /CN=authority"));
    openssl(
        at,
        &format!(
            "req -x509 {new} -keyout self.key -out self.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost"
        ),
    );
    openssl(at, &format!("req {new} -keyout own.key -out own.csr -subj /CN=localhost"));
    std::fs::write(at.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
    openssl(
        at,
        "x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out own.pem",
    );
    ground.give(&["own.key", "own.pem", "self.key", "self.pem"]);
}

fn with(ground: &Ground, port: u16, host: &str, settings: &str) -> Look {
    let dsn = format!("host={host} port={port} user=postgres dbname=postgres {settings}");
    look_from(&dsn, "host=127.0.0.1 port=1", ground.path(), &Limits::default())
}

fn is_read(look: &Look) -> bool {
    look.observed.resources.iter().any(|r| r.kind == "postgres.server")
}

#[test]
fn tls_that_is_asked_for_is_never_done_without() {
    let Some(ground) = ground() else { return };
    let plain = ground.primary("plain", "ssl = off");
    assert!(is_read(&with(&ground, plain.port, "127.0.0.1", "sslmode=prefer")));
    for mode in ["require", "verify-ca", "verify-full"] {
        let look = with(&ground, plain.port, "127.0.0.1", &format!("sslmode={mode}"));
        assert!(!is_read(&look), "{mode}");
        assert!(look.has_gap(Side::Primary, "offers no TLS"), "{:?}", look.observed.gaps);
    }
}

#[test]
fn certificates_are_checked_as_the_mode_asks() {
    let Some(ground) = ground() else { return };
    certificates(&ground);
    let place = ground.path().display().to_string();
    let secure = |name: &str, pair: &str| {
        let files =
            format!("ssl_cert_file = '{place}/{pair}.pem'\nssl_key_file = '{place}/{pair}.key'");
        ground
            .primary(name, &format!("ssl = on\n{files}\nlisten_addresses = '127.0.0.1,localhost'"))
    };
    let signed = secure("signed", "own");
    let own = secure("self_signed", "self");
    let read = |port, host: &str, settings: &str| {
        let look = with(&ground, port, host, settings);
        let read = is_read(&look);
        let refused = look.has_gap(Side::Primary, "check the server's certificate");
        assert!(read || refused, "{settings}: {:?}", look.observed.gaps);
        read
    };
    assert!(read(signed.port, "127.0.0.1", "sslmode=prefer"));
    assert!(read(signed.port, "127.0.0.1", "sslmode=require"));
    assert!(read(signed.port, "localhost", "sslmode=verify-full sslrootcert=ca.pem"));
    assert!(read(signed.port, "127.0.0.1", "sslmode=verify-ca sslrootcert=ca.pem"));
    assert!(!read(signed.port, "127.0.0.1", "sslmode=verify-full sslrootcert=ca.pem"));
    assert!(!read(signed.port, "localhost", "sslmode=verify-full sslrootcert=self.pem"));
    assert!(!read(signed.port, "localhost", "sslmode=require sslrootcert=self.pem"));
    assert!(!read(signed.port, "localhost", "sslmode=verify-full"));
    assert!(read(own.port, "localhost", "sslmode=verify-full sslrootcert=self.pem"));
    assert!(!read(own.port, "127.0.0.1", "sslmode=verify-full sslrootcert=self.pem"));
    assert!(read(own.port, "127.0.0.1", "sslmode=verify-ca sslrootcert=self.pem"));
    assert!(!read(own.port, "localhost", "sslmode=verify-full sslrootcert=ca.pem"));
    let missing = with(&ground, own.port, "localhost", "sslmode=verify-ca sslrootcert=no.pem");
    assert!(missing.has_gap(Side::Primary, "sslrootcert no.pem cannot be read"));
}

#[test]
fn passwords_are_bound_to_the_channel() {
    let Some(ground) = ground() else { return };
    certificates(&ground);
    let place = ground.path().display().to_string();
    let server = ground.primary(
        "bound",
        &format!("ssl = on\nssl_cert_file = '{place}/own.pem'\nssl_key_file = '{place}/own.key'"),
    );
    server.sql("CREATE ROLE watcher LOGIN PASSWORD 'pw' IN ROLE pg_monitor");
    let settings = "user=watcher password=pw channel_binding=require";
    assert!(is_read(&with(
        &ground,
        server.port,
        "127.0.0.1",
        &format!("{settings} sslmode=require")
    )));
    let plain = with(&ground, server.port, "127.0.0.1", &format!("{settings} sslmode=disable"));
    assert!(!is_read(&plain));
}

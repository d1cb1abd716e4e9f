//! Connection strings as libpq takes them.
//!
//! Both forms are read, `postgresql://…` and `keyword=value …`, and so are the settings of libpq
//! that the client does not know (`sslmode=verify-full`, `sslrootcert`). A keyword that cannot be
//! honoured is refused rather than passed over. A string that is not understood is never quoted:
//! any part of it may be a part of the password.
//!
//! <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING>

use std::fmt;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, SslNegotiation};

use super::trouble::{Trouble, cut};
use crate::model::Reason;

/// A connection string, which may hold a password: it is never shown.
#[derive(Clone)]
pub struct Dsn(Box<str>);

impl Dsn {
    /// Takes a connection string; space around it does not count.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Box::from(text.trim()))
    }
}

impl fmt::Debug for Dsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dsn(…)")
    }
}

/// How far a server's certificate is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Not at all: the line is encrypted, the server may be anyone.
    Nothing,
    /// Its chain must end in a trusted certificate.
    Chain(Roots),
    /// Its chain and its name.
    Full(Roots),
}

/// Which certificates are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Roots {
    /// Those of the system.
    System,
    /// Those of a file.
    File(String),
}

/// A server to connect to.
pub(super) struct Target {
    pub(super) config: Config,
    pub(super) check: Check,
    pub(super) direct: bool,
    /// User, host, port and database: what may be shown.
    pub(super) shown: String,
}

/// What the client itself understands.
const PASSED: &[&str] = &[
    "user",
    "password",
    "dbname",
    "options",
    "host",
    "hostaddr",
    "port",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "target_session_attrs",
    "channel_binding",
    "load_balance_hosts",
    "sslnegotiation",
];
/// What changes nothing for a reader.
const PASSED_OVER: &[&str] = &[
    "application_name",
    "fallback_application_name",
    "client_encoding",
    "sslcompression",
    "sslsni",
    "krbsrvname",
    "gsslib",
];
/// What would change who is trusted, and is not understood here.
const REFUSED: &[&str] = &[
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslcertmode",
    "sslcrl",
    "sslcrldir",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "passfile",
    "service",
    "servicefile",
    "requirepeer",
    "require_auth",
    "gssdelegation",
    "replication",
];

type Settings = Vec<(String, String)>;

fn wrong(detail: impl Into<String>) -> Trouble {
    Trouble::new(Reason::Unreadable, detail)
}

fn unclear() -> Trouble {
    wrong(
        "the connection string is not understood: write postgresql://user:password@host:port/dbname with every character of the password that is no letter or digit percent-encoded, or host=… user=… password='…'",
    )
}

/// Reads a connection string; `longest` bounds the time to connect.
pub(super) fn target(dsn: &Dsn, longest: Duration) -> Result<Target, Trouble> {
    let settings = match dsn.0.strip_prefix("postgresql://").or(dsn.0.strip_prefix("postgres://")) {
        Some(rest) => uri(rest)?,
        None => keywords(&dsn.0)?,
    };
    let mut mode = "prefer".to_owned();
    let mut roots = None;
    let mut known: Settings = Vec::new();
    for (name, value) in settings {
        match name.as_str() {
            "sslmode" => mode = value,
            "sslrootcert" => roots = Some(value),
            "gssencmode" if value == "require" => {
                return Err(wrong("gssencmode=require is not supported: use TLS"));
            }
            "gssencmode" => {}
            other if PASSED_OVER.contains(&other) => {}
            other if REFUSED.contains(&other) => {
                return Err(wrong(format!(
                    "the connection string sets {other}, which is not supported: leave it out"
                )));
            }
            other => {
                let other = if other == "keepalives_count" { "keepalives_retries" } else { other };
                if !PASSED.contains(&other) {
                    return Err(unclear());
                }
                // As in libpq, the last of several wins.
                known.retain(|(n, _)| n != other);
                known.push((other.to_owned(), value));
            }
        }
    }
    let (ssl_mode, check) = tls(&mode, roots)?;
    let mut config: Config =
        rendered(&known).parse().map_err(|e: tokio_postgres::Error| refused(&e))?;
    if config.get_hosts().is_empty() {
        // The address is the name that a certificate is checked against.
        for address in config.get_hostaddrs().to_vec() {
            config.host(address.to_string());
        }
    }
    if config.get_hosts().is_empty() {
        return Err(wrong("the connection string names no host: add one"));
    }
    // As in libpq, there is no TLS on a socket of the same machine.
    let local = config.get_hosts().iter().all(|h| matches!(h, Host::Unix(_)));
    let ssl_mode = if local { SslMode::Disable } else { ssl_mode };
    let timeout = config.get_connect_timeout().map_or(longest, |t| longest.min(*t));
    config.ssl_mode(ssl_mode).application_name("passmuster").connect_timeout(timeout);
    let direct = config.get_ssl_negotiation() == SslNegotiation::Direct;
    Ok(Target { check, direct, shown: shown(&config), config })
}

/// The client names the keyword whose value is wrong, never the value.
fn refused(error: &tokio_postgres::Error) -> Trouble {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match PASSED.iter().find(|name| cause.contains(&format!("`{name}`"))) {
        Some(name) => wrong(format!("the connection string has a wrong value for {name}")),
        None => unclear(),
    }
}

fn tls(mode: &str, roots: Option<String>) -> Result<(SslMode, Check), Trouble> {
    let of = |roots: Option<String>| match roots {
        None => Roots::System,
        Some(name) if name == "system" => Roots::System,
        Some(file) => Roots::File(file),
    };
    Ok(match mode {
        "disable" => (SslMode::Disable, Check::Nothing),
        "prefer" => (SslMode::Prefer, Check::Nothing),
        // With certificates at hand libpq checks the chain here too.
        "require" => match roots {
            None => (SslMode::Require, Check::Nothing),
            some => (SslMode::Require, Check::Chain(of(some))),
        },
        "verify-ca" => (SslMode::Require, Check::Chain(of(roots))),
        "verify-full" => (SslMode::Require, Check::Full(of(roots))),
        _ => {
            return Err(wrong(
                "sslmode is none of disable, prefer, require, verify-ca, verify-full: write one of them",
            ));
        }
    })
}

fn shown(config: &Config) -> String {
    let ports = config.get_ports();
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5432);
    let mut hosts: Vec<String> = Vec::new();
    for (at, host) in config.get_hosts().iter().enumerate() {
        let name = match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        };
        hosts.push(format!("{name}:{}", port(at)));
    }
    let user = config.get_user().map_or_else(String::new, |u| format!("{u}@"));
    let database = config.get_dbname().map_or_else(String::new, |d| format!("/{d}"));
    cut(&format!("{user}{}{database}", hosts.join(",")))
}

/// The settings in the form that the client reads.
fn rendered(settings: &Settings) -> String {
    let one = |(name, value): &(String, String)| {
        format!("{name}='{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
    };
    settings.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// `user:password@host:port,host:port/dbname?keyword=value&…`, after the scheme.
fn uri(rest: &str) -> Result<Settings, Trouble> {
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = place.split_once('/').unwrap_or((place, ""));
    // A password with one of these in it would else be taken for host or database, and be shown.
    if authority.matches('@').count() > 1 || database.contains(['@', '/']) {
        return Err(unclear());
    }
    let mut settings = Settings::new();
    let mut set = |name: &str, value: &str| -> Result<(), Trouble> {
        if !value.is_empty() {
            settings.push((name.to_owned(), decoded(value)?));
        }
        Ok(())
    };
    let (login, hosts) = authority.split_once('@').unwrap_or(("", authority));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    set("user", user)?;
    set("password", password)?;
    let (mut names, mut ports) = (Vec::new(), Vec::new());
    for host in hosts.split(',').filter(|_| !hosts.is_empty()) {
        let (name, port) = match host.strip_prefix('[').map(|h| h.split_once(']')) {
            Some(Some((address, after))) => (address, after.strip_prefix(':').unwrap_or(after)),
            Some(None) => return Err(unclear()),
            None => host.split_once(':').unwrap_or((host, "")),
        };
        names.push(name);
        ports.push(port);
    }
    set("host", &names.join(","))?;
    if ports.iter().any(|p| !p.is_empty()) {
        set("port", &ports.join(","))?;
    }
    set("dbname", database)?;
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or_else(unclear)?;
        match (name, value) {
            // As older drivers write it.
            ("ssl", "true") => settings.push(("sslmode".to_owned(), "require".to_owned())),
            _ => settings.push((decoded(name)?, decoded(value)?)),
        }
    }
    Ok(settings)
}

fn decoded(text: &str) -> Result<String, Trouble> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%' {
            let hex = text.get(at + 1..at + 3).ok_or_else(unclear)?;
            out.push(u8::from_str_radix(hex, 16).map_err(|_| unclear())?);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(out).map_err(|_| unclear())
}

/// `keyword=value keyword='value with \' and spaces'`.
fn keywords(text: &str) -> Result<Settings, Trouble> {
    let mut settings = Settings::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or_else(unclear)?;
        let name = name.trim_end();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(unclear());
        }
        let after = after.trim_start();
        let quoted = after.starts_with('\'');
        let mut value = String::new();
        let mut characters = after.char_indices().skip(usize::from(quoted));
        let mut end = None;
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => value.push(characters.next().ok_or_else(unclear)?.1),
                '\'' if quoted => {
                    end = Some(at + 1);
                    break;
                }
                c if !quoted && c.is_whitespace() => {
                    end = Some(at);
                    break;
                }
                c => value.push(c),
            }
        }
        let end = match end {
            Some(end) => end,
            None if quoted => return Err(unclear()),
            None => after.len(),
        };
        settings.push((name.to_owned(), value));
        rest = after.get(end..).unwrap_or_default();
        if quoted && !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return Err(unclear());
        }
        rest = rest.trim_start();
    }
    Ok(settings)
}

#[cfg(test)]
mod tests;

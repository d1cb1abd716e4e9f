//! Why a server could not be read, in the words of a gap.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::SqlState;

use crate::model::Reason;

/// Characters of a server's message that are kept.
const LONGEST: usize = 200;

/// What stood between us and a fact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub(super) struct Trouble {
    /// The kind of obstacle.
    pub(super) reason: Reason,
    /// One sentence with the mend, without a full stop and without secrets.
    pub(super) detail: String,
}

impl Trouble {
    pub(super) fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }

    /// The obstacle behind an error of the client; `server` is how the server is shown.
    pub(super) fn of(error: &tokio_postgres::Error, server: &str) -> Self {
        if let Some(said) = error.as_db_error() {
            return told(said.code(), &cut(said.message()), server);
        }
        // The client keeps the kinds of its errors to itself, and tells them by their text.
        let kind = error.to_string();
        let cause = error.source().map(ToString::to_string).map(|c| cut(&c)).unwrap_or_default();
        let io = error.source().and_then(|s| s.downcast_ref::<io::Error>());
        if kind.contains("TLS") {
            return Self::new(Reason::Unreachable, tls(&cause, server));
        }
        if kind.contains("authentication") || cause.contains("password missing") {
            let detail = format!(
                "{server} asks for a proof of identity that cannot be given ({cause}): put the password into the connection string"
            );
            return Self::new(Reason::Denied, detail);
        }
        if kind.contains("timeout") || io.is_some_and(|e| e.kind() == io::ErrorKind::TimedOut) {
            return Self::timed_out(server);
        }
        if kind.contains("parsing") || kind.contains("unexpected message") {
            return Self::foreign(server);
        }
        if kind.contains("connecting") {
            let detail = format!(
                "{server} cannot be reached ({cause}): check that the server runs, its address and the firewall"
            );
            return Self::new(Reason::Unreachable, detail);
        }
        // What came has no shape, or ended in the middle of one.
        let shapeless = [
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::Other,
            io::ErrorKind::InvalidData,
            io::ErrorKind::InvalidInput,
        ];
        if io.is_some_and(|e| shapeless.contains(&e.kind())) {
            return Self::foreign(server);
        }
        let detail = format!(
            "the connection to {server} broke off ({}): check that the server still runs, and try again",
            if cause.is_empty() { kind } else { cause }
        );
        Self::new(Reason::Unreachable, detail)
    }

    /// Nothing came in time.
    pub(super) fn timed_out(server: &str) -> Self {
        let detail = format!(
            "{server} did not answer in time: check the server's load, its address and the firewall"
        );
        Self::new(Reason::TimedOut, detail)
    }

    /// What answers is something else.
    pub(super) fn foreign(server: &str) -> Self {
        let detail = format!(
            "what answers at {server} does not speak PostgreSQL's protocol: check host and port"
        );
        Self::new(Reason::Unreadable, detail)
    }
}

/// What the server itself says.
fn told(code: &SqlState, message: &str, server: &str) -> Trouble {
    let refused = [
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        SqlState::INSUFFICIENT_PRIVILEGE,
    ];
    let not_now = [
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::TOO_MANY_CONNECTIONS,
    ];
    if refused.contains(code) {
        let mend = match *code {
            SqlState::INVALID_PASSWORD => "check user and password of the connection string",
            SqlState::INSUFFICIENT_PRIVILEGE => "grant pg_monitor to the role that looks",
            _ => "check the role and the server's pg_hba.conf",
        };
        return Trouble::new(Reason::Denied, format!("{server} refuses: {message}: {mend}"));
    }
    if not_now.contains(code) {
        let detail = format!("{server} takes no connections now: {message}: try again");
        return Trouble::new(Reason::Unreachable, detail);
    }
    if *code == SqlState::QUERY_CANCELED {
        return Trouble::timed_out(server);
    }
    if *code == SqlState::INVALID_CATALOG_NAME {
        let detail = format!("{server} refuses: {message}: check dbname");
        return Trouble::new(Reason::Unreadable, detail);
    }
    let detail = format!("{server} answers with an error ({}): {message}", cut(code.code()));
    Trouble::new(Reason::Unreadable, detail)
}

fn tls(cause: &str, server: &str) -> String {
    if cause.contains("does not support TLS") {
        return format!(
            "{server} offers no TLS, and sslmode asks for it: set ssl = on at the server, or another sslmode"
        );
    }
    format!(
        "no TLS with {server} ({cause}): check the server's certificate against sslrootcert and sslmode"
    )
}

/// Messages of servers may hold anything, at any length.
pub(super) fn cut(message: &str) -> String {
    let plain = message.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut line: String = plain.clone().take(LONGEST).collect();
    if plain.count() > LONGEST {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_one_short_line() {
        assert_eq!(cut("a\u{1b}[31m\nb"), "a [31m b");
        assert_eq!(cut(&"é".repeat(500)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn what_the_server_says_has_a_reason_and_a_mend() {
        let denied = told(&SqlState::INVALID_PASSWORD, "no", "db:5432");
        assert_eq!(denied.reason, Reason::Denied);
        assert!(denied.detail.contains("password of the connection string"), "{denied}");
        assert_eq!(told(&SqlState::QUERY_CANCELED, "", "db").reason, Reason::TimedOut);
        assert_eq!(told(&SqlState::CANNOT_CONNECT_NOW, "", "db").reason, Reason::Unreachable);
    }
}

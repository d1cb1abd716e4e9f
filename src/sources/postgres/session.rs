//! A session that only reads.

use std::path::Path;

use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant, timeout};
use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use super::Limits;
use super::dsn::{self, Dsn};
use super::lsn::Lsn;
use super::tls;
use super::trouble::{Trouble, cut};

/// A connection to a server.
pub(super) struct Session {
    client: Client,
    driver: JoinHandle<()>,
    /// How the server is shown.
    pub(super) shown: String,
    patience: Duration,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// A row of an answer. A column that is not there reads as null.
pub(super) struct Row(SimpleQueryRow);

impl Row {
    fn raw(&self, name: &str) -> Option<&str> {
        self.0.try_get(name).ok().flatten()
    }

    /// A text. What a server says may be of any length: the first part is kept.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.raw(name).map(cut)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.raw(name)? {
            "t" | "on" | "true" => Some(true),
            "f" | "off" | "false" => Some(false),
            _ => None,
        }
    }

    pub(super) fn whole(&self, name: &str) -> Option<i64> {
        self.raw(name)?.parse().ok()
    }

    pub(super) fn seconds(&self, name: &str) -> Option<f64> {
        self.raw(name)?.parse::<f64>().ok().filter(|s| s.is_finite())
    }

    pub(super) fn lsn(&self, name: &str) -> Option<Lsn> {
        Lsn::parse(self.raw(name)?)
    }
}

/// An answer, with the moments between which the server made it.
pub(super) struct Answer {
    /// The rows of each statement.
    pub(super) results: Vec<Vec<Row>>,
    pub(super) asked: Instant,
    pub(super) told: Instant,
}

impl Session {
    /// Connects. The session can change nothing, whatever the role may do, and what others have
    /// put into the database's schemas is not found by its queries.
    pub(super) async fn open(
        dsn: &Dsn,
        directory: &Path,
        limits: &Limits,
    ) -> Result<Self, Trouble> {
        let target = dsn::target(dsn, limits.connect)?;
        let connector = tls::connector(&target.check, target.direct, directory)?;
        let shown = target.shown;
        let connected = timeout(limits.connect, target.config.connect(connector)).await;
        let (client, connection) = match connected {
            Err(_) => return Err(Trouble::timed_out(&shown)),
            Ok(Err(error)) => return Err(Trouble::of(&error, &shown)),
            Ok(Ok(both)) => both,
        };
        let driver = tokio::spawn(async move {
            // An error of the connection reaches whoever asks next.
            let _ = connection.await;
        });
        let session = Self { client, driver, shown, patience: limits.statement };
        let milliseconds = limits.statement.as_millis();
        session
            .ask(&format!(
                "SET default_transaction_read_only = on; SET search_path = pg_catalog; \
                 SET standard_conforming_strings = on; \
                 SET statement_timeout = {milliseconds}; SET lock_timeout = {milliseconds}; \
                 SET extra_float_digits = 3"
            ))
            .await?;
        Ok(session)
    }

    /// Asks, in text: the answers of all versions are read alike.
    pub(super) async fn ask(&self, sql: &str) -> Result<Answer, Trouble> {
        let asked = Instant::now();
        // The server's own limit comes first, unless the network is gone.
        let patience = self.patience + Duration::from_secs(1);
        let messages = match timeout(patience, self.client.simple_query(sql)).await {
            Err(_) => return Err(Trouble::timed_out(&self.shown)),
            Ok(Err(error)) => return Err(Trouble::of(&error, &self.shown)),
            Ok(Ok(messages)) => messages,
        };
        let told = Instant::now();
        let mut results = vec![Vec::new()];
        for message in messages {
            match (message, results.last_mut()) {
                (SimpleQueryMessage::Row(row), Some(rows)) => rows.push(Row(row)),
                (SimpleQueryMessage::CommandComplete(_), _) => results.push(Vec::new()),
                _ => {}
            }
        }
        Ok(Answer { results, asked, told })
    }
}

//! Notices to servers on this machine: what they get, and what happens when they fail.

mod exchanges;
mod program;
mod server;
mod tls;

use std::time::Duration;

use passmuster::app::{Channel, Destination, Hidden, Timing, notify};
use passmuster::finding::{AuditReport, Fleet};

use server::Server;

/// What no message may hold.
const SECRET: &str = "planted-secret-do-not-leak";

/// Times that a test can wait for.
fn short() -> Timing {
    let milliseconds = Duration::from_millis;
    Timing {
        connect: milliseconds(500),
        one_try: milliseconds(700),
        whole: milliseconds(3_000),
        pauses: vec![milliseconds(10), milliseconds(20)],
        longest_pause: milliseconds(300),
    }
}

fn fleet() -> Fleet {
    let report = AuditReport {
        app: "shop".to_owned(),
        job: "audit".to_owned(),
        assessed_at: "2026-11-25T06:00:00Z".to_owned(),
        ..AuditReport::default()
    };
    Fleet::from(report)
}

fn destination(channel: Channel, url: &str) -> Destination {
    Destination {
        channel,
        variable: "SHOP_URL".to_owned(),
        url: Hidden::new(url.to_owned()),
        token: Some(Hidden::new(format!("token-{SECRET}"))),
        secret: Some(Hidden::new(format!("key-{SECRET}"))),
    }
}

/// Sends one notice; gives what went wrong, which never holds a secret.
fn sent(channel: Channel, server: &Server) -> Vec<String> {
    let url = format!("{}/hooks/{SECRET}", server.url());
    let problems = notify(&[destination(channel, &url)], &fleet(), 0, None, &short());
    let said = format!("{problems:?}");
    assert!(!said.contains(SECRET) && !said.contains("/hooks"), "{said}");
    problems
}

//! Notices are sent elsewhere once the report is finished.
//!
//! Addresses, tokens and keys are secrets: nothing here shows more of them than a host.

#[cfg(feature = "notify")]
mod live;
#[cfg(not(feature = "notify"))]
mod without;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use crate::finding::Fleet;
use crate::report::notice;

#[cfg(feature = "notify")]
use live::{host, send};
#[cfg(not(feature = "notify"))]
use without::{host, send};

/// Whether this build can send notices.
pub const CAN_NOTIFY: bool = cfg!(feature = "notify");

/// What takes a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A Slack-compatible incoming webhook.
    Slack,
    /// A webhook of one's own that takes JSON.
    Webhook,
}

impl Channel {
    /// All.
    pub const ALL: [Self; 2] = [Self::Slack, Self::Webhook];

    /// The word on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Webhook => "webhook",
        }
    }
}

/// A text that is never shown.
#[derive(Clone, Default)]
pub struct Hidden(
    #[cfg_attr(not(feature = "notify"), expect(dead_code, reason = "only a client reads it"))]
    String,
);

impl Hidden {
    /// Hides a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    #[cfg(feature = "notify")]
    fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Where one notice goes.
#[derive(Clone, Debug)]
pub struct Destination {
    /// What takes it.
    pub channel: Channel,
    /// The variable that holds the address, for messages.
    pub variable: String,
    /// The address.
    pub url: Hidden,
    /// Sent as `Authorization: Bearer`.
    pub token: Option<Hidden>,
    /// Signs the body: `X-Passmuster-Signature: sha256=` and the HMAC-SHA256 in hexadecimal
    /// digits.
    pub secret: Option<Hidden>,
}

impl Destination {
    /// Whether the address may be used: `https`, or `http` to this machine.
    ///
    /// # Errors
    ///
    /// Why not, without the address.
    pub fn check(&self) -> Result<(), String> {
        host(&self.url).map(|_| ()).map_err(|why| format!("{} {why}", self.variable))
    }
}

/// How long sending may take.
#[derive(Clone, Debug)]
pub struct Timing {
    /// Until there is a connection.
    pub connect: Duration,
    /// One try, with its connection.
    pub one_try: Duration,
    /// All tries and pauses of one notice.
    pub whole: Duration,
    /// The pauses between the tries; there is one try more than pauses.
    pub pauses: Vec<Duration>,
    /// The longest pause that an answer may ask for.
    pub longest_pause: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(5),
            one_try: seconds(10),
            whole: seconds(40),
            pauses: vec![seconds(1), seconds(3)],
            longest_pause: seconds(10),
        }
    }
}

/// Sends a notice of the reports to each destination, one after the other. `rule_errors` is how
/// many rules could not be evaluated; certificates in the PEM file `ca_bundle` are trusted besides
/// the system's. Gives what went wrong, without secrets.
#[must_use]
pub fn notify(
    destinations: &[Destination],
    fleet: &Fleet,
    rule_errors: usize,
    ca_bundle: Option<&Path>,
    timing: &Timing,
) -> Vec<String> {
    let one = |destination: &Destination| {
        let body = match destination.channel {
            Channel::Slack => notice::slack(fleet, rule_errors),
            Channel::Webhook => notice::webhook(fleet, rule_errors),
        };
        let sent = send(destination, &body, ca_bundle, timing);
        sent.err().map(|why| {
            let place = host(&destination.url).map_or(String::new(), |host| format!(" ({host})"));
            let kind = destination.channel.name();
            format!("no {kind} notice to the address in {}{place}: {why}", destination.variable)
        })
    };
    destinations.iter().filter_map(one).collect()
}

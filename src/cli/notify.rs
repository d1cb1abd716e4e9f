//! Notices, on the command line.

use std::path::Path;

use clap::Args;

use super::diagnostics;
use super::output::Terminal;
use crate::app::{CAN_NOTIFY, Channel, Destination, Failure, Hidden, Timing, notify};
use crate::finding::Fleet;

/// Where notices go.
#[derive(Debug, Args)]
pub(super) struct NotifyArgs {
    /// Send a notice when the report is written: slack or webhook; may be given several times.
    /// The address comes from PASSMUSTER_SLACK_URL or PASSMUSTER_WEBHOOK_URL, or from the
    /// environment variable that is named.
    #[arg(long, value_name = "KIND[=VARIABLE]")]
    notify: Vec<String>,
}

/// Notices that are to be sent.
pub(super) struct Notices(Vec<Destination>);

impl NotifyArgs {
    /// Reads the addresses from the environment, before anything is collected. What cannot be
    /// used is said, and changes nothing else.
    ///
    /// # Errors
    ///
    /// A malformed argument. What was written is not repeated: it may be an address.
    pub(super) fn prepare(&self, terminal: Terminal) -> Result<Notices, Failure> {
        let mut parsed = Vec::new();
        for text in &self.notify {
            parsed.push(target(text)?);
        }
        if !parsed.is_empty() && !CAN_NOTIFY {
            return Err(Failure::Usage(
                "--notify: this build sends no notices; build with the feature notify".to_owned(),
            ));
        }
        let mut destinations = Vec::new();
        for (channel, variable) in parsed {
            match destination(channel, variable) {
                Ok(destination) => destinations.push(destination),
                Err(why) => {
                    let line = format!("{why}; no {} notice will be sent", channel.name());
                    diagnostics::say("warning", &line, terminal);
                }
            }
        }
        Ok(Notices(destinations))
    }
}

impl Notices {
    /// Sends them. The report stands whether or not anybody was told.
    pub(super) fn send(
        &self,
        fleet: &Fleet,
        rule_errors: usize,
        ca_bundle: Option<&Path>,
        terminal: Terminal,
    ) {
        for problem in notify(&self.0, fleet, rule_errors, ca_bundle, &Timing::default()) {
            diagnostics::say("warning", &problem, terminal);
        }
    }
}

fn target(text: &str) -> Result<(Channel, String), Failure> {
    let (kind, variable) = text.split_once('=').map_or((text, None), |(k, v)| (k, Some(v)));
    let channel = Channel::ALL.into_iter().find(|c| c.name() == kind).ok_or_else(|| {
        Failure::Usage("--notify takes slack or webhook, with =VARIABLE or without".to_owned())
    })?;
    let usual = match channel {
        Channel::Slack => "PASSMUSTER_SLACK_URL",
        Channel::Webhook => "PASSMUSTER_WEBHOOK_URL",
    };
    let variable = variable.unwrap_or(usual);
    let plain = variable.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if variable.is_empty() || !plain || variable.starts_with(|c: char| c.is_ascii_digit()) {
        let kind = channel.name();
        return Err(Failure::Usage(format!(
            "--notify {kind}=VARIABLE takes the name of an environment variable, not an address"
        )));
    }
    Ok((channel, variable.to_owned()))
}

fn destination(channel: Channel, variable: String) -> Result<Destination, String> {
    let set = |name: &str| match std::env::var(name) {
        Ok(value) => Ok(Some(value.trim().to_owned()).filter(|v| !v.is_empty()).map(Hidden::new)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8")),
    };
    let url = set(&variable)?.ok_or_else(|| format!("{variable} is not set"))?;
    let (token, secret) = match channel {
        Channel::Slack => (None, None),
        Channel::Webhook => (set("PASSMUSTER_WEBHOOK_TOKEN")?, set("PASSMUSTER_WEBHOOK_SECRET")?),
    };
    let destination = Destination { channel, variable, url, token, secret };
    destination.check()?;
    Ok(destination)
}

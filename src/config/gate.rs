//! The `gate` block: how fresh facts must be, when lag matters, who fails over, and which
//! unassessed rules are accepted.

use super::read::Reader;
use crate::assess::Acceptance;
use crate::lang::{Block, Span};
use crate::model::{Arn, Text};

/// How old a fact may be unless the configuration says otherwise, in seconds.
pub const MAX_AGE_SECONDS: u64 = 15 * 60;
/// How long the worst lag is looked for unless the configuration says otherwise, in seconds.
pub const LAG_WINDOW_SECONDS: u64 = 15 * 60;
/// CloudWatch keeps points of a minute for 15 days; more than a day is no picture of now.
const LONGEST_WINDOW_SECONDS: u64 = 24 * 60 * 60;

/// The `gate` block of an app.
#[derive(Clone, Debug)]
pub struct GateConfig {
    /// How old a fact may be, in seconds; older ones are unknown.
    pub max_age_seconds: u64,
    /// How far back the worst lag is looked for, in seconds.
    pub lag_window_seconds: u64,
    /// How long people take to decide, in seconds.
    pub decision_seconds: Option<u64>,
    /// The role that carries out the failover.
    pub failover_role: Option<Text>,
    /// From which lag on it matters.
    pub lag: LagThresholds,
    /// Rules whose unassessed checks are accepted.
    pub accepted: Vec<Acceptance>,
    /// Where each acceptance names its rule.
    pub(super) accepted_at: Vec<Span>,
}

impl Default for GateConfig {
    fn default() -> Self {
        Self {
            max_age_seconds: MAX_AGE_SECONDS,
            lag_window_seconds: LAG_WINDOW_SECONDS,
            decision_seconds: None,
            failover_role: None,
            lag: LagThresholds::default(),
            accepted: Vec::new(),
            accepted_at: Vec::new(),
        }
    }
}

/// From which replication lag on it matters, in seconds; `None` leaves the rules' own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LagThresholds {
    /// DR is ready with warnings.
    pub warning_seconds: Option<u64>,
    /// DR is degraded.
    pub critical_seconds: Option<u64>,
    /// DR is not ready.
    pub emergency_seconds: Option<u64>,
}

impl Reader<'_> {
    pub(super) fn gate(&mut self, block: &Block) -> GateConfig {
        let body = &block.body;
        self.known(body, "file app gate", "gate");
        let mut gate = GateConfig::default();
        if let Some(seconds) = self.duration(body, "max_age") {
            gate.max_age_seconds = seconds;
        }
        if let Some(seconds) = self.duration(body, "lag_window") {
            gate.lag_window_seconds = seconds;
            if !(60..=LONGEST_WINDOW_SECONDS).contains(&seconds) {
                let span = body.attribute("lag_window").map_or(block.span, |a| a.name_span);
                self.report(
                    span,
                    "lag_window is too short or too long".to_owned(),
                    Some("write a duration between 1m and 1d".to_owned()),
                );
            }
        }
        gate.decision_seconds = self.duration(body, "decision_time");
        if let Some((text, span)) = self.text(body, "failover_role") {
            let role = Arn::parse(&text).is_some_and(|a| {
                a.service == "iam"
                    && a.parsed_account().is_some()
                    && a.resource.starts_with("role/")
            });
            if !role {
                let message = format!("{:?} is no ARN of a role", text.as_str());
                let mend = "write arn:aws:iam::ACCOUNT:role/NAME".to_owned();
                self.report(span, message, Some(mend));
            }
            gate.failover_role = Some(text);
        }
        if let Some(lag) = self.single(body, "lag", false, block) {
            self.lag(lag, &mut gate);
        }
        for accept in body.blocks_of("accept") {
            self.known(&accept.body, "file app gate accept", "accept");
            if accept.body.attribute("until").is_none() {
                let mend = Some("add until = \"2027-01-31\": an acceptance ends".to_owned());
                self.report(accept.kind_span, "until is missing".to_owned(), mend);
            }
            let Some(rule) = self.labels(accept, 1, 1).into_iter().next() else { continue };
            gate.accepted.push(Acceptance {
                rule,
                reason: self.needed(accept, "reason"),
                owner: self.needed(accept, "owner"),
                until: self.day(accept, "until").unwrap_or_default(),
                origin: self.origin(accept.span),
            });
            gate.accepted_at.push(accept.labels.first().map_or(accept.kind_span, |l| l.span));
        }
        gate
    }

    fn lag(&mut self, block: &Block, gate: &mut GateConfig) {
        let body = &block.body;
        self.known(body, "file app gate lag", "lag");
        gate.lag = LagThresholds {
            warning_seconds: self.duration(body, "warning"),
            critical_seconds: self.duration(body, "critical"),
            emergency_seconds: self.duration(body, "emergency"),
        };
        let given = [
            gate.lag.warning_seconds.unwrap_or(5),
            gate.lag.critical_seconds.unwrap_or(30),
            gate.lag.emergency_seconds.unwrap_or(300),
        ];
        if !given.is_sorted_by(|a, b| a < b) {
            self.report(
                block.kind_span,
                "warning, critical and emergency must grow".to_owned(),
                Some("the defaults are 5s, 30s and 300s".to_owned()),
            );
        }
    }
}

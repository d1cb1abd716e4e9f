//! What a runbook is made of.

use std::fmt;

use super::line::Line;
use crate::finding::Step;
use crate::model::{Address, Region, Site, Text};

/// Which way the estate goes, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The primary region is lost: DR takes over with what has arrived there.
    Failover,
    /// DR takes over in peace: nothing is lost.
    Switchover,
    /// After a failover: the old primary is rebuilt and takes over again.
    Failback,
}

impl Direction {
    /// The word of the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failover => "failover",
            Self::Switchover => "switchover",
            Self::Failback => "failback",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is decided outside.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// When the runbook is written, in RFC 3339.
    pub made_at: Text,
    /// Our version.
    pub version: Text,
    /// Who is whose counterpart, primary first, where that was found out already.
    pub pairs: Vec<[Address; 2]>,
    /// The labels of the self-managed PostgreSQL pairs.
    pub postgres: Vec<Text>,
}

/// Something without which the runbook is not complete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// What is not known or not there.
    pub what: String,
    /// What would mend it.
    pub mend: String,
    /// It is known not to be there, so that no call is made on it.
    pub absent: bool,
}

/// A failover, switchover or failback of one estate, in commands.
#[derive(Clone, Debug)]
pub struct Runbook {
    /// Which way.
    pub direction: Direction,
    /// The application.
    pub app: Text,
    /// When it was written, in RFC 3339.
    pub made_at: Text,
    /// Our version.
    pub version: Text,
    /// From what it was written, one line each.
    pub sources: Vec<String>,
    /// The primary and the DR site.
    pub sites: [Site; 2],
    /// Whether the sides lie in two accounts, so that each needs a CLI profile.
    pub two_accounts: bool,
    /// Who is where: what it is, in primary, in DR.
    pub inventory: Vec<[String; 3]>,
    /// The phases in their order.
    pub phases: Vec<Phase>,
    /// What a person must know.
    pub notes: Vec<String>,
    /// What is lacking; the script does not start with any.
    pub missing: Vec<Missing>,
}

/// One step of the way.
#[derive(Clone, Debug)]
pub struct Phase {
    /// The step of a failover that it is, or prepares.
    pub step: Step,
    /// Its word on the script's command line.
    pub name: &'static str,
    /// What is done in it.
    pub title: String,
    /// How long it may take within the recovery time; `None` where that does not count.
    pub budget_seconds: Option<u32>,
    /// What is done, in order.
    pub commands: Vec<Command>,
    /// What a person must know of it.
    pub notes: Vec<String>,
    /// What a person types before it begins, one after another; yes without any.
    pub confirm: Vec<String>,
    /// Whether there is no way back after it.
    pub point_of_no_return: bool,
    /// Whether it deletes data, so that a general consent does not cover it.
    pub destroys: bool,
}

/// One command with what is expected of it.
#[derive(Clone, Debug)]
pub struct Command {
    /// Why it is given.
    pub purpose: String,
    /// The command.
    pub line: Line,
    /// The IAM actions that it needs and the ARNs that it needs them on; empty for one that only
    /// reads.
    pub grants: Vec<(&'static str, String)>,
    /// What it prints or does when all is well.
    pub expected: String,
    /// The variable that keeps what it prints.
    pub keeps: Option<&'static str>,
    /// Seconds after which it is given up.
    pub limit_seconds: u32,
    /// Whether the way goes on when it fails.
    pub best_effort: bool,
    /// Where one of these holds, the command is left out.
    pub unless: Vec<Check>,
    /// What must hold after it.
    pub verify: Vec<Check>,
    /// What undoes it.
    pub rollback: Vec<Line>,
    /// Whether it is the point of no return: what was done before is not taken back after it.
    pub crosses: bool,
}

impl Command {
    /// A command that changes nothing.
    #[must_use]
    pub fn read(purpose: impl Into<String>, line: Line, expected: impl Into<String>) -> Self {
        Self {
            purpose: purpose.into(),
            line,
            grants: Vec::new(),
            expected: expected.into(),
            keeps: None,
            limit_seconds: 60,
            best_effort: false,
            unless: Vec::new(),
            verify: Vec::new(),
            rollback: Vec::new(),
            crosses: false,
        }
    }

    /// A command that changes something, with the actions that it needs.
    #[must_use]
    pub fn change(
        purpose: impl Into<String>,
        line: Line,
        expected: impl Into<String>,
        grants: Vec<(&'static str, String)>,
    ) -> Self {
        Self { grants, ..Self::read(purpose, line, expected) }
    }

    /// Whether what it prints is looked at by its own verification, so that giving it once is
    /// enough.
    #[must_use]
    pub fn is_only_verified(&self) -> bool {
        self.grants.is_empty() && self.verify.iter().any(|check| check.line == self.line)
    }

    /// The same, and this must hold after it.
    #[must_use]
    pub fn then(mut self, check: Check) -> Self {
        self.verify.push(check);
        self
    }

    /// The same, undone by this.
    #[must_use]
    pub fn undone_by(mut self, line: Option<Line>) -> Self {
        self.rollback.extend(line);
        self
    }

    /// The same, left out where this holds.
    #[must_use]
    pub fn unless(mut self, check: Check) -> Self {
        self.unless.push(check);
        self
    }

    /// The same, as the point of no return.
    #[must_use]
    pub const fn crossing(mut self) -> Self {
        self.crosses = true;
        self
    }

    /// The same, given up after so long.
    #[must_use]
    pub const fn within(mut self, seconds: u32) -> Self {
        self.limit_seconds = seconds;
        self
    }

    /// The same, and the way goes on when it fails; what must hold after it is not waited for.
    #[must_use]
    pub fn tried(mut self) -> Self {
        self.best_effort = true;
        self.verify.clear();
        self
    }
}

/// What the output of a command must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// This text.
    Is(String),
    /// A number, at least this.
    AtLeast(u64),
    /// A number, at most this.
    AtMost(u64),
}

impl Want {
    /// The test's word in the script.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Is(_) => "is",
            Self::AtLeast(_) => "at-least",
            Self::AtMost(_) => "at-most",
        }
    }

    /// What is wanted.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Is(text) => text.clone(),
            Self::AtLeast(n) | Self::AtMost(n) => n.to_string(),
        }
    }
}

/// Something that must hold, now or within a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What it is, in words.
    pub what: String,
    /// The command whose output tells.
    pub line: Line,
    /// What the output must be.
    pub want: Want,
    /// Seconds within which it must come to hold.
    pub within_seconds: u32,
}

impl Check {
    /// A check of a command's output.
    #[must_use]
    pub fn new(what: impl Into<String>, line: Line, want: Want, within_seconds: u32) -> Self {
        Self { what: what.into(), line, want, within_seconds }
    }
}

/// A changing call of a failover, switchover or failback, as the failover role needs it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The step that makes it.
    pub step: Step,
    /// The IAM action.
    pub action: &'static str,
    /// The ARN that it is made on; `*` where there is none to name.
    pub resource_arn: String,
    /// The region that it is sent to.
    pub region: Region,
}

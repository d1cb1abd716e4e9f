//! Why a value is not known, and what is known of it all the same.

use super::{Address, Text};

/// A value that could not be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The kind of obstacle.
    pub reason: Reason,
    /// One sentence for a person, without a full stop: "allocated from IPAM at apply".
    pub detail: Text,
    /// Where the value would have come from.
    pub origin: Option<Origin>,
    /// The resources that the value depends on.
    pub refs: Vec<Address>,
    /// What is certain of the value although it is unknown.
    pub bounds: Bounds,
    /// What the value is made of, as a template: `${aws_sqs_queue.orders.arn}/*`. Values of one
    /// symbol are equal. Only values that are nothing but attributes of resources and texts
    /// between them have one; `$${` stands for a literal `${`.
    pub symbol: Option<Text>,
}

/// The kind of obstacle between us and a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The credentials may not make the call.
    Denied,
    /// The service kept throttling.
    Throttled,
    /// The call or the read did not end in time.
    TimedOut,
    /// The endpoint could not be reached.
    Unreachable,
    /// Nobody looked: the source does not carry it.
    NotCollected,
    /// A file could not be read or understood.
    Unreadable,
    /// Terraform knows the value only after apply.
    ComputedAtApply,
    /// An input variable without a value.
    NoValue,
    /// The expression or function is not evaluated by this product.
    Unsupported,
    /// The fact is older than the limit.
    Stale,
    /// The value is a secret, and the question needs its clear text.
    Sensitive,
}

impl Reason {
    /// The reason in words, as reports print it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Denied => "access denied",
            Self::Throttled => "throttled",
            Self::TimedOut => "timed out",
            Self::Unreachable => "unreachable",
            Self::NotCollected => "not collected",
            Self::Unreadable => "unreadable",
            Self::ComputedAtApply => "known after apply",
            Self::NoValue => "no value given",
            Self::Unsupported => "not evaluated",
            Self::Stale => "too old",
            Self::Sensitive => "sensitive",
        }
    }
}

/// Where an unknown value would have come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An API operation, as `service:Operation`.
    Call(Text),
    /// A place in a file.
    File {
        /// The file as the user named it.
        path: Text,
        /// Line, from 1; 0 when the file has no lines to speak of.
        line: u32,
        /// Column in characters, from 1; 0 likewise.
        column: u32,
    },
}

/// What is certain of an unknown value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The value is not null.
    pub not_null: bool,
    /// The string begins with this.
    pub prefix: Option<Text>,
    /// A string or collection has at least this length.
    pub min_length: Option<u64>,
    /// A string or collection has at most this length.
    pub max_length: Option<u64>,
}

impl Unknown {
    /// An unknown without origin, references or bounds.
    pub fn new(reason: Reason, detail: impl AsRef<str>) -> Self {
        Self {
            reason,
            detail: Text::from(detail.as_ref()),
            origin: None,
            refs: Vec::new(),
            bounds: Bounds::default(),
            symbol: None,
        }
    }

    /// The symbol of a member, reached by a step such as `.id` or `[0]`; `None` when the value is
    /// more than one attribute.
    #[must_use]
    pub fn member_symbol(&self, step: &str) -> Option<Text> {
        let hole = self.symbol.as_ref()?.strip_prefix("${")?.strip_suffix('}')?;
        let single = !hole.contains("${") && !hole.contains('}') && !step.contains('}');
        single.then(|| Text::from(format!("${{{hole}{step}}}")))
    }

    /// The reason as a report prints it: "access denied: ec2:DescribeVpcs".
    #[must_use]
    pub fn because(&self) -> String {
        if self.detail.is_empty() {
            self.reason.words().to_owned()
        } else {
            format!("{}: {}", self.reason.words(), self.detail)
        }
    }
}

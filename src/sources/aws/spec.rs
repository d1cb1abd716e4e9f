//! Which calls each service's collector makes, and what each call is for.
//!
//! The tables are the only list of calls. The IAM policy, the calls of a dry run, the coverage
//! table and the gaps of a failed call are derived from them, and a call that is in no table
//! cannot be made.

use std::future::Future;
use std::pin::Pin;

use super::collector::Collector;

/// Whether a service is asked in each region or once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// In each region.
    PerRegion,
    /// Once for each account: IAM, Route 53.
    PerAccount,
    /// In each region, about what the others listed.
    AfterRegion,
    /// Once for each account, about what the others listed.
    AfterAccount,
}

impl Asked {
    /// Whether it is asked once for each account.
    #[must_use]
    pub const fn of_account(self) -> bool {
        matches!(self, Self::PerAccount | Self::AfterAccount)
    }

    /// Whether it is asked about what the others listed.
    #[must_use]
    pub const fn after(self) -> bool {
        matches!(self, Self::AfterRegion | Self::AfterAccount)
    }
}

/// One service with all that its collector may call.
pub struct Service {
    /// The service's short name, as in `ec2:DescribeVpcs`.
    pub name: &'static str,
    /// Where it is asked.
    pub asked: Asked,
    /// The calls.
    pub operations: &'static [Operation],
    /// Collects what is needed. Never fails: a failed call is a gap.
    pub(super) collect: fn(Collector) -> Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Service {
    /// The operation of that name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations.iter().find(|o| o.name == name)
    }

    /// The kinds that the service's collector reads, sorted.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self.operations.iter().flat_map(|o| o.lists).copied().collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// One read call.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The operation's name in the service's API: `DescribeVpcs`.
    pub name: &'static str,
    /// The IAM action that allows it, from the Service Authorization Reference.
    pub action: &'static str,
    /// The kinds that cannot be listed without it.
    pub lists: &'static [&'static str],
    /// The attributes that cannot be told without it, by kind; the kinds are listed all the same.
    pub fills: &'static [(&'static str, &'static [&'static str])],
}

impl Operation {
    /// A call that lists kinds.
    #[must_use]
    pub const fn lists(
        name: &'static str,
        action: &'static str,
        lists: &'static [&'static str],
    ) -> Self {
        Self { name, action, lists, fills: &[] }
    }

    /// A call that fills in attributes.
    #[must_use]
    pub const fn fills(
        name: &'static str,
        action: &'static str,
        fills: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { name, action, lists: &[], fills }
    }
}

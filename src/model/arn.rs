//! Amazon Resource Names.

use super::{AccountId, Region};

/// The six parts of an ARN, borrowed from its text.
///
/// Format: `arn:partition:service:region:account:resource`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>). Region and account
/// may be empty; the resource may hold further colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov` …
    pub partition: &'a str,
    /// The service, such as `ecs`.
    pub service: &'a str,
    /// The region; empty for global services and for S3.
    pub region: &'a str,
    /// The account; empty for S3 buckets and AWS's own resources.
    pub account: &'a str,
    /// Everything after the account.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits an ARN; `None` when the text is not one.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("arn:")?;
        let mut parts = rest.splitn(5, ':');
        let arn = Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        };
        (arn.partition.starts_with("aws") && !arn.service.is_empty() && !arn.resource.is_empty())
            .then_some(arn)
    }

    /// The region, where the ARN names one.
    #[must_use]
    pub fn parsed_region(&self) -> Option<Region> {
        Region::parse(self.region)
    }

    /// The account, where the ARN names one.
    #[must_use]
    pub fn parsed_account(&self) -> Option<AccountId> {
        AccountId::parse(self.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resource_part_keeps_its_colons() {
        let arn = Arn::parse("arn:aws:logs:us-east-1:111122223333:log-group:/a/b:*");
        assert_eq!(arn.map(|a| a.resource), Some("log-group:/a/b:*"));
        assert_eq!(Arn::parse("arn:aws:s3:::bucket").map(|a| a.region), Some(""));
        assert_eq!(Arn::parse("arn:azure:x:y:z:r"), None);
        assert_eq!(Arn::parse("arn:aws:s3"), None);
    }
}

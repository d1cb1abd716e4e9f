//! Services of a made estate: what each call of a collection is answered with.

mod json;
mod xml;

use std::ops::Range;

use super::protocol::{Answer, Request, decoded};

const ACCOUNT: &str = "123456789012";

/// How much there is of something in a region.
#[derive(Clone, Copy)]
pub(super) struct Estate {
    /// Times 1,000 resources.
    pub(super) scale: usize,
}

impl Estate {
    /// What a call is answered with; `None` where there is nothing of it.
    pub(super) fn answer(self, r: &Request) -> Option<Answer> {
        let service = r.service.as_str();
        match service {
            "ec2" => self.ec2(r),
            "sns" | "rds" | "elasticloadbalancing" | "iam" => self.query(r),
            "route53" => self.route53(r),
            "lambda" => self.lambda(r),
            _ => self.json(r),
        }
    }

    const fn times(self, count: usize) -> usize {
        self.scale * count
    }
}

/// A page of so many, and the token of the one after it: the number of its first member.
fn page(total: usize, most: usize, token: Option<String>) -> (Range<usize>, Option<String>) {
    let start = token.and_then(|t| t.parse().ok()).unwrap_or(0);
    let end = total.min(start + most);
    (start..end, (end < total).then(|| end.to_string()))
}

/// A parameter of a target.
fn parameter(target: &str, name: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let value = query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('='))?;
    Some(decoded(value))
}

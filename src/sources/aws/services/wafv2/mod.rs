//! WAF of a region: web ACLs with what they protect and log, rule groups, and sets.
//!
//! Only the regional scope is asked; what belongs to CloudFront is global. A listing tells hardly
//! more than ids, so each thing is asked for once more. Protected resources are listed for one
//! type of resource at a time.

mod actions;
mod logging;
mod managed;
mod matching;
mod rules;
mod sets;
mod statements;
mod web_acls;

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::Scope;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::tags;

const TAGS: &[&str] = &["tags", "tags_all"];
const REGIONAL: Scope = Scope::Regional;
/// The largest page of every listing here.
const PAGE: i32 = 100;

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "wafv2",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "ListWebACLs",
            "wafv2:ListWebACLs",
            &["aws_wafv2_web_acl", "aws_wafv2_web_acl_association"],
        ),
        Operation::lists("GetWebACL", "wafv2:GetWebACL", &["aws_wafv2_web_acl"]),
        Operation::lists(
            "ListResourcesForWebACL",
            "wafv2:ListResourcesForWebACL",
            &["aws_wafv2_web_acl_association"],
        ),
        Operation::lists(
            "ListLoggingConfigurations",
            "wafv2:ListLoggingConfigurations",
            &["aws_wafv2_web_acl_logging_configuration"],
        ),
        Operation::lists("ListIPSets", "wafv2:ListIPSets", &["aws_wafv2_ip_set"]),
        Operation::lists("GetIPSet", "wafv2:GetIPSet", &["aws_wafv2_ip_set"]),
        Operation::lists(
            "ListRegexPatternSets",
            "wafv2:ListRegexPatternSets",
            &["aws_wafv2_regex_pattern_set"],
        ),
        Operation::lists(
            "GetRegexPatternSet",
            "wafv2:GetRegexPatternSet",
            &["aws_wafv2_regex_pattern_set"],
        ),
        Operation::lists("ListRuleGroups", "wafv2:ListRuleGroups", &["aws_wafv2_rule_group"]),
        Operation::lists("GetRuleGroup", "wafv2:GetRuleGroup", &["aws_wafv2_rule_group"]),
        Operation::fills(
            "ListTagsForResource",
            "wafv2:ListTagsForResource",
            &[
                ("aws_wafv2_web_acl", TAGS),
                ("aws_wafv2_ip_set", TAGS),
                ("aws_wafv2_regex_pattern_set", TAGS),
                ("aws_wafv2_rule_group", TAGS),
            ],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let waf = client!(c, aws_sdk_wafv2);
    futures_util::join!(
        web_acls::web_acls(&c, &waf),
        logging::logging(&c, &waf),
        rules::groups(&c, &waf),
        sets::ip_sets(&c, &waf),
        sets::patterns(&c, &waf),
    );
}

/// `tags` and `tags_all` of one ARN.
async fn tagged(c: &Collector, waf: &Client, arn: &str) -> [(&'static str, Value); 2] {
    let listed = c
        .whole(
            "ListTagsForResource",
            |token| {
                waf.list_tags_for_resource()
                    .resource_arn(arn)
                    .set_next_marker(token)
                    .limit(PAGE)
                    .send()
            },
            |page| {
                let told = page.tag_info_for_resource.and_then(|info| info.tag_list);
                (told.unwrap_or_default(), page.next_marker)
            },
        )
        .await;
    let value = match listed {
        Ok(list) => tags(list.iter().map(|t| (Some(t.key()), Some(t.value())))),
        Err(missing) => missing.value(),
    };
    [("tags", value.clone()), ("tags_all", value)]
}

/// A block without attributes that is there: `none {}`.
fn empty_block<T>(told: Option<T>) -> Value {
    let block: [(&str, Value); 0] = [];
    Value::list(told.into_iter().map(|_| Value::map(block.clone())).collect())
}

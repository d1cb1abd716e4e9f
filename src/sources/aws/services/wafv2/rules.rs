//! Rules of web ACLs and rule groups, and the groups.

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{Rule, RuleGroupSummary};
use futures_util::future::join_all;

use super::actions::{override_action, rule_action};
use super::statements::{Place, root};
use super::web_acls::{bodies, immunity, visibility};
use super::{PAGE, REGIONAL, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, list, number, text};

/// Rules that Shield puts into a web ACL by itself begin so; Terraform does not read them.
const OF_SHIELD: &str = "ShieldMitigationRuleGroup_";

/// The rules of a web ACL.
pub(super) fn of_web_acl(rules: &[Rule]) -> Value {
    let own = rules.iter().filter(|rule| !rule.name().starts_with(OF_SHIELD));
    list(own.map(|rule| {
        let challenge = rule.challenge_config().and_then(|c| c.immunity_time_property());
        let overridden = rule.override_action().map(override_action);
        let more = [
            ("challenge_config", immunity(challenge)),
            ("override_action", at_most_one(overridden)),
        ];
        Value::map(common(rule, Place::WebAcl).into_iter().chain(more))
    }))
}

fn of_group(rules: &[Rule]) -> Value {
    list(rules.iter().map(|rule| Value::map(common(rule, Place::RuleGroup))))
}

fn common(rule: &Rule, place: Place) -> [(&'static str, Value); 7] {
    let captcha = rule.captcha_config().and_then(|c| c.immunity_time_property());
    let labels = rule.rule_labels().iter().map(|l| block([("name", text(Some(l.name())))]));
    [
        ("action", at_most_one(rule.action().map(rule_action))),
        ("captcha_config", immunity(captcha)),
        ("name", text(Some(rule.name()))),
        ("priority", number(Some(rule.priority()))),
        ("rule_label", list(labels)),
        ("statement", at_most_one(rule.statement().map(|s| root(s, place)))),
        ("visibility_config", visibility(rule.visibility_config())),
    ]
}

pub(super) async fn groups(c: &Collector, waf: &Client) {
    if !c.wants("ListRuleGroups") {
        return;
    }
    let listed = c
        .pages(
            "ListRuleGroups",
            |token| {
                waf.list_rule_groups().scope(REGIONAL).set_next_marker(token).limit(PAGE).send()
            },
            |page| (page.rule_groups.unwrap_or_default(), page.next_marker),
        )
        .await;
    join_all(listed.iter().map(|summary| group(c, waf, summary))).await;
}

async fn group(c: &Collector, waf: &Client, summary: &RuleGroupSummary) {
    let request = waf
        .get_rule_group()
        .set_name(summary.name.clone())
        .set_id(summary.id.clone())
        .scope(REGIONAL)
        .send();
    let Ok(answer) = c.call("GetRuleGroup", request).await else { return };
    let Some(group) = answer.rule_group() else { return };
    let mut attributes = vec![
        ("arn", text(Some(group.arn()))),
        ("capacity", Value::from(group.capacity())),
        ("custom_response_body", bodies(group.custom_response_bodies())),
        ("description", text(group.description())),
        ("lock_token", text(answer.lock_token())),
        ("name", text(Some(group.name()))),
        ("rule", of_group(group.rules())),
        ("scope", text(Some(REGIONAL))),
        ("visibility_config", visibility(group.visibility_config())),
    ];
    attributes.extend(tagged(c, waf, group.arn()).await);
    c.keep("GetRuleGroup", "aws_wafv2_rule_group", group.id(), attributes);
}

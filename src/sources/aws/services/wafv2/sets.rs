//! Sets that rules refer to: addresses and patterns.

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{IpSetSummary, RegexPatternSetSummary};
use futures_util::future::join_all;

use super::{PAGE, REGIONAL, tagged};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{block, list, text, texts};

pub(super) async fn ip_sets(c: &Collector, waf: &Client) {
    if !c.wants("ListIPSets") {
        return;
    }
    let listed = c
        .pages(
            "ListIPSets",
            |token| waf.list_ip_sets().scope(REGIONAL).set_next_marker(token).limit(PAGE).send(),
            |page| (page.ip_sets.unwrap_or_default(), page.next_marker),
        )
        .await;
    join_all(listed.iter().map(|summary| ip_set(c, waf, summary))).await;
}

async fn ip_set(c: &Collector, waf: &Client, summary: &IpSetSummary) {
    let request = waf
        .get_ip_set()
        .set_name(summary.name.clone())
        .set_id(summary.id.clone())
        .scope(REGIONAL)
        .send();
    let Ok(answer) = c.call("GetIPSet", request).await else { return };
    let Some(set) = answer.ip_set() else { return };
    let mut attributes = vec![
        ("addresses", texts(set.addresses())),
        ("arn", text(Some(set.arn()))),
        ("description", text(set.description())),
        ("ip_address_version", text(Some(set.ip_address_version()))),
        ("lock_token", text(answer.lock_token())),
        ("name", text(Some(set.name()))),
        ("scope", text(Some(REGIONAL))),
    ];
    attributes.extend(tagged(c, waf, set.arn()).await);
    c.keep("GetIPSet", "aws_wafv2_ip_set", set.id(), attributes);
}

pub(super) async fn patterns(c: &Collector, waf: &Client) {
    if !c.wants("ListRegexPatternSets") {
        return;
    }
    let listed = c
        .pages(
            "ListRegexPatternSets",
            |token| {
                waf.list_regex_pattern_sets()
                    .scope(REGIONAL)
                    .set_next_marker(token)
                    .limit(PAGE)
                    .send()
            },
            |page| (page.regex_pattern_sets.unwrap_or_default(), page.next_marker),
        )
        .await;
    join_all(listed.iter().map(|summary| pattern_set(c, waf, summary))).await;
}

async fn pattern_set(c: &Collector, waf: &Client, summary: &RegexPatternSetSummary) {
    let request = waf
        .get_regex_pattern_set()
        .set_name(summary.name.clone())
        .set_id(summary.id.clone())
        .scope(REGIONAL)
        .send();
    let Ok(answer) = c.call("GetRegexPatternSet", request).await else { return };
    let Some(set) = answer.regex_pattern_set() else { return };
    let patterns = set
        .regular_expression_list()
        .iter()
        .map(|pattern| block([("regex_string", text(pattern.regex_string()))]));
    let mut attributes = vec![
        ("arn", text(set.arn())),
        ("description", text(set.description())),
        ("lock_token", text(answer.lock_token())),
        ("name", text(set.name())),
        ("regular_expression", list(patterns)),
        ("scope", text(Some(REGIONAL))),
    ];
    attributes.extend(tagged(c, waf, set.arn().unwrap_or_default()).await);
    let id = set.id().or(summary.id()).unwrap_or_default();
    c.keep("GetRegexPatternSet", "aws_wafv2_regex_pattern_set", id, attributes);
}

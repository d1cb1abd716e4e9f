//! Where web ACLs log to.

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{Condition, FieldToMatch, Filter, LoggingConfiguration};

use super::matching::named;
use super::{PAGE, REGIONAL, empty_block};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, list, text, texts};

pub(super) async fn logging(c: &Collector, waf: &Client) {
    if !c.wants("ListLoggingConfigurations") {
        return;
    }
    let listed = c
        .pages(
            "ListLoggingConfigurations",
            |token| {
                waf.list_logging_configurations()
                    .scope(REGIONAL)
                    .set_next_marker(token)
                    .limit(PAGE)
                    .send()
            },
            |page| (page.logging_configurations.unwrap_or_default(), page.next_marker),
        )
        .await;
    for configuration in &listed {
        c.keep(
            "ListLoggingConfigurations",
            "aws_wafv2_web_acl_logging_configuration",
            configuration.resource_arn(),
            attributes_of(configuration),
        );
    }
}

fn attributes_of(told: &LoggingConfiguration) -> [(&'static str, Value); 4] {
    let filter = told.logging_filter().map(|f| {
        block([
            ("default_behavior", text(Some(f.default_behavior()))),
            ("filter", list(f.filters().iter().map(filter))),
        ])
    });
    [
        ("log_destination_configs", texts(told.log_destination_configs())),
        ("logging_filter", at_most_one(filter)),
        ("redacted_fields", list(told.redacted_fields().iter().map(redacted))),
        ("resource_arn", text(Some(told.resource_arn()))),
    ]
}

fn filter(told: &Filter) -> Value {
    block([
        ("behavior", text(Some(told.behavior()))),
        ("condition", list(told.conditions().iter().map(condition))),
        ("requirement", text(Some(told.requirement()))),
    ])
}

fn condition(told: &Condition) -> Value {
    let action = told.action_condition().map(|a| block([("action", text(Some(a.action())))]));
    let label =
        told.label_name_condition().map(|l| block([("label_name", text(Some(l.label_name())))]));
    block([("action_condition", at_most_one(action)), ("label_name_condition", at_most_one(label))])
}

fn redacted(told: &FieldToMatch) -> Value {
    block([
        ("method", empty_block(told.method())),
        ("query_string", empty_block(told.query_string())),
        // Header names have no case.
        (
            "single_header",
            named(told.single_header().map(|h| h.name().to_ascii_lowercase()).as_deref()),
        ),
        ("uri_path", empty_block(told.uri_path())),
    ])
}

//! Event source mappings.

use aws_sdk_lambda::Client;
use aws_sdk_lambda::types::{
    DestinationConfig, EventSourceMappingConfiguration, FullDocument, SelfManagedEventSource,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use super::{filled, tags_of};
use crate::model::{Reason, Value};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

/// Collects the mappings of all functions.
pub(super) async fn collect(c: &Collector, lambda: &Client) {
    if !c.wants("ListEventSourceMappings") {
        return;
    }
    let listed = c
        .pages(
            "ListEventSourceMappings",
            |token| lambda.list_event_source_mappings().set_marker(token).max_items(100).send(),
            |page| (page.event_source_mappings.unwrap_or_default(), page.next_marker),
        )
        .await;
    let stays = listed.iter().filter(|m| m.state() != Some("Deleting"));
    join_all(stays.map(|one| keep(c, lambda, one))).await;
}

async fn keep(c: &Collector, lambda: &Client, mapping: &EventSourceMappingConfiguration) {
    let tags = tags_of(c, lambda, mapping.event_source_mapping_arn()).await;
    let mut attributes = settings(mapping);
    attributes.extend(blocks(mapping));
    attributes.extend(sources(mapping));
    attributes.extend([("tags", tags.clone()), ("tags_all", tags)]);
    let id = mapping.uuid().unwrap_or_default();
    c.keep("ListEventSourceMappings", "aws_lambda_event_source_mapping", id, attributes);
}

fn settings(mapping: &EventSourceMappingConfiguration) -> Vec<(&'static str, Value)> {
    // The provider writes an unset number as 0.
    let whole = |n: Option<i32>| number(Some(n.unwrap_or_default()));
    let window = mapping.maximum_batching_window_in_seconds();
    let bisect = mapping.bisect_batch_on_function_error().unwrap_or_default();
    vec![
        ("arn", text(mapping.event_source_mapping_arn())),
        ("batch_size", whole(mapping.batch_size())),
        ("bisect_batch_on_function_error", Value::Bool(bisect)),
        ("enabled", enabled(mapping.state().unwrap_or_default())),
        ("event_source_arn", text(mapping.event_source_arn())),
        ("function_arn", text(mapping.function_arn())),
        // The provider writes the ARN here too.
        ("function_name", text(mapping.function_arn())),
        ("kms_key_arn", text(mapping.kms_key_arn())),
        ("last_modified", time(mapping.last_modified())),
        ("last_processing_result", text(mapping.last_processing_result())),
        ("maximum_batching_window_in_seconds", whole(window)),
        ("maximum_record_age_in_seconds", whole(mapping.maximum_record_age_in_seconds())),
        ("maximum_retry_attempts", whole(mapping.maximum_retry_attempts())),
        ("parallelization_factor", whole(mapping.parallelization_factor())),
        ("starting_position", text(mapping.starting_position())),
        ("starting_position_timestamp", time(mapping.starting_position_timestamp())),
        ("state", text(mapping.state())),
        ("state_transition_reason", text(mapping.state_transition_reason())),
        ("tumbling_window_in_seconds", whole(mapping.tumbling_window_in_seconds())),
        ("uuid", text(mapping.uuid())),
    ]
}

/// Whether a mapping in this state is on; while it is created or changed nothing tells.
fn enabled(state: &str) -> Value {
    match state {
        "Enabled" | "Enabling" => Value::Bool(true),
        "Disabled" | "Disabling" => Value::Bool(false),
        _ => {
            let why = format!("the mapping is being changed ({state}): collect again");
            gap::unknown(Reason::Unreadable, &why, "lambda:ListEventSourceMappings").value()
        }
    }
}

fn blocks(mapping: &EventSourceMappingConfiguration) -> [(&'static str, Value); 6] {
    let responses = mapping.function_response_types().iter().map(AsRef::<str>::as_ref);
    let metrics = mapping
        .metrics_config()
        .map(|m| block([("metrics", texts(m.metrics().iter().map(AsRef::<str>::as_ref)))]));
    let pollers = mapping.provisioned_poller_config().map(|p| {
        block([
            ("maximum_pollers", number(p.maximum_pollers())),
            ("minimum_pollers", number(p.minimum_pollers())),
        ])
    });
    let scaling = mapping.scaling_config().map(|s| {
        block([("maximum_concurrency", number(Some(s.maximum_concurrency().unwrap_or_default())))])
    });
    [
        ("destination_config", at_most_one(mapping.destination_config().map(destination))),
        ("filter_criteria", filter_criteria(mapping)),
        ("function_response_types", texts(responses)),
        ("metrics_config", at_most_one(metrics)),
        ("provisioned_poller_config", at_most_one(pollers)),
        ("scaling_config", at_most_one(scaling)),
    ]
}

/// What events come from.
fn sources(mapping: &EventSourceMappingConfiguration) -> [(&'static str, Value); 7] {
    let group = |id: Option<&str>| block([("consumer_group_id", filled(id))]);
    let managed = mapping.amazon_managed_kafka_event_source_config();
    let own = mapping.self_managed_kafka_event_source_config();
    let documents = mapping.document_db_event_source_config().map(|d| {
        block([
            ("collection_name", filled(d.collection_name())),
            ("database_name", filled(d.database_name())),
            ("full_document", filled(d.full_document().map(FullDocument::as_str))),
        ])
    });
    [
        (
            "amazon_managed_kafka_event_source_config",
            at_most_one(managed.map(|k| group(k.consumer_group_id()))),
        ),
        ("document_db_event_source_config", at_most_one(documents)),
        ("queues", texts(mapping.queues())),
        (
            "self_managed_event_source",
            at_most_one(mapping.self_managed_event_source().map(self_managed)),
        ),
        (
            "self_managed_kafka_event_source_config",
            at_most_one(own.map(|k| group(k.consumer_group_id()))),
        ),
        (
            "source_access_configuration",
            list(
                mapping
                    .source_access_configurations()
                    .iter()
                    .map(|s| block([("type", text(s.r#type())), ("uri", filled(s.uri()))])),
            ),
        ),
        ("topics", texts(mapping.topics())),
    ]
}

fn destination(destination: &DestinationConfig) -> Value {
    let failure = destination.on_failure().and_then(|f| f.destination());
    let failure = failure.map(|arn| block([("destination_arn", text(Some(arn)))]));
    block([("on_failure", at_most_one(failure))])
}

fn filter_criteria(mapping: &EventSourceMappingConfiguration) -> Value {
    // Answered in place of criteria that whoever asks may not decrypt.
    if let Some(error) = mapping.filter_criteria_error() {
        let code = error.error_code().unwrap_or("no code");
        let why = format!(
            "lambda:ListEventSourceMappings cannot decrypt the filter criteria ({code}): grant \
             kms:Decrypt on the mapping's key to the role that collects"
        );
        return gap::unknown(Reason::Denied, &why, "lambda:ListEventSourceMappings").value();
    }
    at_most_one(mapping.filter_criteria().map(|criteria| {
        let filters = criteria.filters().iter().map(|f| block([("pattern", filled(f.pattern()))]));
        block([("filter", list(filters))])
    }))
}

fn self_managed(source: &SelfManagedEventSource) -> Value {
    let endpoints = source.endpoints().into_iter().flatten();
    let joined = endpoints.map(|(kind, hosts)| (kind.as_str(), Value::text(hosts.join(","))));
    block([("endpoints", Value::map(joined))])
}

fn time(time: Option<&DateTime>) -> Value {
    // Whole seconds, as the provider writes it.
    text(time.and_then(|t| DateTime::from_secs(t.secs()).fmt(Format::DateTime).ok()))
}

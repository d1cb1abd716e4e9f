//! Cloud Map: namespaces, services and the instances that are registered by hand.
//!
//! Namespaces of another account that are shared with this one are listed too and left to that
//! account. The VPC of a private namespace is told by its hosted zone alone.

use aws_sdk_servicediscovery::Client;
use aws_sdk_servicediscovery::types::{
    DnsConfig, FilterCondition, InstanceSummary, NamespaceSummary, NamespaceType, ServiceFilter,
    ServiceFilterName, ServiceSummary,
};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, list, number, tags, text};

const NAMESPACES: &[&str] = &[
    "aws_service_discovery_http_namespace",
    "aws_service_discovery_instance",
    "aws_service_discovery_private_dns_namespace",
    "aws_service_discovery_public_dns_namespace",
    "aws_service_discovery_service",
];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "servicediscovery",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("ListNamespaces", "servicediscovery:ListNamespaces", NAMESPACES),
        Operation::lists(
            "ListServices",
            "servicediscovery:ListServices",
            &["aws_service_discovery_instance", "aws_service_discovery_service"],
        ),
        Operation::lists(
            "ListInstances",
            "servicediscovery:ListInstances",
            &["aws_service_discovery_instance"],
        ),
        Operation::fills(
            "ListTagsForResource",
            "servicediscovery:ListTagsForResource",
            &[
                ("aws_service_discovery_http_namespace", &["tags", "tags_all"]),
                ("aws_service_discovery_private_dns_namespace", &["tags", "tags_all"]),
                ("aws_service_discovery_public_dns_namespace", &["tags", "tags_all"]),
                ("aws_service_discovery_service", &["tags", "tags_all"]),
            ],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// Members of a page, at most.
const PAGE: i32 = 100;

async fn collect(c: Collector) {
    let map = client!(c, aws_sdk_servicediscovery);
    if !c.wants("ListNamespaces") {
        return;
    }
    let listed = c
        .pages(
            "ListNamespaces",
            |token| map.list_namespaces().set_next_token(token).max_results(PAGE).send(),
            |page| (page.namespaces.unwrap_or_default(), page.next_token),
        )
        .await;
    let own = listed
        .iter()
        .filter(|n| n.resource_owner().is_none_or(|o| c.account().is_empty() || o == c.account()));
    join_all(own.map(|one| async {
        futures_util::join!(namespace(&c, &map, one), services(&c, &map, one));
    }))
    .await;
}

async fn namespace(c: &Collector, map: &Client, namespace: &NamespaceSummary) {
    let dns = namespace.properties().and_then(|p| p.dns_properties());
    let http = namespace.properties().and_then(|p| p.http_properties());
    let zone = ("hosted_zone", text(dns.and_then(|d| d.hosted_zone_id())));
    let (kind, own) = match namespace.r#type() {
        Some(NamespaceType::DnsPrivate) => ("aws_service_discovery_private_dns_namespace", zone),
        Some(NamespaceType::DnsPublic) => ("aws_service_discovery_public_dns_namespace", zone),
        Some(NamespaceType::Http) => (
            "aws_service_discovery_http_namespace",
            ("http_name", text(http.and_then(|h| h.http_name()))),
        ),
        _ => return,
    };
    if !c.wants_kind(kind) {
        return;
    }
    let tags = tags_of(c, map, namespace.arn()).await;
    c.keep(
        "ListNamespaces",
        kind,
        namespace.id().unwrap_or_default(),
        [
            ("arn", text(namespace.arn())),
            ("description", text(Some(namespace.description().unwrap_or_default()))),
            ("name", text(namespace.name())),
            ("tags", tags.clone()),
            ("tags_all", tags),
            own,
        ],
    );
}

async fn tags_of(c: &Collector, map: &Client, arn: Option<&str>) -> Value {
    let request = map.list_tags_for_resource().set_resource_arn(arn.map(str::to_owned)).send();
    match c.call("ListTagsForResource", request).await {
        Ok(answer) => tags(answer.tags().iter().map(|t| (Some(t.key()), Some(t.value())))),
        Err(missing) => missing.value(),
    }
}

async fn services(c: &Collector, map: &Client, namespace: &NamespaceSummary) {
    if !c.wants("ListServices") {
        return;
    }
    let id = namespace.id().unwrap_or_default();
    let Some(of_namespace) = filter(id) else { return };
    let listed = c
        .pages(
            "ListServices",
            |token| {
                map.list_services()
                    .filters(of_namespace.clone())
                    .set_next_token(token)
                    .max_results(PAGE)
                    .send()
            },
            |page| (page.services.unwrap_or_default(), page.next_token),
        )
        .await;
    join_all(listed.iter().map(|one| async {
        futures_util::join!(service(c, map, id, one), instances(c, map, one));
    }))
    .await;
}

fn filter(namespace: &str) -> Option<ServiceFilter> {
    ServiceFilter::builder()
        .name(ServiceFilterName::NamespaceId)
        .condition(FilterCondition::Eq)
        .values(namespace)
        .build()
        .ok()
}

#[expect(deprecated, reason = "the provider reads the threshold, though it is always 1")]
async fn service(c: &Collector, map: &Client, namespace: &str, service: &ServiceSummary) {
    if !c.wants_kind("aws_service_discovery_service") {
        return;
    }
    let tags = tags_of(c, map, service.arn()).await;
    let health = service.health_check_config().map(|h| {
        block([
            ("failure_threshold", threshold(h.failure_threshold())),
            ("resource_path", text(Some(h.resource_path().unwrap_or_default()))),
            ("type", text(Some(h.r#type()))),
        ])
    });
    let custom = service
        .health_check_custom_config()
        .map(|h| block([("failure_threshold", threshold(h.failure_threshold()))]));
    // An HTTP-only service may be answered with an empty block.
    let dns = service.dns_config().filter(|d| !d.dns_records().is_empty());
    c.keep(
        "ListServices",
        "aws_service_discovery_service",
        service.id().unwrap_or_default(),
        [
            ("arn", text(service.arn())),
            ("description", text(Some(service.description().unwrap_or_default()))),
            ("dns_config", at_most_one(dns.map(|d| dns_config(d, namespace)))),
            ("health_check_config", at_most_one(health)),
            ("health_check_custom_config", at_most_one(custom)),
            ("name", text(service.name())),
            ("namespace_id", text(Some(namespace))),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("type", text(service.r#type())),
        ],
    );
}

fn threshold(threshold: Option<i32>) -> Value {
    number(Some(threshold.unwrap_or_default()))
}

fn dns_config(dns: &DnsConfig, namespace: &str) -> Value {
    let records = dns
        .dns_records()
        .iter()
        .map(|r| block([("ttl", number(Some(r.ttl()))), ("type", text(Some(r.r#type())))]));
    block([
        ("dns_records", list(records)),
        // Listings leave it out.
        ("namespace_id", text(Some(namespace))),
        ("routing_policy", text(dns.routing_policy())),
    ])
}

async fn instances(c: &Collector, map: &Client, service: &ServiceSummary) {
    if !c.wants("ListInstances") {
        return;
    }
    let id = service.id().unwrap_or_default();
    let listed = c
        .pages(
            "ListInstances",
            |token| {
                map.list_instances().service_id(id).set_next_token(token).max_results(PAGE).send()
            },
            |page| (page.instances.unwrap_or_default(), page.next_token),
        )
        .await;
    for instance in &listed {
        keep_instance(c, id, instance);
    }
}

fn keep_instance(c: &Collector, service: &str, instance: &InstanceSummary) {
    let given = || instance.attributes().into_iter().flatten();
    let has = |name: &str| given().any(|(k, _)| k == name);
    // ECS registers its tasks; they come and go.
    if has("ECS_SERVICE_NAME") || has("ECS_CLUSTER_NAME") {
        return;
    }
    // Filled in by Cloud Map from the EC2 instance.
    let derived = has("AWS_EC2_INSTANCE_ID").then_some("AWS_INSTANCE_IPV4");
    let attributes =
        given().filter(|(k, _)| Some(k.as_str()) != derived).map(|(k, v)| (k, Value::text(v)));
    let id = instance.id().unwrap_or_default();
    c.keep(
        "ListInstances",
        "aws_service_discovery_instance",
        id,
        [
            ("attributes", Value::map(attributes)),
            ("instance_id", text(Some(id))),
            ("service_id", text(Some(service))),
        ],
    );
}

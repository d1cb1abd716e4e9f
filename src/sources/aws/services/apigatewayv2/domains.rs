//! Custom domains with their mappings, and VPC links.

use aws_sdk_apigatewayv2::Client;
use aws_sdk_apigatewayv2::types::{ApiMapping, DomainName, DomainNameConfiguration, EndpointType};
use futures_util::future::join_all;

use super::{PAGE, arn, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, text, texts};

pub(super) async fn domains(c: &Collector, client: &Client) {
    if !c.wants("GetDomainNames") {
        return;
    }
    let listed = c
        .pages(
            "GetDomainNames",
            |token| client.get_domain_names().set_next_token(token).max_results(PAGE).send(),
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    let each = listed.iter().filter(|domain| is_regional(domain)).map(|domain| async move {
        let name = domain.domain_name().unwrap_or_default();
        c.keep("GetDomainNames", "aws_apigatewayv2_domain_name", name, of_domain(c, name, domain));
        mappings(c, client, name).await;
    });
    join_all(each).await;
}

fn is_regional(domain: &DomainName) -> bool {
    let endpoint = domain.domain_name_configurations().first().and_then(|d| d.endpoint_type());
    endpoint.is_none_or(|e| *e == EndpointType::Regional)
}

fn of_domain(c: &Collector, name: &str, domain: &DomainName) -> Vec<(&'static str, Value)> {
    let mutual = domain.mutual_tls_authentication().map(|m| {
        block([
            ("truststore_uri", text(m.truststore_uri())),
            ("truststore_version", text(m.truststore_version())),
        ])
    });
    let configuration = domain.domain_name_configurations().first().map(configuration);
    let mut attributes = vec![
        ("api_mapping_selection_expression", text(domain.api_mapping_selection_expression())),
        ("arn", arn(c, &format!("/domainnames/{name}"))),
        ("domain_name", text(Some(name))),
        ("domain_name_configuration", at_most_one(configuration)),
        ("mutual_tls_authentication", at_most_one(mutual)),
    ];
    attributes.extend(tagged(domain.tags()));
    attributes
}

fn configuration(told: &DomainNameConfiguration) -> Value {
    block([
        ("certificate_arn", text(told.certificate_arn())),
        ("endpoint_type", text(told.endpoint_type())),
        ("hosted_zone_id", text(told.hosted_zone_id())),
        ("ip_address_type", text(told.ip_address_type())),
        (
            "ownership_verification_certificate_arn",
            text(told.ownership_verification_certificate_arn()),
        ),
        ("security_policy", text(told.security_policy())),
        ("target_domain_name", text(told.api_gateway_domain_name())),
    ])
}

async fn mappings(c: &Collector, client: &Client, domain: &str) {
    if !c.wants("GetApiMappings") {
        return;
    }
    let listed = c
        .pages(
            "GetApiMappings",
            |token| {
                client
                    .get_api_mappings()
                    .domain_name(domain)
                    .set_next_token(token)
                    .max_results(PAGE)
                    .send()
            },
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    for mapping in &listed {
        let id = mapping.api_mapping_id().unwrap_or_default();
        let attributes = of_mapping(domain, mapping);
        c.keep("GetApiMappings", "aws_apigatewayv2_api_mapping", id, attributes);
    }
}

fn of_mapping(domain: &str, mapping: &ApiMapping) -> [(&'static str, Value); 4] {
    [
        ("api_id", text(mapping.api_id())),
        ("api_mapping_key", text(mapping.api_mapping_key())),
        ("domain_name", text(Some(domain))),
        ("stage", text(mapping.stage())),
    ]
}

pub(super) async fn links(c: &Collector, client: &Client) {
    if !c.wants("GetVpcLinks") {
        return;
    }
    let listed = c
        .pages(
            "GetVpcLinks",
            |token| client.get_vpc_links().set_next_token(token).max_results(PAGE).send(),
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    for link in &listed {
        let id = link.vpc_link_id().unwrap_or_default();
        let mut attributes = vec![
            ("arn", arn(c, &format!("/vpclinks/{id}"))),
            ("name", text(link.name())),
            ("security_group_ids", texts(link.security_group_ids())),
            ("subnet_ids", texts(link.subnet_ids())),
        ];
        attributes.extend(tagged(link.tags()));
        c.keep("GetVpcLinks", "aws_apigatewayv2_vpc_link", id, attributes);
    }
}

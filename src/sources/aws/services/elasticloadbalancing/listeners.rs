//! Listeners, their further certificates and their rules.
//!
//! A listener's certificate stands in the listener; the others are resources of their own. The
//! rule that comes last is the listener's default action and not a rule in Terraform.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{
    Listener, LoadBalancer, LoadBalancerTypeEnum, MutualAuthenticationAttributes, ProtocolEnum,
    Rule, RuleCondition,
};
use futures_util::future::join_all;

use super::{Draft, Flat, Keys, PAGE, Told, actions, names};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, flag, list, number, parsed, text, texts};

const FLAT: &[Flat] = &[
    Flat::text(
        "routing_http_request_x_amzn_mtls_clientcert_header_name",
        "routing.http.request.x_amzn_mtls_clientcert.header_name",
    ),
    Flat::text(
        "routing_http_request_x_amzn_mtls_clientcert_issuer_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_issuer.header_name",
    ),
    Flat::text(
        "routing_http_request_x_amzn_mtls_clientcert_leaf_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_leaf.header_name",
    ),
    Flat::text(
        "routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
    ),
    Flat::text(
        "routing_http_request_x_amzn_mtls_clientcert_subject_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_subject.header_name",
    ),
    Flat::text(
        "routing_http_request_x_amzn_mtls_clientcert_validity_header_name",
        "routing.http.request.x_amzn_mtls_clientcert_validity.header_name",
    ),
    Flat::text(
        "routing_http_request_x_amzn_tls_cipher_suite_header_name",
        "routing.http.request.x_amzn_tls_cipher_suite.header_name",
    ),
    Flat::text(
        "routing_http_request_x_amzn_tls_version_header_name",
        "routing.http.request.x_amzn_tls_version.header_name",
    ),
    Flat::text(
        "routing_http_response_access_control_allow_credentials_header_value",
        "routing.http.response.access_control_allow_credentials.header_value",
    ),
    Flat::text(
        "routing_http_response_access_control_allow_headers_header_value",
        "routing.http.response.access_control_allow_headers.header_value",
    ),
    Flat::text(
        "routing_http_response_access_control_allow_methods_header_value",
        "routing.http.response.access_control_allow_methods.header_value",
    ),
    Flat::text(
        "routing_http_response_access_control_allow_origin_header_value",
        "routing.http.response.access_control_allow_origin.header_value",
    ),
    Flat::text(
        "routing_http_response_access_control_expose_headers_header_value",
        "routing.http.response.access_control_expose_headers.header_value",
    ),
    Flat::text(
        "routing_http_response_access_control_max_age_header_value",
        "routing.http.response.access_control_max_age.header_value",
    ),
    Flat::text(
        "routing_http_response_content_security_policy_header_value",
        "routing.http.response.content_security_policy.header_value",
    ),
    Flat::flag("routing_http_response_server_enabled", "routing.http.response.server.enabled"),
    Flat::text(
        "routing_http_response_strict_transport_security_header_value",
        "routing.http.response.strict_transport_security.header_value",
    ),
    Flat::text(
        "routing_http_response_x_content_type_options_header_value",
        "routing.http.response.x_content_type_options.header_value",
    ),
    Flat::text(
        "routing_http_response_x_frame_options_header_value",
        "routing.http.response.x_frame_options.header_value",
    ),
    Flat::number("tcp_idle_timeout_seconds", "tcp.idle_timeout.seconds"),
];

/// What `DescribeListenerAttributes` fills in.
pub(super) const FILLED: [&str; FLAT.len()] = names(FLAT, &[]);

/// The listeners of a load balancer, with their rules.
pub(super) async fn drafts(c: &Collector, elb: &Client, balancer: &LoadBalancer) -> Vec<Draft> {
    if !c.wants("DescribeListeners") {
        return Vec::new();
    }
    let listed = c
        .pages(
            "DescribeListeners",
            |token| {
                elb.describe_listeners()
                    .set_load_balancer_arn(balancer.load_balancer_arn.clone())
                    .set_marker(token)
                    .page_size(PAGE)
                    .send()
            },
            |page| (page.listeners.unwrap_or_default(), page.next_marker),
        )
        .await;
    // Other load balancers choose by nothing but the port.
    let has_rules = balancer.r#type() == Some(&LoadBalancerTypeEnum::Application);
    let each = listed.iter().map(|listener| async move {
        let (own, rules, ()) = futures_util::join!(
            draft(c, elb, listener),
            rules(c, elb, listener, has_rules),
            certificates(c, elb, listener),
        );
        own.into_iter().chain(rules)
    });
    join_all(each).await.into_iter().flatten().collect()
}

async fn draft(c: &Collector, elb: &Client, listener: &Listener) -> Option<Draft> {
    if !c.wants_kind("aws_lb_listener") {
        return None;
    }
    let arn = listener.listener_arn().unwrap_or_default();
    let told = told(c, elb, listener).await;
    let certificates = listener.certificates();
    let certificate = certificates.iter().find(|one| one.is_default() == Some(true));
    let certificate = certificate.or(certificates.first()).and_then(|one| one.certificate_arn());
    let alpn = match listener.alpn_policy() {
        [one] => text(Some(one)),
        _ => Value::Null,
    };
    let mutual = listener.mutual_authentication().map(mutual_authentication);
    let mut attributes: Vec<_> = FLAT.iter().map(|flat| flat.read(&told)).collect();
    attributes.extend([
        ("alpn_policy", alpn),
        ("certificate_arn", text(certificate)),
        ("default_action", actions::actions(listener.default_actions())),
        ("load_balancer_arn", text(listener.load_balancer_arn())),
        ("mutual_authentication", at_most_one(mutual)),
        // Listeners of gateway load balancers have none, which Terraform writes as zero.
        ("port", number(listener.port().or(Some(0)))),
        ("protocol", text(listener.protocol())),
        ("ssl_policy", text(listener.ssl_policy())),
    ]);
    Some(Draft {
        operation: "DescribeListeners",
        kind: "aws_lb_listener",
        arn: arn.to_owned(),
        attributes,
    })
}

fn mutual_authentication(told: &MutualAuthenticationAttributes) -> Value {
    block([
        ("advertise_trust_store_ca_names", text(told.advertise_trust_store_ca_names())),
        ("ignore_client_certificate_expiry", flag(told.ignore_client_certificate_expiry())),
        ("mode", text(told.mode())),
        ("trust_store_arn", text(told.trust_store_arn())),
    ])
}

async fn told(c: &Collector, elb: &Client, listener: &Listener) -> Told {
    // The service refuses to tell attributes of TLS listeners.
    if listener.protocol() == Some(&ProtocolEnum::Tls) {
        return Ok(Keys(Vec::new()));
    }
    let request =
        elb.describe_listener_attributes().set_listener_arn(listener.listener_arn.clone()).send();
    let answer = c.call("DescribeListenerAttributes", request).await?;
    let pairs = answer.attributes.unwrap_or_default().into_iter();
    Ok(Keys::new(pairs.map(|a| (a.key, a.value))))
}

async fn certificates(c: &Collector, elb: &Client, listener: &Listener) {
    let secure = matches!(listener.protocol(), Some(ProtocolEnum::Https | ProtocolEnum::Tls));
    if !secure || !c.wants("DescribeListenerCertificates") {
        return;
    }
    let arn = listener.listener_arn().unwrap_or_default();
    let listed = c
        .pages(
            "DescribeListenerCertificates",
            |token| {
                elb.describe_listener_certificates()
                    .listener_arn(arn)
                    .set_marker(token)
                    .page_size(PAGE)
                    .send()
            },
            |page| (page.certificates.unwrap_or_default(), page.next_marker),
        )
        .await;
    let further = listed.iter().filter(|one| one.is_default() != Some(true));
    for certificate in further.filter_map(|one| one.certificate_arn()) {
        c.keep(
            "DescribeListenerCertificates",
            "aws_lb_listener_certificate",
            &format!("{arn}_{certificate}"),
            [("certificate_arn", text(Some(certificate))), ("listener_arn", text(Some(arn)))],
        );
    }
}

async fn rules(c: &Collector, elb: &Client, listener: &Listener, has_rules: bool) -> Vec<Draft> {
    if !has_rules || !c.wants("DescribeRules") {
        return Vec::new();
    }
    let arn = listener.listener_arn().unwrap_or_default();
    let listed = c
        .pages(
            "DescribeRules",
            |token| elb.describe_rules().listener_arn(arn).set_marker(token).page_size(PAGE).send(),
            |page| (page.rules.unwrap_or_default(), page.next_marker),
        )
        .await;
    let own = listed.iter().filter(|rule| rule.is_default() != Some(true));
    own.map(|rule| rule_draft(rule, arn)).collect()
}

fn rule_draft(rule: &Rule, listener: &str) -> Draft {
    Draft {
        operation: "DescribeRules",
        kind: "aws_lb_listener_rule",
        arn: rule.rule_arn().unwrap_or_default().to_owned(),
        attributes: vec![
            ("action", actions::actions(rule.actions())),
            ("condition", list(rule.conditions().iter().map(condition))),
            ("listener_arn", text(Some(listener))),
            ("priority", parsed(rule.priority())),
        ],
    }
}

/// One condition: a block with one of six blocks.
fn condition(told: &RuleCondition) -> Value {
    let of = |field: &str| told.field() == Some(field);
    let values = |values: &[String]| {
        // Conditions of the first days have their values outside.
        let values = if values.is_empty() { told.values() } else { values };
        Value::list(vec![block([("values", texts(values))])])
    };
    let none = || Value::list(Vec::new());
    let host = told.host_header_config().map_or(&[][..], |c| c.values());
    let path = told.path_pattern_config().map_or(&[][..], |c| c.values());
    let header = told.http_header_config().map(|h| {
        block([("http_header_name", text(h.http_header_name())), ("values", texts(h.values()))])
    });
    let query = told.query_string_config().map_or(&[][..], |q| q.values());
    let methods = told.http_request_method_config().map(|m| values(m.values()));
    let sources = told.source_ip_config().map(|s| values(s.values()));
    block([
        ("host_header", if of("host-header") { values(host) } else { none() }),
        ("http_header", at_most_one(header)),
        ("http_request_method", methods.unwrap_or_else(none)),
        ("path_pattern", if of("path-pattern") { values(path) } else { none() }),
        (
            "query_string",
            list(query.iter().map(|q| block([("key", text(q.key())), ("value", text(q.value()))]))),
        ),
        ("source_ip", sources.unwrap_or_else(none)),
    ])
}

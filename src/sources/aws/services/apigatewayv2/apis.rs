//! APIs and what is in them: stages, routes, integrations, authorizers, deployments.
//!
//! What an API was imported or quickly created from (`body`, `target`, …) is not told.

use aws_sdk_apigatewayv2::Client;
use aws_sdk_apigatewayv2::types::{
    Api, Authorizer, Cors, Deployment, Integration, ProtocolType, Route, RouteSettings, Stage,
};
use futures_util::future::join_all;

use super::{PAGE, arn, map, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, decimal, flag, list, number, text, texts};

pub(super) async fn apis(c: &Collector, client: &Client) {
    if !c.wants("GetApis") {
        return;
    }
    let listed = c
        .pages(
            "GetApis",
            |token| client.get_apis().set_next_token(token).max_results(PAGE).send(),
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    let each = listed.iter().map(|api| async move {
        keep(c, api);
        futures_util::join!(
            stages(c, client, api),
            routes(c, client, api),
            integrations(c, client, api),
            authorizers(c, client, api),
            deployments(c, client, api),
        );
    });
    join_all(each).await;
}

fn keep(c: &Collector, api: &Api) {
    let id = api.api_id().unwrap_or_default();
    let mut attributes = vec![
        ("api_endpoint", text(api.api_endpoint())),
        ("api_key_selection_expression", text(api.api_key_selection_expression())),
        ("arn", arn(c, &format!("/apis/{id}"))),
        ("cors_configuration", at_most_one(api.cors_configuration().map(cors))),
        ("description", text(api.description())),
        ("disable_execute_api_endpoint", flag(api.disable_execute_api_endpoint())),
        ("execution_arn", text(Some(c.arn("execute-api", id)))),
        ("ip_address_type", text(api.ip_address_type())),
        ("name", text(api.name())),
        ("protocol_type", text(api.protocol_type())),
        ("route_selection_expression", text(api.route_selection_expression())),
        ("version", text(api.version())),
    ];
    attributes.extend(tagged(api.tags()));
    c.keep("GetApis", "aws_apigatewayv2_api", id, attributes);
}

fn cors(told: &Cors) -> Value {
    block([
        ("allow_credentials", flag(told.allow_credentials())),
        ("allow_headers", texts(told.allow_headers())),
        ("allow_methods", texts(told.allow_methods())),
        ("allow_origins", texts(told.allow_origins())),
        ("expose_headers", texts(told.expose_headers())),
        ("max_age", number(told.max_age().or(Some(0)))),
    ])
}

async fn stages(c: &Collector, client: &Client, api: &Api) {
    if !c.wants("GetStages") {
        return;
    }
    let id = api.api_id().unwrap_or_default();
    let listed = c
        .pages(
            "GetStages",
            |token| client.get_stages().api_id(id).set_next_token(token).max_results(PAGE).send(),
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    for stage in &listed {
        keep_stage(c, api, id, stage);
    }
}

fn keep_stage(c: &Collector, api: &Api, id: &str, stage: &Stage) {
    let name = stage.stage_name().unwrap_or_default();
    // The default stage is not part of the path.
    let path = if name == "$default" { "" } else { name };
    let log = stage.access_log_settings().map(|log| {
        block([("destination_arn", text(log.destination_arn())), ("format", text(log.format()))])
    });
    let default = stage.default_route_settings().map(|s| Value::map(settings(s)));
    let of_routes = stage.route_settings().into_iter().flatten().map(|(key, told)| {
        Value::map(settings(told).into_iter().chain([("route_key", Value::text(key))]))
    });
    let mut attributes = vec![
        ("access_log_settings", at_most_one(log)),
        ("api_id", text(Some(id))),
        ("arn", arn(c, &format!("/apis/{id}/stages/{name}"))),
        ("auto_deploy", flag(stage.auto_deploy())),
        ("client_certificate_id", text(stage.client_certificate_id())),
        ("default_route_settings", at_most_one(default)),
        ("deployment_id", text(stage.deployment_id())),
        ("description", text(stage.description())),
        ("execution_arn", text(Some(c.arn("execute-api", format!("{id}/{name}"))))),
        ("invoke_url", text(invoke_url(api, path))),
        ("name", text(Some(name))),
        ("route_settings", list(of_routes)),
        ("stage_variables", map(stage.stage_variables())),
    ];
    attributes.extend(tagged(stage.tags()));
    c.keep("GetStages", "aws_apigatewayv2_stage", name, attributes);
}

fn invoke_url(api: &Api, path: &str) -> Option<String> {
    let scheme = match api.protocol_type() {
        Some(ProtocolType::Websocket) => "wss",
        _ => "https",
    };
    let (_, host) = api.api_endpoint()?.split_once("://")?;
    Some(format!("{scheme}://{host}/{path}"))
}

fn settings(told: &RouteSettings) -> [(&'static str, Value); 5] {
    [
        ("data_trace_enabled", flag(told.data_trace_enabled())),
        ("detailed_metrics_enabled", flag(told.detailed_metrics_enabled())),
        ("logging_level", text(told.logging_level())),
        // Terraform writes zero where there is no limit of its own.
        ("throttling_burst_limit", number(told.throttling_burst_limit().or(Some(0)))),
        ("throttling_rate_limit", decimal(told.throttling_rate_limit().or(Some(0.0)))),
    ]
}

async fn routes(c: &Collector, client: &Client, api: &Api) {
    if !c.wants("GetRoutes") {
        return;
    }
    let id = api.api_id().unwrap_or_default();
    let listed = c
        .pages(
            "GetRoutes",
            |token| client.get_routes().api_id(id).set_next_token(token).max_results(PAGE).send(),
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    for route in &listed {
        let own = route.route_id().unwrap_or_default();
        c.keep("GetRoutes", "aws_apigatewayv2_route", own, of_route(id, route));
    }
}

fn of_route(api: &str, route: &Route) -> [(&'static str, Value); 12] {
    let parameters = route.request_parameters().into_iter().flatten().map(|(key, told)| {
        block([("request_parameter_key", Value::text(key)), ("required", flag(told.required()))])
    });
    [
        ("api_id", text(Some(api))),
        ("api_key_required", flag(route.api_key_required())),
        ("authorization_scopes", texts(route.authorization_scopes())),
        ("authorization_type", text(route.authorization_type())),
        ("authorizer_id", text(route.authorizer_id())),
        ("model_selection_expression", text(route.model_selection_expression())),
        ("operation_name", text(route.operation_name())),
        ("request_models", map(route.request_models())),
        ("request_parameter", list(parameters)),
        ("route_key", text(route.route_key())),
        ("route_response_selection_expression", text(route.route_response_selection_expression())),
        ("target", text(route.target())),
    ]
}

async fn integrations(c: &Collector, client: &Client, api: &Api) {
    if !c.wants("GetIntegrations") {
        return;
    }
    let id = api.api_id().unwrap_or_default();
    let listed = c
        .pages(
            "GetIntegrations",
            |token| {
                client.get_integrations().api_id(id).set_next_token(token).max_results(PAGE).send()
            },
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    for integration in &listed {
        let own = integration.integration_id().unwrap_or_default();
        let attributes = of_integration(id, integration);
        c.keep("GetIntegrations", "aws_apigatewayv2_integration", own, attributes);
    }
}

fn of_integration(api: &str, told: &Integration) -> [(&'static str, Value); 19] {
    let responses = told.response_parameters().into_iter().flatten().map(|(code, mappings)| {
        block([("mappings", map(Some(mappings))), ("status_code", Value::text(code))])
    });
    let tls = told
        .tls_config()
        .map(|t| block([("server_name_to_verify", text(t.server_name_to_verify()))]));
    [
        ("api_id", text(Some(api))),
        ("connection_id", text(told.connection_id())),
        ("connection_type", text(told.connection_type())),
        ("content_handling_strategy", text(told.content_handling_strategy())),
        ("credentials_arn", text(told.credentials_arn())),
        ("description", text(told.description())),
        ("integration_method", text(told.integration_method())),
        (
            "integration_response_selection_expression",
            text(told.integration_response_selection_expression()),
        ),
        ("integration_subtype", text(told.integration_subtype())),
        ("integration_type", text(told.integration_type())),
        ("integration_uri", text(told.integration_uri())),
        ("passthrough_behavior", text(told.passthrough_behavior())),
        ("payload_format_version", text(told.payload_format_version())),
        ("request_parameters", map(told.request_parameters())),
        ("request_templates", map(told.request_templates())),
        ("response_parameters", list(responses)),
        ("template_selection_expression", text(told.template_selection_expression())),
        ("timeout_milliseconds", number(told.timeout_in_millis().or(Some(0)))),
        ("tls_config", at_most_one(tls)),
    ]
}

async fn authorizers(c: &Collector, client: &Client, api: &Api) {
    if !c.wants("GetAuthorizers") {
        return;
    }
    let id = api.api_id().unwrap_or_default();
    let listed = c
        .pages(
            "GetAuthorizers",
            |token| {
                client.get_authorizers().api_id(id).set_next_token(token).max_results(PAGE).send()
            },
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    for authorizer in &listed {
        let own = authorizer.authorizer_id().unwrap_or_default();
        let attributes = of_authorizer(id, authorizer);
        c.keep("GetAuthorizers", "aws_apigatewayv2_authorizer", own, attributes);
    }
}

fn of_authorizer(api: &str, told: &Authorizer) -> [(&'static str, Value); 10] {
    let jwt = told
        .jwt_configuration()
        .map(|j| block([("audience", texts(j.audience())), ("issuer", text(j.issuer()))]));
    [
        ("api_id", text(Some(api))),
        ("authorizer_credentials_arn", text(told.authorizer_credentials_arn())),
        ("authorizer_payload_format_version", text(told.authorizer_payload_format_version())),
        (
            "authorizer_result_ttl_in_seconds",
            number(told.authorizer_result_ttl_in_seconds().or(Some(0))),
        ),
        ("authorizer_type", text(told.authorizer_type())),
        ("authorizer_uri", text(told.authorizer_uri())),
        ("enable_simple_responses", flag(told.enable_simple_responses())),
        ("identity_sources", texts(told.identity_source())),
        ("jwt_configuration", at_most_one(jwt)),
        ("name", text(told.name())),
    ]
}

async fn deployments(c: &Collector, client: &Client, api: &Api) {
    if !c.wants("GetDeployments") {
        return;
    }
    let id = api.api_id().unwrap_or_default();
    let listed = c
        .pages(
            "GetDeployments",
            |token| {
                client.get_deployments().api_id(id).set_next_token(token).max_results(PAGE).send()
            },
            |page| (page.items.unwrap_or_default(), page.next_token),
        )
        .await;
    // A stage that deploys by itself leaves one for every change behind; nobody configured those.
    for deployment in listed.iter().filter(|d| d.auto_deployed() != Some(true)) {
        let own = deployment.deployment_id().unwrap_or_default();
        let attributes = of_deployment(id, deployment);
        c.keep("GetDeployments", "aws_apigatewayv2_deployment", own, attributes);
    }
}

fn of_deployment(api: &str, told: &Deployment) -> [(&'static str, Value); 3] {
    [
        ("api_id", text(Some(api))),
        ("auto_deployed", flag(told.auto_deployed())),
        ("description", text(told.description())),
    ]
}

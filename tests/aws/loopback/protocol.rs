//! Requests and answers in the protocols of AWS's services.

use std::collections::BTreeMap;

/// One request.
#[derive(Debug)]
pub(crate) struct Request {
    /// The service and the region that it was signed for.
    pub(crate) service: String,
    pub(crate) region: String,
    /// `DescribeVpcs`; of a REST path that is not known, the method and the path.
    pub(crate) operation: String,
    /// Whose key signed it.
    pub(crate) key_id: String,
    pub(crate) user_agent: String,
    /// How often the same operation was asked in the same region before.
    pub(crate) nth: usize,
    pub(crate) protocol: Protocol,
    /// The path, with what follows it.
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
}

/// How a service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Query,
    Ec2,
    Json,
    Cbor,
    RestJson,
    RestXml,
}

/// What is sent back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) behaviour: Behaviour,
}

/// How it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    Whole,
    /// The head and half of the body; then the connection is closed.
    CutOff,
    /// The head and half of the body; then nothing more.
    NeverEnds,
    /// Nothing at all.
    Held,
}

impl Request {
    pub(crate) fn new(
        method: &str,
        target: &str,
        headers: &BTreeMap<String, String>,
        body: Vec<u8>,
    ) -> Self {
        let header = |name: &str| headers.get(name).map_or("", String::as_str);
        // AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …
        let scope = header("authorization").split("Credential=").nth(1).unwrap_or_default();
        let scope: Vec<&str> = scope.split(',').next().unwrap_or_default().split('/').collect();
        let part = |at: usize| scope.get(at).copied().unwrap_or_default().to_owned();
        let service = part(3);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (protocol, operation) = if let Some(name) =
            header("x-amz-target").rsplit('.').next().filter(|n| !n.is_empty())
        {
            (Protocol::Json, name.to_owned())
        } else if header("smithy-protocol") == "rpc-v2-cbor" {
            (Protocol::Cbor, path.rsplit('/').next().unwrap_or_default().to_owned())
        } else if let Some(action) = field(&body, "Action") {
            (if service == "ec2" { Protocol::Ec2 } else { Protocol::Query }, action)
        } else {
            let xml = matches!(service.as_str(), "s3" | "route53");
            let protocol = if xml { Protocol::RestXml } else { Protocol::RestJson };
            (protocol, rest_operation(&service, method, path, query))
        };
        Self {
            region: part(2),
            operation,
            key_id: part(0),
            user_agent: header("user-agent").to_owned(),
            nth: 0,
            protocol,
            target: target.to_owned(),
            body,
            service,
        }
    }

    /// Whether it is this operation of this service: `sqs:ListQueues`.
    pub(crate) fn is(&self, operation: &str) -> bool {
        operation.split_once(':').is_some_and(|(s, o)| self.service == s && self.operation == o)
    }

    /// A field of a form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        field(&self.body, name)
    }

    /// The body as JSON; null where it is none.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

fn field(body: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let value = text.split('&').find_map(|f| f.strip_prefix(name)?.strip_prefix('='))?;
    Some(decoded(value))
}

/// Without percent signs.
pub(crate) fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part.get(..2).and_then(|h| u8::from_str_radix(h, 16).ok());
        bytes.extend(code);
        bytes.extend(part.get(2..).unwrap_or_default().bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn rest_operation(service: &str, method: &str, path: &str, query: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    let name = match (service, parts.as_slice()) {
        ("apigateway", ["v2", "apis"]) => "GetApis",
        ("apigateway", ["v2", "vpclinks"]) => "GetVpcLinks",
        ("apigateway", ["v2", "domainnames"]) => "GetDomainNames",
        ("backup", ["backup-vaults"]) => "ListBackupVaults",
        ("backup", ["backup", "plans"]) => "ListBackupPlans",
        ("lambda", [_, "functions"]) => "ListFunctions",
        ("lambda", [_, "functions", _]) => "GetFunction",
        ("lambda", [_, "functions", _, "policy"]) => "GetPolicy",
        ("lambda", [_, "functions", _, "aliases"]) => "ListAliases",
        ("lambda", [_, "functions", _, "urls"]) => "ListFunctionUrlConfigs",
        ("lambda", [_, "functions", _, "code-signing-config"]) => "GetFunctionCodeSigningConfig",
        ("lambda", [_, "functions", _, "provisioned-concurrency"]) => {
            "ListProvisionedConcurrencyConfigs"
        }
        ("lambda", [_, "tags", _]) => "ListTags",
        ("lambda", [_, "event-source-mappings"]) => "ListEventSourceMappings",
        ("lambda", [_, "layers"]) => "ListLayers",
        ("lambda", [_, "account-settings"]) => "GetAccountSettings",
        ("route53", [_, "hostedzone"]) => "ListHostedZones",
        ("route53", [_, "hostedzone", _]) => "GetHostedZone",
        ("route53", [_, "hostedzone", _, "rrset"]) => "ListResourceRecordSets",
        ("route53", [_, "healthcheck"]) => "ListHealthChecks",
        ("route53", [_, "healthcheck", _, "status"]) => "GetHealthCheckStatus",
        // The only call that reads with a POST.
        ("route53", [_, "tags", _]) if method == "POST" => {
            return "ListTagsForResources".to_owned();
        }
        ("s3", []) if query.contains("ListBuckets") => "ListBuckets",
        _ => return format!("{method} {path}"),
    };
    if method == "GET" { name.to_owned() } else { format!("{method} {path}") }
}

impl Answer {
    /// A good answer with what the protocol puts around it: the members of the result in XML, the
    /// whole document in JSON.
    pub(crate) fn new(request: &Request, inner: &str) -> Self {
        let name = &request.operation;
        let body = match request.protocol {
            Protocol::Query => {
                format!("<{name}Response><{name}Result>{inner}</{name}Result></{name}Response>")
            }
            Protocol::Ec2 => format!("<{name}Response>{inner}</{name}Response>"),
            Protocol::RestXml if name == "ListBuckets" => {
                format!("<ListAllMyBucketsResult>{inner}</ListAllMyBucketsResult>")
            }
            Protocol::RestXml => format!("<{name}Response>{inner}</{name}Response>"),
            Protocol::Json | Protocol::RestJson | Protocol::Cbor => inner.to_owned(),
        };
        Self::raw(request, body)
    }

    /// Exactly this body, with status 200.
    pub(crate) fn raw(request: &Request, body: impl Into<Vec<u8>>) -> Self {
        let kind = match request.protocol {
            Protocol::Query | Protocol::Ec2 | Protocol::RestXml => "text/xml",
            Protocol::Json => "application/x-amz-json-1.1",
            Protocol::RestJson => "application/json",
            Protocol::Cbor => "application/cbor",
        };
        let mut headers = vec![("Content-Type", kind.to_owned())];
        if request.protocol == Protocol::Cbor {
            headers.push(("smithy-protocol", "rpc-v2-cbor".to_owned()));
        }
        Self { status: 200, headers, body: body.into(), behaviour: Behaviour::Whole }
    }

    /// Nothing is there; of the caller, an account is.
    pub(crate) fn empty(request: &Request) -> Self {
        match request.protocol {
            // An empty map.
            Protocol::Cbor => Self::raw(request, [0xA0]),
            Protocol::Json | Protocol::RestJson => Self::new(request, "{}"),
            _ if request.operation == "GetCallerIdentity" => {
                Self::new(request, "<Account>123456789012</Account>")
            }
            _ => Self::new(request, ""),
        }
    }
}

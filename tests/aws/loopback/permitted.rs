//! What the role of a failover may do, as IAM evaluates it.

use std::sync::Arc;
use std::time::Duration;

use passmuster::model::{Reason, Region, Resource, Side, Snapshot, Text, Value};
use passmuster::sources::aws::{
    Attributes, Need, PermissionQuestion, PermissionQuestions, Questions,
};

use super::errors::error;
use super::library;
use super::protocol::{Answer, Request};
use super::server::Server;

const KIND: &str = "permission.aws_iam_role";
const SIMULATE: &str = "iam:SimulatePrincipalPolicy";
const ROLE: &str = "arn:aws:iam::123456789012:role/failover";
const LIMITS: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(20)];

/// Three calls of a failover in the DR region, and one of Route 53, asked for there too.
fn questions(role: Option<&str>) -> Questions {
    let question = |action: &str, resource: &str, region: Option<&str>| PermissionQuestion {
        action: Text::from(action),
        resource_arn: Text::from(resource),
        region: region.and_then(Region::parse),
        step: Text::from("promote"),
    };
    let asked = vec![
        question("rds:FailoverGlobalCluster", "arn:aws:rds::1:global-cluster:g", Some("us-west-2")),
        question("ecs:UpdateService", "arn:aws:ecs:us-west-2:1:service/c/a", Some("us-west-2")),
        question("ecs:UpdateService", "arn:aws:ecs:us-west-2:1:service/c/b", Some("us-west-2")),
        question("route53:GetChange", "*", Some("us-west-2")),
    ];
    Questions {
        failover_role: role.map(Text::from),
        permissions: Arc::new(move |_| PermissionQuestions {
            questions: asked.clone(),
            missing: Vec::new(),
        }),
        ..Questions::default()
    }
}

fn collect(server: &Server, role: Option<&str>) -> Snapshot {
    let kinds = [(Text::from(KIND), Attributes::All)].into_iter().collect();
    let need = Need { everything: false, kinds };
    library::collect(server, LIMITS, need, questions(role)).0
}

/// The fields of a form that begin so, in order.
fn fields(request: &Request, prefix: &str) -> Vec<String> {
    (1..).map(|n| format!("{prefix}.member.{n}")).map_while(|name| request.field(&name)).collect()
}

fn evaluated(action: &str, resource: &str, decision: &str, missing: &str) -> String {
    let missing = if missing.is_empty() {
        String::new()
    } else {
        format!("<MissingContextValues><member>{missing}</member></MissingContextValues>")
    };
    format!(
        "<member><EvalActionName>{action}</EvalActionName>\
         <EvalResourceName>{resource}</EvalResourceName>\
         <EvalDecision>{decision}</EvalDecision>{missing}</member>"
    )
}

fn answer(request: &Request, results: &[String], next: Option<&str>) -> Answer {
    let marker = next.map(|m| format!("<Marker>{m}</Marker>")).unwrap_or_default();
    let inner = format!(
        "<EvaluationResults>{}</EvaluationResults><IsTruncated>{}</IsTruncated>{marker}",
        results.concat(),
        next.is_some()
    );
    Answer::new(request, &inner)
}

fn kept(snapshot: &Snapshot) -> Vec<&Resource> {
    snapshot.resources.iter().filter(|r| r.kind == KIND).map(AsRef::as_ref).collect()
}

fn of<'s>(snapshot: &'s Snapshot, action: &str, resource: &str, name: &str) -> &'s Value {
    let text = |r: &Resource, n: &str| r.attributes.get(n).and_then(Value::as_str).map(Text::from);
    let found = kept(snapshot).into_iter().find(|r| {
        text(r, "action").as_deref() == Some(action)
            && text(r, "resource_arn").is_some_and(|arn| arn.ends_with(resource))
    });
    let found = found.unwrap_or_else(|| panic!("{action} on {resource}: {snapshot:?}"));
    found.attributes.get(name).unwrap_or_else(|| panic!("{name}: {found:?}"))
}

#[test]
fn each_call_of_a_failover_is_allowed_or_denied() {
    if !library::has_credentials(module_path!(), "each_call_of_a_failover_is_allowed_or_denied") {
        return;
    }
    let server = Server::new(|r| {
        if !r.is(SIMULATE) {
            return None;
        }
        assert_eq!(r.field("PolicySourceArn").as_deref(), Some(ROLE));
        let (actions, resources) = (fields(r, "ActionNames"), fields(r, "ResourceArns"));
        let context = String::from_utf8_lossy(&r.body).into_owned();
        let made_in = if resources == ["*"] { "us-east-1" } else { "us-west-2" };
        assert!(context.contains(made_in), "{context}");
        let action = actions.first().map(String::as_str).unwrap_or_default();
        let of = |n: usize, decision: &str, missing: &str| {
            evaluated(action, &resources[n], decision, missing)
        };
        Some(match (action, r.field("Marker").as_deref()) {
            ("ecs:UpdateService", None) => {
                assert_eq!(resources.len(), 2, "asked about together");
                answer(r, &[of(0, "allowed", "")], Some("next"))
            }
            ("ecs:UpdateService", Some("next")) => answer(r, &[of(1, "explicitDeny", "")], None),
            ("rds:FailoverGlobalCluster", None) => {
                answer(r, &[of(0, "implicitDeny", "aws:PrincipalTag/team")], None)
            }
            // An answer to nothing that was asked.
            _ => answer(r, &[evaluated("iam:Other", "*", "allowed", "")], None),
        })
    });
    let snapshot = collect(&server, Some(ROLE));
    assert_eq!(snapshot.coverage.gaps(), []);
    assert_eq!(kept(&snapshot).len(), 4);
    assert!(kept(&snapshot).iter().all(|r| r.side() == Side::Global));
    let allowed = |action: &str, resource: &str| of(&snapshot, action, resource, "allowed");
    assert_eq!(allowed("ecs:UpdateService", "/a"), &Value::Bool(true));
    assert_eq!(allowed("ecs:UpdateService", "/b"), &Value::Bool(false));
    assert_eq!(of(&snapshot, "ecs:UpdateService", "/b", "decision"), &Value::from("explicitDeny"));
    assert_eq!(allowed("rds:FailoverGlobalCluster", ":g"), &Value::Bool(false));
    let missing = of(&snapshot, "rds:FailoverGlobalCluster", ":g", "missing_context");
    assert_eq!(missing.as_list(), Some(&[Value::from("aws:PrincipalTag/team")][..]));
    let region = of(&snapshot, "route53:GetChange", "*", "region");
    assert_eq!(region, &Value::from("us-east-1"), "the control plane of Route 53");
    let silent = allowed("route53:GetChange", "*").as_unknown().expect("not known");
    assert_eq!(silent.reason, Reason::Unreadable);
    // Two pages of one call, and a call each for the other resources.
    assert_eq!(server.seen().iter().filter(|r| r.is(SIMULATE)).count(), 4);
}

#[test]
fn what_cannot_be_asked_is_a_gap_that_says_why() {
    if !library::has_credentials(module_path!(), "what_cannot_be_asked_is_a_gap_that_says_why") {
        return;
    }
    for (code, status, reason, says) in [
        ("NoSuchEntity", 404, Reason::NotCollected, "there is no failover role"),
        ("AccessDenied", 403, Reason::Denied, "grant iam:SimulatePrincipalPolicy"),
    ] {
        let server = Server::new(move |r| r.is(SIMULATE).then(|| error(r, status, code)));
        let snapshot = collect(&server, Some(ROLE));
        let gaps = snapshot.coverage.gaps();
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert_eq!((gaps[0].reason, gaps[0].kind.as_deref()), (reason, Some(KIND)));
        assert!(gaps[0].detail.contains(says), "{gaps:?}");
        for resource in kept(&snapshot) {
            let allowed = resource.attributes.get("allowed").and_then(Value::as_unknown);
            assert_eq!(allowed.map(|u| u.reason), Some(reason), "{resource:?}");
        }
    }
    let server = Server::new(|_| None);
    for (role, says) in [
        ("arn:aws:iam::999999999999:role/failover", "belongs to account 999999999999"),
        ("failover", "is no ARN of a role"),
    ] {
        let snapshot = collect(&server, Some(role));
        let gaps = snapshot.coverage.gaps();
        assert!(gaps.len() == 1 && gaps[0].detail.contains(says), "{gaps:?}");
        assert!(kept(&snapshot).is_empty());
    }
    // What keeps calls from being told is missing one by one, whether or not others are known.
    let mut lacking = questions(Some(ROLE));
    lacking.permissions = Arc::new(|_| PermissionQuestions {
        questions: Vec::new(),
        missing: vec!["one has two counterparts".to_owned(), "the zone is not known".to_owned()],
    });
    let kinds = [(Text::from(KIND), Attributes::All)].into_iter().collect();
    let need = Need { everything: false, kinds };
    let snapshot = library::collect(&server, LIMITS, need, lacking).0;
    let told = |g: &passmuster::model::Gap| (g.kind.clone(), g.reason, g.detail.to_string());
    let gap = |detail: &str| (Some(Text::from(KIND)), Reason::NotCollected, detail.to_owned());
    assert_eq!(
        snapshot.coverage.gaps().iter().map(told).collect::<Vec<_>>(),
        [gap("one has two counterparts"), gap("the zone is not known")]
    );
    // Without a role nobody is asked, and nothing is missing.
    let snapshot = collect(&server, None);
    assert_eq!((snapshot.coverage.gaps(), kept(&snapshot).len()), (&[][..], 0));
    assert!(server.seen().iter().all(|r| !r.is(SIMULATE)));
}

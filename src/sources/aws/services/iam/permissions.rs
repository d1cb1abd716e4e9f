//! What the role of the failover may do, asked of IAM's own evaluation.
//!
//! SimulatePrincipalPolicy makes none of the calls that it is asked about. It evaluates the
//! policies of the role and its boundary, and service control policies only where the account may
//! see them; policies of the resources themselves are not part of it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, EvaluationResult};
use futures_util::future::join_all;

use crate::model::{Arn, Reason, Region, Value};
use crate::sources::aws::accounts::unasked;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{text, texts};
use crate::sources::aws::{PermissionQuestion, PermissionQuestions};

const KIND: &str = "permission.aws_iam_role";
const OPERATION: &str = "SimulatePrincipalPolicy";

/// What may be done.
pub(in crate::sources::aws::services) const PERMISSIONS: Service = Service {
    name: "iam",
    asked: Asked::AfterAccount,
    operations: &[Operation::lists(OPERATION, "iam:SimulatePrincipalPolicy", &[KIND])],
    collect: |collector| Box::pin(collect(collector)),
};

/// The most answers that one call is asked for.
const AT_ONCE: usize = 100;
/// The most answers on a page.
const PAGE: i32 = 1000;
/// The region of Route 53's control plane in each partition, which is the one that its calls are
/// made in whoever makes them
/// (<https://docs.aws.amazon.com/general/latest/gr/r53.html>).
const ROUTE53: &[(&str, &str)] = &[
    ("aws", "us-east-1"),
    ("aws-cn", "cn-northwest-1"),
    ("aws-eusc", "eusc-de-east-1"),
    ("aws-iso", "us-iso-east-1"),
    ("aws-iso-b", "us-isob-east-1"),
    ("aws-iso-e", "eu-isoe-west-1"),
    ("aws-iso-f", "us-isof-south-1"),
    ("aws-us-gov", "us-gov-west-1"),
];

/// The actions that are asked about the same resources in the same region, with these.
type Group<'q> = (BTreeSet<&'q str>, Vec<&'q str>);

/// What IAM says of an action on a resource.
struct Verdict {
    decision: String,
    missing: Vec<String>,
    by_organizations: Option<bool>,
    by_boundary: Option<bool>,
}

type Verdicts = BTreeMap<(String, String), Verdict>;

async fn collect(c: Collector) {
    let Some(role) = c.questions().failover_role.clone().filter(|_| c.wants(OPERATION)) else {
        return;
    };
    let PermissionQuestions { questions, missing } = (c.questions().permissions)(c.all_listed());
    for what in missing {
        c.lacks(OPERATION, what);
    }
    if questions.is_empty() || !is_here(&c, &role) {
        return;
    }
    let mut questions: Vec<_> = questions.into_iter().map(|q| where_made(q, &role)).collect();
    questions.sort();
    questions.dedup();
    let iam = client!(c, aws_sdk_iam);
    let mut of_region: BTreeMap<&str, Vec<&PermissionQuestion>> = BTreeMap::new();
    for question in &questions {
        of_region.entry(region(question)).or_default().push(question);
    }
    join_all(of_region.into_iter().map(|(region, asked)| {
        let (c, iam, role) = (&c, &iam, role.as_str());
        async move {
            join_all(groups(&asked).into_iter().map(|(actions, resources)| {
                answer(c, iam, role, region, actions, resources, &asked)
            }))
            .await;
        }
    }))
    .await;
}

fn region(question: &PermissionQuestion) -> &str {
    question.region.as_ref().map_or("", |r| r.as_str())
}

/// The question with the region that the call is really made in.
fn where_made(question: PermissionQuestion, role: &str) -> PermissionQuestion {
    let partition = Arn::parse(role).map_or("", |arn| arn.partition);
    let own = ROUTE53.iter().find(|(name, _)| *name == partition);
    let own = own.filter(|_| question.action.starts_with("route53:"));
    match own.and_then(|(_, region)| Region::parse(region)) {
        None => question,
        region => PermissionQuestion { region, ..question },
    }
}

/// Whether this account is the role's. Where nobody is asked in the role's account, that is said.
fn is_here(c: &Collector, role: &str) -> bool {
    let Some(account) = Arn::parse(role).map(|arn| arn.account).filter(|a| a.len() == 12) else {
        let detail = format!("the failover role {role} is no ARN of a role: correct it");
        c.cannot(OPERATION, Reason::NotCollected, detail);
        return false;
    };
    if c.account().is_empty() || c.account() == account {
        return true;
    }
    if let Some(why) = unasked(c.sides(), account) {
        c.cannot(OPERATION, Reason::NotCollected, format!("the failover role {role} {why}"));
    }
    false
}

/// As few calls as the questions of one region need: resources about which the same actions are
/// asked go together.
fn groups<'q>(asked: &[&'q PermissionQuestion]) -> Vec<Group<'q>> {
    let mut of_resource: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for question in asked {
        of_resource.entry(&question.resource_arn).or_default().insert(&question.action);
    }
    let mut groups: BTreeMap<BTreeSet<&str>, Vec<&str>> = BTreeMap::new();
    for (resource, actions) in of_resource {
        let actions: Vec<&str> = actions.into_iter().collect();
        for part in actions.chunks(AT_ONCE) {
            groups.entry(part.iter().copied().collect()).or_default().push(resource);
        }
    }
    let mut all = Vec::new();
    for (actions, resources) in groups {
        // "Any resource" is told apart from resources that are named.
        let (any, named): (Vec<&str>, Vec<&str>) = resources.into_iter().partition(|r| *r == "*");
        let most = (AT_ONCE / actions.len().max(1)).max(1);
        let parts =
            named.chunks(most).map(<[&str]>::to_vec).chain((!any.is_empty()).then_some(any));
        all.extend(parts.map(|part| (actions.clone(), part)));
    }
    all
}

/// Asks about a group, and keeps the answer to each question in it.
async fn answer(
    c: &Collector,
    iam: &Client,
    role: &str,
    region: &str,
    actions: BTreeSet<&str>,
    resources: Vec<&str>,
    asked: &[&PermissionQuestion],
) {
    let Some(verdicts) = simulate(c, iam, role, region, &actions, &resources).await else { return };
    let asked = asked.iter().filter(|q| {
        actions.contains(q.action.as_str()) && resources.contains(&q.resource_arn.as_str())
    });
    for question in asked {
        keep(c, role, question, &verdicts);
    }
}

/// What IAM says of each action on each resource; `None` where there is no such role.
async fn simulate(
    c: &Collector,
    iam: &Client,
    role: &str,
    region: &str,
    actions: &BTreeSet<&str>,
    resources: &[&str],
) -> Option<Result<Verdicts, Missing>> {
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let actions = owned(actions.iter().copied().collect());
    let resources = owned(resources.to_vec());
    let mut context = vec![entry("aws:SecureTransport", "true", ContextKeyTypeEnum::Boolean)];
    if !region.is_empty() {
        context.push(entry("aws:RequestedRegion", region, ContextKeyTypeEnum::String));
    }
    let mut verdicts = Verdicts::new();
    let mut marker: Option<String> = None;
    let mut seen = BTreeSet::new();
    loop {
        let request = iam
            .simulate_principal_policy()
            .policy_source_arn(role)
            .set_action_names(Some(actions.clone()))
            .set_resource_arns(Some(resources.clone()))
            .set_context_entries(Some(context.clone()))
            .set_marker(marker)
            .max_items(PAGE)
            .send();
        let page = match c.optional(OPERATION, &["NoSuchEntity"], request).await {
            Ok(Some(page)) => page,
            Ok(None) => {
                let detail = format!(
                    "there is no failover role {role}: create it, or correct its name in the \
                     configuration"
                );
                c.cannot(OPERATION, Reason::NotCollected, detail);
                return None;
            }
            Err(missing) => return Some(Err(missing)),
        };
        page.evaluation_results().iter().for_each(|result| note(&mut verdicts, result));
        let next = page.marker.filter(|m| page.is_truncated && !m.is_empty());
        let Some(next) = next else { return Some(Ok(verdicts)) };
        if !seen.insert(next.clone()) {
            let detail = "IAM gave the same page again: not every answer was told".to_owned();
            return Some(Err(c.cannot(OPERATION, Reason::Unreadable, detail)));
        }
        marker = Some(next);
    }
}

fn entry(name: &str, value: &str, of: ContextKeyTypeEnum) -> ContextEntry {
    ContextEntry::builder()
        .context_key_name(name)
        .context_key_values(value)
        .context_key_type(of)
        .build()
}

/// A result says all of its own resource, and may say more of others.
fn note(verdicts: &mut Verdicts, result: &EvaluationResult) {
    let action = result.eval_action_name();
    let by_organizations =
        result.organizations_decision_detail().map(|d| d.allowed_by_organizations());
    let boundary = result.permissions_boundary_decision_detail();
    verdicts.insert(
        (action.to_owned(), result.eval_resource_name().unwrap_or("*").to_owned()),
        Verdict {
            decision: result.eval_decision().as_str().to_owned(),
            missing: result.missing_context_values().to_vec(),
            by_organizations,
            by_boundary: boundary.map(|d| d.allowed_by_permissions_boundary()),
        },
    );
    for told in result.resource_specific_results() {
        let boundary = told.permissions_boundary_decision_detail().or(boundary);
        verdicts.insert(
            (action.to_owned(), told.eval_resource_name().to_owned()),
            Verdict {
                decision: told.eval_resource_decision().as_str().to_owned(),
                missing: told.missing_context_values().to_vec(),
                by_organizations,
                by_boundary: boundary.map(|d| d.allowed_by_permissions_boundary()),
            },
        );
    }
}

fn keep(
    c: &Collector,
    role: &str,
    question: &PermissionQuestion,
    verdicts: &Result<Verdicts, Missing>,
) {
    let PermissionQuestion { action, resource_arn, step, .. } = question;
    let region = region(question);
    let mut attributes = vec![
        ("action", Value::text(action)),
        ("region", text(Some(region).filter(|r| !r.is_empty()))),
        ("resource_arn", Value::text(resource_arn)),
        ("role_arn", Value::text(role)),
        ("step", Value::text(step)),
    ];
    let unknown =
        |value: Value| ["allowed", "decision", "missing_context"].map(|n| (n, value.clone()));
    let key = (action.to_string(), resource_arn.to_string());
    match verdicts.as_ref().map(|told| told.get(&key)) {
        Err(missing) => attributes.extend(unknown(missing.value())),
        Ok(None) => {
            let why = format!("IAM did not answer for {action} on {resource_arn}");
            attributes.extend(unknown(c.untold(OPERATION, Reason::Unreadable, &why)));
        }
        Ok(Some(verdict)) => {
            attributes.extend([
                ("allowed", Value::Bool(verdict.decision == "allowed")),
                ("decision", Value::text(&verdict.decision)),
                ("missing_context", texts(&verdict.missing)),
            ]);
            // Not told where there is no boundary, or where policies of the organisation are not
            // visible to the account.
            let told = |name, value: Option<bool>| value.map(|v| (name, Value::Bool(v)));
            attributes.extend(told("allowed_by_boundary", verdict.by_boundary));
            attributes.extend(told("allowed_by_organizations", verdict.by_organizations));
        }
    }
    let id = format!("{action}|{resource_arn}|{region}|{step}");
    c.keep(OPERATION, KIND, &id, attributes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Region, Text};

    fn question(action: &str, resource: &str) -> PermissionQuestion {
        PermissionQuestion {
            action: Text::from(action),
            resource_arn: Text::from(resource),
            region: Region::parse("us-west-2"),
            step: Text::from("scale"),
        }
    }

    #[test]
    fn resources_with_the_same_actions_are_asked_about_together() {
        let all = [
            question("ecs:UpdateService", "a"),
            question("ecs:DescribeServices", "a"),
            question("ecs:UpdateService", "b"),
            question("ecs:DescribeServices", "b"),
            question("rds:FailoverGlobalCluster", "g"),
            question("rds:FailoverGlobalCluster", "*"),
        ];
        let asked: Vec<_> = all.iter().collect();
        let mut found: Vec<(Vec<&str>, Vec<&str>)> = groups(&asked)
            .into_iter()
            .map(|(actions, resources)| (actions.into_iter().collect(), resources))
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                (vec!["ecs:DescribeServices", "ecs:UpdateService"], vec!["a", "b"]),
                (vec!["rds:FailoverGlobalCluster"], vec!["*"]),
                (vec!["rds:FailoverGlobalCluster"], vec!["g"]),
            ]
        );
    }

    #[test]
    fn a_call_is_never_asked_for_more_than_it_takes() {
        let all: Vec<_> = (0..250).map(|n| question("ecs:UpdateService", &n.to_string())).collect();
        let asked: Vec<_> = all.iter().collect();
        let sizes: Vec<usize> = groups(&asked).iter().map(|(_, r)| r.len()).collect();
        assert_eq!(sizes, [100, 100, 50]);
        let all: Vec<_> = (0..150).map(|n| question(&format!("ecs:A{n}"), "a")).collect();
        let asked: Vec<_> = all.iter().collect();
        assert!(groups(&asked).iter().all(|(actions, r)| actions.len() * r.len() <= AT_ONCE));
    }
}

//! A small estate, and what is read of its runbook.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    AccountId, Address, Condition, Coverage, Estate, Gap, Inventory, Map, MapFlavour, Objectives,
    Provenance, Reason, Region, RegionEvidence, Resource, Side, Site, Text, Unknown, Value,
};
use crate::runbook::{Direction, Options, Phase, Runbook, plan};

pub(super) const ACCOUNT: &str = "123456789012";

pub(super) fn region(side: Side) -> &'static str {
    if side == Side::Dr { "eu-west-1" } else { "eu-central-1" }
}

pub(super) fn site(side: Side) -> Site {
    Site { side, region: Region::parse(region(side)), account: AccountId::parse(ACCOUNT) }
}

pub(super) fn resource(
    side: Side,
    kind: &str,
    name: &str,
    attributes: Vec<(&str, Value)>,
) -> Arc<Resource> {
    let attributes = attributes.into_iter().map(|(k, v)| (Text::from(k), v)).collect();
    Arc::new(Resource {
        kind: Text::from(kind),
        id: Some(Text::from(name)),
        address: Address::new(format!("{kind}.main")),
        name: Some(Text::from(name)),
        site: Arc::new(site(side)),
        region_evidence: RegionEvidence::Side,
        attributes: Arc::new(Map::new(attributes, MapFlavour::Object)),
        condition: Condition::Current,
        provenance: Provenance::Made,
    })
}

pub(super) fn unknown() -> Value {
    Value::unknown(Unknown {
        reason: Reason::Denied,
        detail: Text::from("rds:DescribeDBClusters"),
        origin: None,
        refs: Vec::new(),
        bounds: crate::model::Bounds::default(),
        symbol: None,
    })
}

pub(super) fn arn(side: Side, service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{}:{ACCOUNT}:{resource}", region(side))
}

pub(super) fn cluster(side: Side) -> Arc<Resource> {
    let name = format!("shop-{}", region(side));
    resource(
        side,
        "aws_rds_cluster",
        &name,
        vec![
            ("cluster_identifier", Value::text(&name)),
            ("arn", Value::text(arn(side, "rds", &format!("cluster:{name}")))),
            ("global_cluster_identifier", Value::from("shop")),
            ("engine", Value::from("aurora-postgresql")),
            ("engine_version", Value::from("16.4")),
            ("db_subnet_group_name", Value::from("shop")),
            ("db_cluster_parameter_group_name", Value::from("shop")),
            ("endpoint", Value::text(format!("{name}.cluster-x.rds.amazonaws.com"))),
        ],
    )
}

pub(super) fn instance(side: Side) -> Arc<Resource> {
    let cluster = format!("shop-{}", region(side));
    let name = format!("{cluster}-0");
    resource(
        side,
        "aws_rds_cluster_instance",
        &name,
        vec![
            ("identifier", Value::text(&name)),
            ("arn", Value::text(arn(side, "rds", &format!("db:{name}")))),
            ("cluster_identifier", Value::text(&cluster)),
            ("instance_class", Value::from("db.r6g.large")),
        ],
    )
}

pub(super) fn service(side: Side, desired: i64) -> Arc<Resource> {
    resource(
        side,
        "aws_ecs_service",
        "web",
        vec![
            ("name", Value::from("web")),
            ("id", Value::text(arn(side, "ecs", "service/shop/web"))),
            ("cluster", Value::text(arn(side, "ecs", "cluster/shop"))),
            ("desired_count", Value::from(desired)),
        ],
    )
}

pub(super) fn target(side: Side, low: i64, high: i64) -> Arc<Resource> {
    resource(
        side,
        "aws_appautoscaling_target",
        "service/shop/web",
        vec![
            ("resource_id", Value::from("service/shop/web")),
            ("scalable_dimension", Value::from("ecs:service:DesiredCount")),
            ("min_capacity", Value::from(low)),
            ("max_capacity", Value::from(high)),
        ],
    )
}

pub(super) fn balancer(side: Side) -> Arc<Resource> {
    let host = format!("shop-1.{}.elb.amazonaws.com", region(side));
    let zone = format!("Z{}", if side == Side::Dr { "DR" } else { "PRIMARY" });
    let attributes = vec![("dns_name", Value::text(host)), ("zone_id", Value::text(zone))];
    resource(side, "aws_lb", "shop", attributes)
}

pub(super) fn record(more: Vec<(&str, Value)>) -> Arc<Resource> {
    let alias = Value::map([
        ("name", Value::from("dualstack.shop-1.eu-central-1.elb.amazonaws.com.")),
        ("zone_id", Value::from("ZPRIMARY")),
        ("evaluate_target_health", Value::from(true)),
    ]);
    let mut attributes = vec![
        ("zone_id", Value::from("ZONE")),
        ("name", Value::from("shop.example.com")),
        ("type", Value::from("A")),
        ("alias", Value::list(vec![alias])),
    ];
    attributes.extend(more);
    resource(Side::Primary, "aws_route53_record", "shop.example.com", attributes)
}

pub(super) fn whole() -> Vec<Arc<Resource>> {
    let (primary, dr) = (Side::Primary, Side::Dr);
    vec![
        cluster(primary),
        instance(primary),
        service(primary, 4),
        target(primary, 4, 10),
        balancer(primary),
        record(Vec::new()),
        cluster(dr),
        instance(dr),
        service(dr, 1),
        target(dr, 1, 2),
        balancer(dr),
    ]
}

/// A second global database.
pub(super) fn second() -> Vec<Arc<Resource>> {
    let renamed = |value: &Value| match value.as_str() {
        Some(text) if text.starts_with("shop") || text.starts_with("arn") => {
            Value::text(text.replace("shop", "orders"))
        }
        _ => value.clone(),
    };
    let mut found = Vec::new();
    for side in [Side::Primary, Side::Dr] {
        for one in [cluster(side), instance(side)] {
            let mut other = one.as_ref().clone();
            let attributes = other.attributes.iter().map(|(k, v)| (k.clone(), renamed(v)));
            other.attributes = Arc::new(Map::new(attributes.collect(), MapFlavour::Object));
            let name = |t: &Text| Text::from(t.as_str().replace("shop", "orders"));
            other.name = other.name.as_ref().map(name);
            other.address = Address::new(format!("{}.orders", one.kind));
            found.push(Arc::new(other));
        }
    }
    found
}

pub(super) fn estate() -> Estate {
    Estate {
        name: Text::from("shop"),
        primary: site(Side::Primary),
        dr: site(Side::Dr),
        views: BTreeMap::new(),
        networks: BTreeMap::new(),
        dr_name_suffix: Text::new(),
        primary_name_suffix: Text::new(),
        objectives: Objectives::default(),
    }
}

pub(super) fn planned_with(
    direction: Direction,
    listed: Vec<Arc<Resource>>,
    gaps: Vec<Gap>,
) -> Runbook {
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    for gap in gaps {
        coverage.add(gap);
    }
    let inventory = Inventory::new(listed, coverage, Vec::new());
    let options = Options { made_at: Text::from("2026-01-02T03:04:05Z"), ..Options::default() };
    plan(direction, &estate(), &inventory, &options)
}

pub(super) fn planned(direction: Direction, listed: Vec<Arc<Resource>>) -> Runbook {
    planned_with(direction, listed, Vec::new())
}

pub(super) fn named<'a>(book: &'a Runbook, name: &str) -> &'a Phase {
    book.phases.iter().find(|p| p.name == name).expect("the phase is there")
}

/// The changing commands as `phase: line`.
pub(super) fn changes(book: &Runbook) -> Vec<String> {
    let commands = book.phases.iter().flat_map(|p| p.commands.iter().map(move |c| (p, c)));
    commands
        .filter(|(_, c)| !c.grants.is_empty())
        .map(|(p, c)| format!("{}: {}", p.name, c.line.shell()))
        .collect()
}

pub(super) fn lacking(book: &Runbook) -> String {
    book.missing.iter().map(|m| format!("{} / {}\n", m.what, m.mend)).collect()
}

/// The estate without the resource of that kind on that side.
pub(super) fn without(kind: &str, side: Side) -> Vec<Arc<Resource>> {
    let mut listed = whole();
    listed.retain(|r| r.kind.as_str() != kind || r.side() != side);
    assert!(listed.len() < whole().len(), "there is no {kind}");
    listed
}

use super::*;
use crate::assess::readiness::built::{coverage, denied, gap, resource, within};
use crate::model::Value;

#[test]
fn what_runs_and_what_flows_is_drawn_and_what_is_not_known_is_said() {
    let list = |blocks: Vec<Value>| Value::list(blocks);
    let text = |t: &str| Value::text(t);
    let member = |region: &str, writer: bool| {
        Value::map([
            ("db_cluster_arn", text(&format!("arn:aws:rds:{region}:1:cluster:shop-{region}"))),
            ("is_writer", Value::Bool(writer)),
        ])
    };
    let members = list(vec![member("us-east-1", true), member("us-west-2", false)]);
    let mut resources = vec![
        resource("aws_vpc", Side::Primary, "vpc-1", &[("cidr_block", text("10.0.0.0/16"))]),
        resource("aws_vpc", Side::Dr, "vpc-2", &[("cidr_block", denied())]),
        resource(
            "aws_vpc_ipv4_cidr_block_association",
            Side::Primary,
            "as-1",
            &[("vpc_id", text("vpc-1")), ("cidr_block", text("10.9.0.0/16"))],
        ),
        resource(
            "aws_subnet",
            Side::Primary,
            "s-1",
            &[("vpc_id", text("vpc-1")), ("availability_zone", text("us-east-1a"))],
        ),
        resource(
            "aws_subnet",
            Side::Dr,
            "s-2",
            &[("vpc_id", text("vpc-2")), ("availability_zone", denied())],
        ),
        resource("aws_ecs_service", Side::Primary, "api", &[("desired_count", Value::from(2))]),
        resource("aws_ecs_service", Side::Dr, "api", &[("desired_count", denied())]),
        resource(
            "aws_rds_global_cluster",
            Side::Primary,
            "shop",
            &[("global_cluster_members", members)],
        ),
        resource(
            "aws_rds_cluster",
            Side::Dr,
            "shop",
            &[
                ("arn", text("arn:aws:rds:us-west-2:1:cluster:shop-us-west-2")),
                ("engine", text("aurora-postgresql")),
            ],
        ),
    ];
    for n in 0..37 {
        resources.push(resource("aws_lambda_function", Side::Primary, &format!("f{n}"), &[]));
    }
    let drawn = within(resources, coverage(Vec::new()), |world| {
        drawing(world.estate, world.inventory, None)
    });
    let drawn = drawn.unwrap();
    let [primary, dr] = drawn.regions.as_slice() else { panic!("{drawn:?}") };
    assert_eq!(primary.networks[0].ranges, ["10.0.0.0/16", "10.9.0.0/16"]);
    assert_eq!((primary.networks[0].subnets, primary.networks[0].zones), (1, Some(1)));
    assert_eq!(dr.networks[0].ranges, ["range not known"]);
    assert_eq!((dr.networks[0].subnets, dr.networks[0].zones), (1, None));
    let parts = |r: &RegionDrawn| -> Vec<String> {
        r.parts.iter().map(|p| format!("{}|{}|{}", p.what, p.name, p.size)).collect()
    };
    assert_eq!(parts(primary), ["ECS service|api|2 tasks", "37 Lambda functions||"]);
    assert_eq!(parts(dr), ["ECS service|api|tasks not known", "Aurora cluster|shop|reader"]);
    let flows: Vec<_> =
        drawn.flows.iter().map(|f| (f.from.as_str(), f.to.as_str(), f.what.as_str())).collect();
    assert_eq!(flows, [("primary", "dr", "Aurora Global Database shop")]);
}

#[test]
fn where_nothing_is_there_nothing_is_drawn_and_unlisted_subnets_hide_the_zones() {
    let look = |resources, gaps| {
        within(resources, coverage(gaps), |world| drawing(world.estate, world.inventory, None))
    };
    assert_eq!(look(Vec::new(), Vec::new()), None);
    let vpc = resource("aws_vpc", Side::Dr, "vpc-2", &[("cidr_block", Value::text("10.1.0.0/16"))]);
    let drawn = look(vec![vpc], vec![gap(Side::Dr, "aws_subnet")]).unwrap();
    assert_eq!(drawn.regions[1].networks[0].zones, None);
}

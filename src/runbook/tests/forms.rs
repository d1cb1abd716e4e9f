//! The forms of a runbook: calls, lines, Markdown, script.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::world::*;
use crate::model::{AccountId, Coverage, Estate, Inventory, Side, Site, Snapshot, Text};
use crate::runbook::{Call, Direction, Options, Word, calls, markdown, plan, script};

#[test]
fn calls_are_the_changes_of_both_ways_to_dr() {
    let listed = whole();
    let (made, missing) = calls(&listed, &estate(), &[], false);
    assert_eq!(missing, Vec::<String>::new());
    let made: BTreeSet<Call> = made.into_iter().collect();
    let mut expected = BTreeSet::new();
    for direction in [Direction::Failover, Direction::Switchover] {
        for phase in &planned(direction, whole()).phases {
            for command in &phase.commands {
                for (action, resource_arn) in &command.grants {
                    expected.insert(Call {
                        step: phase.step,
                        action,
                        resource_arn: resource_arn.clone(),
                        region: command.line.place.region.clone(),
                    });
                }
            }
        }
    }
    assert_eq!(made, expected);
    let shown: Vec<String> =
        made.iter().map(|c| format!("{} {} {}", c.step, c.action, c.resource_arn)).collect();
    for wanted in [
        "promote rds:FailoverGlobalCluster arn:aws:rds::123456789012:global-cluster:shop",
        "promote rds:FailoverGlobalCluster arn:aws:rds:eu-west-1:123456789012:cluster:shop-eu-west-1",
        "promote rds:SwitchoverGlobalCluster arn:aws:rds::123456789012:global-cluster:shop",
        "scale ecs:UpdateService arn:aws:ecs:eu-west-1:123456789012:service/shop/web",
        "scale application-autoscaling:RegisterScalableTarget *",
        "dns route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/ZONE",
    ] {
        assert!(shown.iter().any(|s| s == wanted), "{wanted} is not in {shown:#?}");
    }
}

#[test]
fn what_is_not_there_leaves_no_call_unknown() {
    let mut listed = without("aws_rds_cluster", Side::Dr);
    listed.retain(|r| !(r.kind.as_str() == "aws_rds_cluster_instance" && r.side() == Side::Dr));
    let (made, missing) = calls(&listed, &estate(), &[], false);
    assert_eq!(missing, Vec::<String>::new());
    assert!(made.iter().any(|c| c.action == "ecs:UpdateService"));
    // A runbook cannot do without it all the same.
    assert!(!planned(Direction::Failover, listed).missing.is_empty());
}

#[test]
fn calls_after_a_failover_rebuild_the_old_primary_too() {
    // The sides are those that the regions play now: what was primary waits.
    let turned = Estate { primary: site(Side::Dr), dr: site(Side::Primary), ..estate() };
    let turned = Estate {
        primary: Site { side: Side::Primary, ..turned.primary.clone() },
        dr: Site { side: Side::Dr, ..turned.dr.clone() },
        ..turned
    };
    let listed = Snapshot { resources: whole(), ..Snapshot::default() }.turned().resources;
    let (made, _) = calls(&listed, &turned, &[], true);
    let stale = "arn:aws:rds:eu-central-1:123456789012:cluster:shop-eu-central-1";
    for action in [
        "rds:CreateDBClusterSnapshot",
        "rds:ModifyDBCluster",
        "rds:DeleteDBCluster",
        "rds:CreateDBCluster",
        "rds:CreateDBInstance",
        "rds:SwitchoverGlobalCluster",
    ] {
        let is = |c: &&Call| c.action == action && c.resource_arn == stale;
        assert!(made.iter().any(|c| is(&c)), "{action}: {made:#?}");
    }
    let instance = |c: &Call| {
        c.action == "rds:DeleteDBInstance" && c.resource_arn.ends_with("shop-eu-central-1-0")
    };
    assert!(made.iter().any(instance), "{made:#?}");
    assert!(
        made.iter().filter(|c| c.action.starts_with("rds:Delete")).all(|c| {
            c.region.as_str() == "eu-central-1" && !c.resource_arn.contains("eu-west-1")
        })
    );
    let (before, _) = calls(&listed, &turned, &[], false);
    assert!(!before.iter().any(|c| c.action.starts_with("rds:Delete")));
}

#[test]
fn calls_find_counterparts_by_pairs_and_suffixes_and_say_what_is_lacking() {
    let renamed = |name: &str| {
        let mut listed = without("aws_ecs_service", Side::Dr);
        let mut found = service(Side::Dr, 1).as_ref().clone();
        found.name = Some(Text::from(name));
        found.address = crate::model::Address::new("aws_ecs_service.other");
        listed.push(Arc::new(found));
        listed
    };
    let asks = |calls: &[Call]| calls.iter().any(|c| c.action == "ecs:UpdateService");
    let (made, missing) = calls(&renamed("web-dr"), &estate(), &[], false);
    assert!(!asks(&made) && missing.iter().any(|m| m.contains("counterpart")), "{missing:?}");
    let suffixed = Estate { dr_name_suffix: Text::from("-dr"), ..estate() };
    let (made, missing) = calls(&renamed("web-dr"), &suffixed, &[], false);
    assert!(asks(&made) && missing.is_empty(), "{missing:?}");
    let address = crate::model::Address::new;
    let pair = [address("aws_ecs_service.main"), address("aws_ecs_service.other")];
    let (made, missing) = calls(&renamed("front"), &estate(), &[pair], false);
    assert!(asks(&made) && missing.is_empty(), "{missing:?}");
}

#[test]
fn every_command_names_its_region_and_its_output() {
    for direction in [Direction::Failover, Direction::Switchover, Direction::Failback] {
        for command in planned(direction, whole()).phases.iter().flat_map(|p| &p.commands) {
            let checks = command.verify.iter().chain(&command.unless).map(|c| &c.line);
            for line in checks.chain(&command.rollback).chain([&command.line]) {
                let words = line.words();
                for option in ["--region", "--output"] {
                    let named = words.iter().filter(|w| **w == Word::Text(option.to_owned()));
                    assert_eq!(named.count(), 1, "{option}: {}", line.shell());
                }
            }
        }
    }
}

#[test]
fn hostile_names_stay_names() {
    let mut book = planned(Direction::Failover, whole());
    book.app = Text::from("a\n# <img src=x> `id` $(id) \u{1b}[31m\u{202e}");
    book.sources = vec!["x|y\n- [z](javascript:1)".to_owned()];
    let text = markdown(&book);
    for bad in ["<img", "\u{1b}", "\u{202e}", "\n# &lt;", "z](java"] {
        assert!(!text.contains(bad), "{bad:?} is in it");
    }
    let text = script(&book);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    assert!(
        text.lines()
            .any(|l| l.starts_with("readonly app='a") && l.contains("$(id)") && l.ends_with('\''))
    );
}

#[test]
fn two_accounts_need_a_profile_each() {
    let mut inventory = whole();
    let other = Arc::new(Site { account: AccountId::parse("210987654321"), ..site(Side::Dr) });
    for found in inventory.iter_mut().filter(|r| r.side() == Side::Dr) {
        let mut changed = found.as_ref().clone();
        changed.site = Arc::clone(&other);
        *found = Arc::new(changed);
    }
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    let estate = Estate { dr: other.as_ref().clone(), ..estate() };
    let inventory = Inventory::new(inventory, coverage, Vec::new());
    let book = plan(Direction::Failover, &estate, &inventory, &Options::default());
    let all = changes(&book);
    let of = |text: &str| all.iter().find(|l| l.contains(text)).expect("a change");
    assert!(of("failover-global-cluster").contains("--profile \"$dr_profile\""));
    assert!(of("--desired-count 0").contains("--profile \"$primary_profile\""));
    // The hosted zone is the primary account's.
    assert!(of("route53").contains("--profile \"$primary_profile\""));
    assert!(script(&book).contains("${DR_PROFILE:?"));
}

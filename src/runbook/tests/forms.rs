//! The forms of a runbook: calls, lines, Markdown, script.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::world::*;
use crate::model::{AccountId, Coverage, Estate, Inventory, Side, Site, Text};
use crate::runbook::{Call, Direction, Options, Word, calls, markdown, plan, script};

#[test]
fn calls_are_the_changes_of_both_ways_to_dr() {
    let listed = whole();
    let made: BTreeSet<Call> =
        calls(&listed, &site(Side::Primary), &site(Side::Dr)).into_iter().collect();
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

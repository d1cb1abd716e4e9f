//! Quotas that things are counted against: what DR has, and what it lacks of the primary's.

use super::facts::{Facts, counted, is_of, nameless, not_collected};
use super::quotas::{Asked, line_between};
use super::{Amount, Lines, words};
use crate::finding::Step;
use crate::model::{Number, Side};

/// Instances that count against the quota of RDS though other services run them
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html>).
const FOREIGN: &[&str] =
    &["status.aws_docdb_cluster_instance", "status.aws_neptune_cluster_instance"];

/// Elastic IP addresses.
pub(super) fn addresses(f: Facts<'_>) -> Lines {
    let asked = Asked {
        topic: "eip",
        service_code: "ec2",
        quota_code: "L-0263D0A3",
        name: "Elastic IP addresses",
        unit: "addresses",
    };
    by_count(f, &asked, &["aws_eip"], &[])
}

/// Instances and clusters of RDS.
pub(super) fn databases(f: Facts<'_>) -> Lines {
    let asked = |quota_code, name, unit| Asked {
        topic: "database-quota",
        service_code: "rds",
        quota_code,
        name,
        unit,
    };
    let instances = asked("L-7B6409FD", "RDS and Aurora instances", "instances");
    let clusters = asked("L-952B80B8", "Aurora clusters", "clusters");
    let kinds = ["aws_rds_cluster_instance", "aws_db_instance"];
    let mut all = by_count(f, &instances, &kinds, FOREIGN);
    let more = by_count(f, &clusters, &["aws_rds_cluster"], &[]);
    all.lines.extend(more.lines);
    all.open = all.open.or(more.open);
    for line in &mut all.lines {
        line.step = Step::Promote;
    }
    all
}

/// A quota that what DR has and what it lacks of the primary's must fit into, besides as many
/// `foreign` things as the side with more of them has.
fn by_count(f: Facts<'_>, asked: &Asked, kinds: &[&str], foreign: &[&str]) -> Lines {
    let of = |kinds: &[&str], side| {
        let add = |sum: Amount, kind: &&str| sum.plus(&counted(&f.all(kind, side)));
        kinds.iter().fold(Amount::zero(), add)
    };
    let (primary, dr) = (of(kinds, Side::Primary), of(kinds, Side::Dr));
    let others = of(foreign, Side::Primary).larger(&of(foreign, Side::Dr));
    let [mut least, mut most] = [Amount::zero(), Amount::zero()];
    for kind in kinds {
        let lacking = lacking(f, kind);
        least = least.plus(&Amount::count(lacking[0]));
        most = most.plus(&Amount::count(lacking[1]));
    }
    let lacks = if least == most { most.to_string() } else { format!("up to {most}") };
    let need = |lacks: Amount| lacks.plus(&dr).plus(&others).or_more(primary.openness().cloned());
    let needs = [need(least), need(most)];
    if needs[1].low() == &Number::Int(0) {
        return Lines { lines: Vec::new(), open: needs[1].openness().cloned() };
    }
    let mut explanation = format!("DR has {dr} and lacks {lacks} of the primary's {primary}");
    if !others.is_zero() {
        let others = words::counted(&others, asked.unit);
        explanation.push_str(&format!("; {others} of Neptune and DocumentDB count too"));
    }
    explanation.push('.');
    let why = || {
        let why = format!("which of the primary's {} DR has already cannot be told", asked.unit);
        not_collected(why)
    };
    Lines { lines: vec![line_between(f, asked, needs, why, explanation)], open: None }
}

/// How many primary resources of a kind DR lacks, at least and at most. What has no name, or
/// several possible counterparts, may be there.
fn lacking(f: Facts<'_>, kind: &str) -> [usize; 2] {
    let comparison = f.world.comparison;
    let alone = |side| {
        let ambiguous = comparison.ambiguous().iter().map(|a| &a.resource);
        let ambiguous = ambiguous.filter(move |r| r.side() == side);
        comparison.unpaired(side).iter().chain(ambiguous).filter(|r| is_of(r, kind))
    };
    let doubtful = |side| {
        alone(side).any(|r| r.name.is_none() || nameless(r).is_some() || comparison.is_ambiguous(r))
    };
    let [primary, dr] = [Side::Primary, Side::Dr].map(|side| alone(side).count());
    if doubtful(Side::Primary) || doubtful(Side::Dr) {
        return [primary.saturating_sub(dr), primary];
    }
    [primary, primary]
}

//! Of several rules that see one thing, the most specific speaks.

use std::collections::BTreeMap;

use super::Judged;
use crate::compare::Comparison;
use crate::model::Text;
use crate::rules::Verdict;

/// A place on either member of a pair.
type Spot = (Text, Text, Text);

fn spot(judged: &Judged, comparison: &Comparison) -> Option<Spot> {
    let place = judged.raised.place.as_ref()?;
    Some((
        place.resource.kind.clone(),
        comparison.canonical_label(&place.resource),
        place.path.clone(),
    ))
}

/// Drops what a rule says where a rule that it yields to says at least as much.
pub(super) fn drop_superfluous(judged: &mut Vec<Judged>, comparison: &Comparison) {
    let mut said: BTreeMap<Spot, Vec<(Text, bool, bool)>> = BTreeMap::new();
    for one in judged.iter().filter(|one| !one.is_drift()) {
        if let Some(spot) = spot(one, comparison) {
            let general = one.rule.yields_to.iter().any(|r| r.as_str() == "*");
            let failed = one.raised.verdict == Verdict::Fail;
            said.entry(spot).or_default().push((one.rule.id.clone(), failed, general));
        }
    }
    judged.retain(|one| {
        if one.rule.yields_to.is_empty() || one.is_drift() {
            return true;
        }
        let Some(others) = spot(one, comparison).and_then(|s| said.get(&s)) else { return true };
        let failed = one.raised.verdict == Verdict::Fail;
        !others.iter().any(|(rule, other_failed, general)| {
            let meant = one.rule.yields_to.contains(rule)
                || (!general && one.rule.yields_to.iter().any(|r| r.as_str() == "*"));
            *rule != one.rule.id && meant && (*other_failed || !failed)
        })
    });
}

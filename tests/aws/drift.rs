//! States beside what runs: nothing right after an apply, and each change by hand once.

use crate::program::{Place, failed};
use crate::simulator::Simulator;

/// What each change by hand is found as: between state and live, and between the sides. A change
/// of the DR side's own design (ranges, zones, what only one side has) is no parity finding.
const CHANGES: &[(&str, &[&str])] = &[];

#[test]
fn right_after_an_apply_nothing_differs() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    let (report, status) = place.audit(&[]);
    assert_eq!(failed(&report), Vec::<String>::new());
    assert_eq!(report["gaps"], serde_json::json!([]));
    assert_eq!((report["checks"]["unassessed"].as_u64(), status), (Some(0), 0));
}

#[test]
fn each_change_by_hand_is_found_once_on_either_axis() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    let mut before = failed(&place.audit(&[]).0);
    for (change, expected) in CHANGES {
        simulator.change(change);
        let after = failed(&place.audit(&[]).0);
        let new: Vec<&String> = after.iter().filter(|f| !before.contains(f)).collect();
        assert_eq!(new, *expected, "{change}");
        assert!(before.iter().all(|f| after.contains(f)), "{change} hides what was found before");
        before = after;
    }
}

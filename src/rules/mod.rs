//! Rules: HCL files that judge an estate.
//!
//! A rule selects resources, pairs, groups or whole lists and asserts something of each; set work
//! is done by native functions. [`Catalogue`] holds the built-in rules and the user's; [`World`]
//! is what they are run over; [`run`] judges. Truth has three values: what cannot be told is
//! *unassessed* with its reason, never a pass. [`testing`] runs the cases in
//! `<slug>.test.hcl`.
//!
//! What is not done here: expectations, waivers, severities that the configuration changes. A
//! rule says what is there; the assessment says what was agreed.

mod catalogue;
mod check;
mod engine;
mod load;
mod natives;
mod reads;
mod rule;
pub mod testing;
mod world;

pub use catalogue::{Catalogue, RuleFile};
pub use engine::{Place, Raised, RuleRun, Verdict, run};
pub use load::{fits, rules as parse};
pub use natives::capacity::{Amount, CapacityLine, lines as capacity_lines};
pub use natives::{NAMES as NATIVE_NAMES, Natives};
pub use reads::{Reads, reads};
pub use rule::{Absence, Assert, Input, Judgement, Mode, Rule, Selector, view_named};
pub use world::World;

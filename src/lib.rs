//! Does your DR region pass muster?
//!
//! `passmuster` compares a primary and a DR AWS region and says whether the DR region could take
//! over: what differs, what is missing, what points the wrong way, what could not be looked at.
//!
//! ```text
//! sources ─▶ snapshots ─▶ estate ─▶ canonical form ─▶ pairs ─▶ rules ─▶ report ─▶ renderers
//! ```
//!
//! Data moves in one direction. Everything right of the snapshots is synchronous, pure and
//! deterministic: the same input, rules, settings and clock give the same bytes.
//!
//! | layer | owns | may import |
//! |---|---|---|
//! | [`model`] | values, resources, estates | nothing |
//! | [`finding`] | outcomes, findings, the report | model |
//! | [`lang`] | the expression language | model |
//! | [`kinds`] | what a resource kind is and how it compares | model |
//! | [`sources`] | where snapshots come from | model, kinds, lang |
//! | [`compare`] | canonical form, pairing, differences | model, kinds |
//! | [`rules`] | catalogue, selectors, native functions, rule tests | model, finding, kinds, lang, compare |
//! | [`assess`] | runs rules, expectations, waivers | rules and below, never sources |
//! | [`report`] | renderers | finding, model |
//! | [`history`] | runs over time, the log of drills, bundles of evidence | finding, model |
//! | [`runbook`] | failover, switchover and failback in commands | finding, model |
//! | [`config`] | `passmuster.hcl` | model, finding, lang |
//! | [`app`] | use cases | all but cli |
//! | [`cli`] | clap, printing, exit status | app, config, report, finding |
//!
//! Words: a *site* is an account and region with the *side* it plays for; an *estate* is one
//! application in both regions; a *view* is the kind of source that it is looked at through; a
//! *pair* is a primary resource with its DR counterpart; a *gap* is something that could not be
//! read; *coverage* says where absence may be concluded; an *expectation* declares an intended
//! difference with its value; a *waiver* accepts a finding until a day.
//!
//! What always holds: unknown is never a pass; absence counts only where the listing was
//! complete; nothing is ever changed in AWS; no secret is kept in clear.

pub mod app;
pub mod assess;
pub mod cli;
pub mod compare;
pub mod config;
pub mod finding;
pub mod history;
pub mod kinds;
pub mod lang;
pub mod model;
pub mod report;
pub mod rules;
pub mod runbook;
pub mod sources;

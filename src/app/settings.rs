//! What was decided: from configuration and request to the settings of an assessment.

use super::gate::GATE;
use super::{Failure, Request};
use crate::assess::{GateSettings, RECOVERY_TIME, Settings, TOPOLOGY};
use crate::config::{App, KnownRule};
use crate::model::{Text, Value, View};
use crate::rules::{Catalogue, Rule};

/// Rules that no file holds.
const OWN: &[&str] = &[RECOVERY_TIME, TOPOLOGY];

/// What the configuration may name.
pub(super) fn known(catalogue: &Catalogue) -> Vec<KnownRule> {
    let rules = catalogue.rules().iter().map(|rule| KnownRule {
        names: std::iter::once(&rule.id).chain(&rule.aliases).cloned().collect(),
        inputs: rule.inputs.iter().map(|i| (i.name.clone(), i.ty.clone())).collect(),
        waivable: true,
    });
    let own = |names: &'static [&'static str], waivable| {
        names.iter().map(move |name| KnownRule {
            names: vec![Text::from(*name)],
            inputs: Vec::new(),
            waivable,
        })
    };
    let about_settings =
        own(&["expectation-expired", "expectation-unmet", "expectation-unused"], true);
    rules.chain(about_settings).chain(own(OWN, false)).collect()
}

/// The settings of an assessment.
///
/// # Errors
///
/// The request names a rule that there is not.
pub(super) fn settings(
    app: &App,
    request: &Request,
    catalogue: &Catalogue,
) -> Result<Settings, Failure> {
    let mut settings = Settings {
        job: Text::from(request.job.as_str()),
        view: View::State,
        assessed_at: Text::from(request.now.as_str()),
        tool_version: Text::from(env!("CARGO_PKG_VERSION")),
        expectations: app.expectations.clone(),
        waivers: app.waivers.clone(),
        pairing: app.pairing.clone(),
        gate: (request.job == GATE).then(|| GateSettings {
            accepted: app.gate.accepted.clone(),
            decision_seconds: app.gate.decision_seconds,
            ..GateSettings::default()
        }),
        ..Settings::default()
    };
    let own = |name: &str| OWN.iter().find(|own| **own == name).map(|own| Text::from(*own));
    let id = |name: &str| catalogue.get(name).map(|r| r.id.clone()).or_else(|| own(name));
    for acceptance in settings.gate.iter_mut().flat_map(|gate| &mut gate.accepted) {
        if let Some(id) = id(&acceptance.rule) {
            acceptance.rule = id;
        }
    }
    for rule in &app.rules {
        let Some(id) = id(&rule.id) else { continue };
        if !rule.enabled {
            settings.disabled.insert(id.clone());
        }
        if let Some(severity) = rule.severity {
            settings.severities.insert(id.clone(), severity);
        }
        settings.inputs.insert(id, rule.inputs.clone());
    }
    for rule in catalogue.rules() {
        lag_thresholds(app, rule, &mut settings);
    }
    for name in &request.only {
        let found = id(name).ok_or_else(|| {
            let meant = catalogue
                .suggest(name)
                .map_or_else(String::new, |m| format!("; did you mean {m}?"));
            Failure::Usage(format!("there is no rule {name}{meant}"))
        })?;
        settings.only.insert(found);
    }
    Ok(settings)
}

/// The thresholds of the `gate` block hold for every rule that has them as inputs and is given no
/// others.
fn lag_thresholds(app: &App, rule: &Rule, settings: &mut Settings) {
    let lag = &app.gate.lag;
    let given = [
        ("warning_seconds", lag.warning_seconds),
        ("critical_seconds", lag.critical_seconds),
        ("emergency_seconds", lag.emergency_seconds),
    ];
    if !given.iter().all(|(name, _)| rule.inputs.iter().any(|i| i.name.as_str() == *name)) {
        return;
    }
    for (name, seconds) in given {
        let inputs = settings.inputs.entry(rule.id.clone()).or_default();
        if let Some(seconds) = seconds.filter(|_| inputs.get(name).is_none()) {
            let value = Value::from(i64::try_from(seconds).unwrap_or(i64::MAX));
            *inputs = inputs.with(name, value);
        }
    }
}

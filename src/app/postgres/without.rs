//! Built without PostgreSQL: every pair is a gap.

use std::path::Path;

use super::{Observed, kinds, looked_for};
use crate::app::Failure;
use crate::config::App;
use crate::model::{Gap, Reason, Side, Text};

/// Asks nobody. An application without pairs has been looked at: it has none.
///
/// # Errors
///
/// Never.
pub fn observe(app: &App, _: &Path, _: &str) -> Result<Observed, Failure> {
    let mut coverage = looked_for();
    for pair in &app.postgres {
        let detail = format!(
            "{}: this passmuster was built without PostgreSQL: build it with the feature postgres",
            pair.label
        );
        for (side, kind) in
            [Side::Primary, Side::Dr].into_iter().flat_map(|s| kinds().map(move |k| (s, k)))
        {
            coverage.add(Gap {
                side: Some(side),
                kind: Some(kind),
                attributes: Vec::new(),
                operation: Text::from("postgres:connect"),
                iam_action: None,
                reason: Reason::Unsupported,
                detail: Text::from(detail.as_str()),
            });
        }
    }
    Ok(Observed { resources: Vec::new(), coverage })
}

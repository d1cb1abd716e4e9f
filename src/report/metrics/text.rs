//! Samples as text.
//!
//! Of what is written here, both formats escape alike; OpenMetrics names units besides, and says
//! where it ends. No sample has a timestamp: the textfile collector refuses them.

use std::io::{self, Write};

use super::{FAMILIES, Samples};
use crate::report::escape::label;

pub(super) fn write(samples: &Samples, open: bool, out: &mut dyn Write) -> io::Result<()> {
    for (at, family) in FAMILIES.iter().enumerate() {
        let Some(samples) = samples.get(&at).filter(|s| !s.is_empty()) else { continue };
        let name = family.name;
        writeln!(out, "# HELP {name} {}", family.help)?;
        writeln!(out, "# TYPE {name} gauge")?;
        if let Some(unit) = family.unit.filter(|_| open) {
            writeln!(out, "# UNIT {name} {unit}")?;
        }
        for (labels, value) in samples {
            let pairs: Vec<String> =
                labels.iter().map(|(n, text)| format!("{n}=\"{}\"", label(text))).collect();
            writeln!(out, "{name}{{{}}} {}", pairs.join(","), number(*value))?;
        }
    }
    if open { writeln!(out, "# EOF") } else { Ok(()) }
}

/// A number as both formats take it.
fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf".to_owned() } else { "-Inf".to_owned() }
    } else {
        value.to_string()
    }
}

//! `diff` of two snapshots.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::args::{DiffArgs, ViewFormat};
use super::diagnostics;
use super::exit::Status;
use super::inspect::{counted, json, plain};
use super::output::{self, Terminal};
use crate::app::{self, ChangedView, ChangesView, Failure, SideChangesView, SubjectView};
use crate::report::grid;

pub(super) fn diff(
    arguments: &DiffArgs,
    [older, newer]: [&Path; 2],
    terminal: Terminal,
) -> Result<Status, Failure> {
    let directory = std::env::current_dir().map_err(|error| output::io(".", error))?;
    let mut view = app::changes(older, newer, &directory)?;
    // Both are of RFC 3339 in UTC.
    if view.older.taken_at > view.newer.taken_at {
        let (first, second) = (older.display(), newer.display());
        let text = format!("{first} was taken after {second}: give the older snapshot first");
        diagnostics::say("warning", &text, terminal);
    }
    if let Some(only) = &arguments.only {
        let wanted = |s: &SubjectView| s.kind.contains(only) || s.address.contains(only);
        for side in &mut view.sides {
            side.added.retain(wanted);
            side.removed.retain(wanted);
            side.changed.retain(|c| wanted(&c.subject));
            side.untold.retain(|u| wanted(&u.subject));
        }
    }
    match arguments.output {
        ViewFormat::Json => json(&view)?,
        ViewFormat::Table => output::print(text(&view, terminal.width).as_bytes())?,
    }
    Ok(Status::Good)
}

/// Whether it is certain that something differs.
fn is_certain(changed: &ChangedView) -> bool {
    changed.differences.iter().any(|d| d.undecided.is_none())
}

fn text(view: &ChangesView, width: usize) -> String {
    let mut out = String::new();
    let (older, newer) = (&view.older, &view.newer);
    let _ = writeln!(
        out,
        "{} ({}) → {} ({})",
        plain(&older.file),
        plain(&older.taken_at),
        plain(&newer.file),
        plain(&newer.taken_at)
    );
    if !view.same_key {
        out.push_str("made under different keys: secrets cannot be compared\n");
    }
    for side in &view.sides {
        side_text(&mut out, side, width);
    }
    for snapshot in [older, newer] {
        for gap in &snapshot.gaps {
            let _ = writeln!(out, "\nnot read in {}: {}", plain(&snapshot.file), plain(gap));
        }
    }
    out
}

fn side_text(out: &mut String, side: &SideChangesView, width: usize) {
    let (changed, unclear): (Vec<_>, Vec<_>) = side.changed.iter().partition(|c| is_certain(c));
    let region = if side.region.is_empty() { "" } else { " " };
    let _ = writeln!(
        out,
        "\n{}{region}{}: {} added, {} removed, {} changed",
        side.side,
        plain(&side.region),
        side.added.len(),
        side.removed.len(),
        changed.len()
    );
    for (sign, list) in [("+", &side.added), ("-", &side.removed)] {
        for subject in list {
            let _ = writeln!(out, "  {sign} {}", named(subject));
        }
    }
    for one in changed {
        let _ = writeln!(out, "  ~ {}", named(&one.subject));
        let row = |d: &app::AttributeView| {
            let side = |v: &Option<String>| v.as_deref().map_or("—".to_owned(), plain);
            let note = d
                .undecided
                .as_deref()
                .map_or(String::new(), |w| format!("not known: {}", plain(w)));
            vec![plain(&d.path), side(&d.older), side(&d.newer), note]
        };
        let rows: Vec<_> = one.differences.iter().map(row).collect();
        let _ = writeln!(out, "{}", grid(&["attribute", "older", "newer", ""], &rows, width));
    }
    // One line for what one obstacle hides.
    let mut hidden: BTreeMap<(String, String), usize> = BTreeMap::new();
    for one in unclear {
        for why in one.differences.iter().filter_map(|d| d.undecided.as_deref()) {
            *hidden.entry((plain(&one.subject.kind), plain(why))).or_default() += 1;
        }
    }
    for ((kind, why), count) in hidden {
        let _ = writeln!(out, "  ? {kind}, {}: {why}", counted(count, "attribute"));
    }
    let mut untold: BTreeMap<(&str, String, String), usize> = BTreeMap::new();
    for one in &side.untold {
        let key = (one.only_in.as_str(), plain(&one.subject.kind), plain(&one.why));
        *untold.entry(key).or_default() += 1;
    }
    for ((only_in, kind, why), count) in untold {
        let other = if only_in == "newer" { "older" } else { "newer" };
        let _ = writeln!(
            out,
            "  ? {kind}, {count} only in the {only_in}; the {other} does not tell: {why}"
        );
    }
}

fn named(subject: &SubjectView) -> String {
    let address = plain(&subject.address);
    match &subject.name {
        Some(name) if !subject.address.contains(name.as_str()) => {
            format!("{address} ({})", plain(name))
        }
        _ => address,
    }
}

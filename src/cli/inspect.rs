//! `diff`, `explain`, `inventory` and `init`.

use std::fmt::Write as _;

use serde::Serialize;

use super::args::{DiffArgs, ExplainArgs, InitArgs, InventoryArgs, ViewFormat};
use super::audit::{digest_key, request};
use super::changes;
use super::exit::Status;
use super::output::{self, Terminal};
use crate::app::{self, DiffView, ExplainView, Failure, InitRequest, InventoryView, PairView};
use crate::report::{escape_terminal, grid};

/// A view as JSON.
pub(super) fn json(view: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(view);
    let mut text = text.map_err(|error| output::io("-", error.into()))?;
    text.push('\n');
    output::print(text.as_bytes())
}

pub(super) fn plain(text: &str) -> String {
    escape_terminal(text)
}

pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

pub(super) fn diff(arguments: &DiffArgs, terminal: Terminal) -> Result<Status, Failure> {
    if let [older, newer] = arguments.snapshots.as_slice() {
        return changes::diff(arguments, [older, newer], terminal);
    }
    let mut view = app::diff(&request(&arguments.estate, "audit")?)?;
    if let Some(only) = &arguments.only {
        let wanted = |text: &str| text.contains(only.as_str());
        view.pairs.retain(|p| wanted(&p.kind) || wanted(&p.primary) || wanted(&p.dr));
        view.only_primary.retain(|[kind, address]| wanted(kind) || wanted(address));
        view.only_dr.retain(|[kind, address]| wanted(kind) || wanted(address));
        view.ambiguous.retain(|a| wanted(&a.address));
    }
    let differing = view.pairs.iter().any(|p| !p.differences.is_empty());
    let alone = !view.only_primary.is_empty() || !view.only_dr.is_empty();
    let open = !view.ambiguous.is_empty() || !view.gaps.is_empty();
    match arguments.output {
        ViewFormat::Json => json(&view)?,
        ViewFormat::Table => {
            output::print(diff_text(&view, arguments.pairs, terminal.width).as_bytes())?;
        }
    }
    Ok(match (differing || alone, open) {
        (true, _) => Status::Findings,
        (false, true) => Status::Incomplete,
        (false, false) => Status::Good,
    })
}

fn diff_text(view: &DiffView, pairs: bool, width: usize) -> String {
    let mut out = String::new();
    let [primary, dr] = &view.regions;
    let _ = writeln!(
        out,
        "{}; {} differ · primary {} → dr {}",
        counted(view.pairs.len(), "pair"),
        view.pairs.iter().filter(|p| !p.differences.is_empty()).count(),
        plain(primary),
        plain(dr)
    );
    if pairs {
        let row = |p: &PairView| {
            let why = format!("{} ({})", p.evidence, p.confidence);
            let counterpart =
                if p.dr == p.primary { "same address".to_owned() } else { plain(&p.dr) };
            vec![plain(&p.primary), counterpart, why, p.differences.len().to_string()]
        };
        let rows: Vec<_> = view.pairs.iter().map(row).collect();
        let _ = writeln!(
            out,
            "\n{}",
            grid(&["primary", "dr", "paired by", "differences"], &rows, width)
        );
    }
    for pair in view.pairs.iter().filter(|p| !p.differences.is_empty()) {
        let _ = writeln!(out, "\n{}", heading(pair));
        let _ = writeln!(out, "{}", differences(pair, width));
    }
    for (title, list) in [("only in primary", &view.only_primary), ("only in dr", &view.only_dr)] {
        if !list.is_empty() {
            let _ = writeln!(out, "\n{title}: {}", list.len());
            for [_, address] in list {
                let _ = writeln!(out, "  {}", plain(address));
            }
        }
    }
    if !view.ambiguous.is_empty() {
        let _ = writeln!(out, "\nseveral possible counterparts: {}", view.ambiguous.len());
        for one in &view.ambiguous {
            let _ =
                writeln!(out, "  {} → {}", plain(&one.address), plain(&one.candidates.join(", ")));
        }
    }
    for gap in &view.gaps {
        let _ = writeln!(out, "\nnot read: {}", plain(gap));
    }
    out
}

fn heading(pair: &PairView) -> String {
    if pair.primary == pair.dr {
        plain(&pair.primary)
    } else {
        format!("{} → {}", plain(&pair.primary), plain(&pair.dr))
    }
}

fn differences(pair: &PairView, width: usize) -> String {
    let row = |d: &app::DifferenceView| {
        let side = |v: &Option<String>| v.as_deref().map_or("—".to_owned(), plain);
        let note = match (&d.undecided, d.peer) {
            (Some(why), _) => format!("not known: {}", plain(why)),
            (None, true) => "names the primary".to_owned(),
            (None, false) => String::new(),
        };
        vec![plain(&d.path), side(&d.primary), side(&d.dr), note]
    };
    let rows: Vec<_> = pair.differences.iter().map(row).collect();
    grid(&["attribute", "primary", "dr", ""], &rows, width)
}

pub(super) fn explain(arguments: &ExplainArgs, terminal: Terminal) -> Result<Status, Failure> {
    let request = request(&arguments.estate, "audit")?;
    let views = app::explain(&request, &arguments.address, arguments.path.as_deref())?;
    match arguments.output {
        ViewFormat::Json => json(&views)?,
        ViewFormat::Table => {
            let text: String = views.iter().map(|v| explained(v, terminal.width)).collect();
            output::print(text.as_bytes())?;
        }
    }
    Ok(Status::Good)
}

fn explained(view: &ExplainView, width: usize) -> String {
    let mut out = String::new();
    let pair = &view.pair;
    let _ = writeln!(out, "{}", heading(pair));
    let _ =
        writeln!(out, "paired by {} ({}): {}\n", pair.evidence, pair.confidence, plain(&pair.key));
    if !view.steps.is_empty() {
        let row = |s: &app::StepView| {
            vec![plain(&s.path), s.stage.clone(), plain(&s.primary), plain(&s.dr)]
        };
        let rows: Vec<_> = view.steps.iter().map(row).collect();
        let _ = writeln!(out, "{}\n", grid(&["attribute", "step", "primary", "dr"], &rows, width));
    }
    if pair.differences.is_empty() {
        out.push_str("No difference is left.\n");
    } else {
        let _ = writeln!(out, "What is left:\n{}", differences(pair, width));
    }
    out
}

pub(super) fn inventory(arguments: &InventoryArgs, terminal: Terminal) -> Result<Status, Failure> {
    let directory = std::env::current_dir().map_err(|error| output::io(".", error))?;
    let view = app::inventory(&arguments.sources, directory, digest_key()?);
    match arguments.output {
        ViewFormat::Json => json(&view)?,
        ViewFormat::Table => {
            let text = inventory_text(&view, arguments.summary, terminal.width);
            output::print(text.as_bytes())?;
        }
    }
    Ok(match (view.files.is_empty(), view.gaps.is_empty()) {
        (true, false) => Status::Unreadable,
        (true, true) => Status::Nothing,
        (false, false) => Status::Incomplete,
        (false, true) => Status::Good,
    })
}

fn inventory_text(view: &InventoryView, summary: bool, width: usize) -> String {
    let mut out = String::new();
    for file in &view.files {
        let _ = write!(
            out,
            "{}: {}, {}",
            plain(&file.path),
            plain(&file.format),
            counted(file.resources, "resource")
        );
        if let Some(version) = &file.terraform_version {
            let _ = write!(out, ", Terraform {}", plain(version));
        }
        if let Some(serial) = file.serial {
            let _ = write!(out, ", serial {serial}");
        }
        if file.drifted > 0 {
            let _ = write!(out, ", {} changed outside Terraform", file.drifted);
        }
        if file.removed > 0 {
            let _ = write!(out, ", {} to be removed", file.removed);
        }
        out.push('\n');
        if !summary && !file.rows.is_empty() {
            let row = |r: &app::RowView| {
                let region = if r.region.is_empty() { "—".to_owned() } else { plain(&r.region) };
                vec![plain(&r.kind), region, r.evidence.clone(), r.count.to_string()]
            };
            let rows: Vec<_> = file.rows.iter().map(row).collect();
            let _ =
                writeln!(out, "{}\n", grid(&["kind", "region", "known by", "count"], &rows, width));
        }
    }
    for gap in &view.gaps {
        let _ = writeln!(
            out,
            "not read: {}: {}: {}",
            plain(&gap.operation),
            gap.reason,
            plain(&gap.detail)
        );
    }
    out
}

pub(super) fn init(arguments: &InitArgs, _: Terminal) -> Result<Status, Failure> {
    let directory = std::env::current_dir().map_err(|error| output::io(".", error))?;
    let locations = arguments.sources.clone();
    let text = app::init(&InitRequest { locations, directory, digest_key: digest_key()? })?;
    let name = arguments.output.display().to_string();
    if name == "-" {
        output::print(text.as_bytes())?;
    } else if arguments.output.exists() {
        return Err(Failure::Usage(format!("{name} is there already; name another with --output")));
    } else {
        output::replace(&arguments.output, text.as_bytes())?;
        output::print(format!("{} written\n", plain(&name)).as_bytes())?;
    }
    Ok(Status::Good)
}

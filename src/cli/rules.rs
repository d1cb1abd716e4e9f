//! `rules list|show|test|new`.

use std::fmt::Write as _;

use super::args::{RulesArgs, RulesCommand, ViewFormat};
use super::exit::Status;
use super::inspect::json;
use super::output::{self, Terminal};
use crate::app::{self, Failure, RuleView, RulesTested};
use crate::report::{escape_terminal, grid};

fn plain(text: &str) -> String {
    escape_terminal(text)
}

pub(super) fn rules(arguments: RulesArgs, terminal: Terminal) -> Result<Status, Failure> {
    match arguments.command {
        RulesCommand::List { rules, output: format } => {
            let views = app::rule_views(&rules)?;
            if format == ViewFormat::Json {
                json(&views)?;
            } else {
                let row = |r: &RuleView| {
                    vec![plain(&r.id), plain(&r.area), plain(&r.severity), plain(&r.title)]
                };
                let rows: Vec<_> = views.iter().map(row).collect();
                let table =
                    grid(&["rule", "area", "severity", "what it finds"], &rows, terminal.width);
                output::print(format!("{table}\n").as_bytes())?;
            }
            Ok(Status::Good)
        }
        RulesCommand::Show { id, rules, source } => {
            let views = app::rule_views(&rules)?;
            let Some(view) = views.iter().find(|v| v.id == id) else {
                let meant = views.iter().map(|v| v.id.as_str());
                let meant = app::suggest(&id, meant)
                    .map_or_else(String::new, |m| format!("; did you mean {m}?"));
                return Err(Failure::Usage(format!("there is no rule {id}{meant}")));
            };
            let text = if source { view.text.clone() } else { shown(view, terminal.width) };
            output::print(text.as_bytes()).map(|()| Status::Good)
        }
        RulesCommand::Test { dir, verbose } => {
            let tested = app::test_rules(dir.as_deref())?;
            output::print(results(&tested, verbose).as_bytes())?;
            let failed = tested.cases.iter().any(|c| !c.complaints.is_empty());
            Ok(match (failed, tested.cases.is_empty()) {
                (true, _) => Status::Findings,
                (false, true) => Status::Nothing,
                (false, false) => Status::Good,
            })
        }
        RulesCommand::New { id, dir } => {
            let [rule, tests] = app::new_rule(&dir, &id)?;
            let text = format!(
                "{} and {} written\nRun: passmuster rules test {}\n",
                plain(&rule.display().to_string()),
                plain(&tests.display().to_string()),
                plain(&dir.display().to_string())
            );
            output::print(text.as_bytes()).map(|()| Status::Good)
        }
    }
}

fn shown(view: &RuleView, width: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} ({}, {})", plain(&view.id), plain(&view.area), view.severity);
    let _ = writeln!(out, "{}.\n", plain(view.title.trim_end_matches('.')));
    let _ = writeln!(out, "Why:  {}", wrapped(&plain(&view.rationale), width));
    let _ = writeln!(out, "Mend: {}", wrapped(&plain(&view.remediation), width));
    let _ = writeln!(out, "Runs in: {}", view.jobs.join(", "));
    let _ = writeln!(out, "Impact on a failover: {}", view.impact);
    let _ = writeln!(out, "Steps of a failover: {}", view.steps.join(", "));
    if !view.inputs.is_empty() {
        let rows: Vec<Vec<String>> =
            view.inputs.iter().map(|i| i.iter().map(|t| plain(t)).collect()).collect();
        let _ = writeln!(out, "\n{}", grid(&["input", "type", "default", "meaning"], &rows, width));
    }
    if !view.cases.is_empty() {
        out.push_str("\nCases:\n");
        for case in &view.cases {
            let _ = writeln!(out, "  {}", plain(case));
        }
    }
    if !view.refs.is_empty() {
        out.push_str("\nSee:\n");
        for reference in &view.refs {
            let _ = writeln!(out, "  {}", plain(reference));
        }
    }
    out
}

/// Words in lines, those after the first indented by the label's width.
fn wrapped(text: &str, width: usize) -> String {
    const INDENT: &str = "      ";
    let mut out = String::new();
    let mut column = INDENT.len();
    for word in text.split_whitespace() {
        let length = unicode_width::UnicodeWidthStr::width(word);
        if column > INDENT.len() && column + 1 + length > width {
            out.push('\n');
            out.push_str(INDENT);
            column = INDENT.len();
        } else if column > INDENT.len() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

fn results(tested: &RulesTested, verbose: bool) -> String {
    let mut out = String::new();
    let mut failed = 0;
    for case in &tested.cases {
        let name = format!("{}: {}", plain(&case.rule), plain(&case.case));
        if case.complaints.is_empty() {
            if verbose {
                let _ = writeln!(out, "ok     {name}");
            }
            continue;
        }
        failed += 1;
        let _ = writeln!(out, "FAILED {name}");
        for complaint in &case.complaints {
            let _ = writeln!(out, "         {}", plain(complaint));
        }
    }
    for lack in &tested.uncovered {
        let _ = writeln!(out, "note: {}", plain(lack));
    }
    let _ = writeln!(out, "{} of {} cases hold", tested.cases.len() - failed, tested.cases.len());
    out
}

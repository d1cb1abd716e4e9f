//! A runbook as Markdown, for people.

use std::fmt::Write as _;

use super::parts::{Check, Command, Direction, Phase, Runbook, Want};
use super::quote::harmful;
use crate::model::{Side, Site};

/// A text in a paragraph or a cell: nothing in it begins a construct.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            c if harmful(c) => out.push('\u{fffd}'),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // GitHub looks for mentions and numbers of issues in the rendered text.
            '@' | '#' => out.extend([c, '\u{2060}']),
            '\\' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' | '`' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A sentence of our own with names of the estate in it; what we wrote as code stays code.
fn sentence(text: &str) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return plain(text);
    }
    let parts = text.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 0 { plain(part) } else { format!("`{}`", part.replace(harmful, "\u{fffd}")) }
    });
    parts.collect()
}

/// Writes the runbook.
#[must_use]
pub fn markdown(book: &Runbook) -> String {
    let mut out = String::new();
    let title = match book.direction {
        Direction::Failover => "Emergency failover",
        Direction::Switchover => "Planned switchover",
        Direction::Failback => "Failback",
    };
    let _ = writeln!(out, "# {title} of {}\n", plain(&book.app));
    let [primary, dr] = &book.sites;
    let _ = writeln!(out, "{}\n", about(book.direction, primary, dr));
    let version =
        if book.version.is_empty() { String::new() } else { format!(" {}", book.version) };
    let _ = writeln!(
        out,
        "Written {} by passmuster{}, which ran none of it, from:\n",
        plain(&book.made_at),
        plain(&version)
    );
    for source in &book.sources {
        let _ = writeln!(out, "- {}", plain(source));
    }
    missing(book, &mut out);
    who(book, &mut out);
    prerequisites(book, &mut out);
    overview(book, &mut out);
    for (at, phase) in book.phases.iter().enumerate() {
        section(at + 1, phase, &mut out);
    }
    notes(book, &mut out);
    out
}

fn about(direction: Direction, primary: &Site, dr: &Site) -> String {
    let region = |s: &Site| s.region.as_ref().map_or("(unknown region)", |r| r.as_str()).to_owned();
    let (primary, dr) = (region(primary), region(dr));
    match direction {
        Direction::Failover => format!(
            "{primary} is lost. {dr} takes over with the data that has arrived there. No step needs \
             {primary}; what tries to reach it is optional."
        ),
        Direction::Switchover => format!(
            "{dr} takes over from {primary} in peace. No data is lost; both regions must answer."
        ),
        Direction::Failback => format!(
            "After a failover {dr} serves, and the old primary cluster in {primary} is stale. It is \
             rebuilt as a secondary, takes over again, and {dr} goes back to waiting."
        ),
    }
}

fn missing(book: &Runbook, out: &mut String) {
    if book.missing.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n## MISSING\n\nThis runbook is not complete. The script does not start before each of these \
         is mended and it is written again.\n"
    );
    for item in &book.missing {
        let _ = writeln!(out, "- **MISSING**: {}. Mend: {}.", plain(&item.what), plain(&item.mend));
    }
}

fn who(book: &Runbook, out: &mut String) {
    if book.inventory.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n## Who is where\n\n| | {} | {} |\n|---|---|---|",
        Side::Primary.name(),
        Side::Dr.name()
    );
    for [what, primary, dr] in &book.inventory {
        let _ = writeln!(out, "| {} | {} | {} |", plain(what), plain(primary), plain(dr));
    }
}

fn prerequisites(book: &Runbook, out: &mut String) {
    let _ = writeln!(
        out,
        "\n## Before it begins\n\n\
         - AWS CLI version 2; for the script also Bash 4.4 and GNU coreutils. Neither Terraform nor \
         jq is needed.\n\
         - Credentials that may make the changing calls listed with each command, and the matching \
         Describe, List and Get calls."
    );
    if book.two_accounts {
        let _ = writeln!(
            out,
            "- The sides lie in two accounts: put the name of a CLI profile of each into \
             `primary_profile` and `dr_profile`; the script takes them from `PRIMARY_PROFILE` and \
             `DR_PROFILE`."
        );
    }
    let _ = writeln!(
        out,
        "- Somebody who decides at the points of no return, and somebody who writes down the times."
    );
}

fn overview(book: &Runbook, out: &mut String) {
    let _ = writeln!(out, "\n## Phases\n\n| | phase | budget | |\n|---|---|---|---|");
    let mut sum = 0;
    for (at, phase) in book.phases.iter().enumerate() {
        let budget = phase.budget_seconds.map_or_else(|| "—".to_owned(), |s| format!("{s} s"));
        sum += phase.budget_seconds.unwrap_or(0);
        let mark = if phase.point_of_no_return { "point of no return" } else { "" };
        let _ = writeln!(out, "| {} | {} | {budget} | {mark} |", at + 1, plain(&phase.title));
    }
    let _ = writeln!(out, "\nThe budgets add up to {sum} s.");
}

fn section(number: usize, phase: &Phase, out: &mut String) {
    let _ = writeln!(out, "\n## {number}. {}\n", plain(&phase.title));
    let budget = phase.budget_seconds.map_or_else(String::new, |s| format!(" Budget: {s} s."));
    let _ = writeln!(out, "Phase `{}` of the script.{budget}", phase.name);
    if phase.point_of_no_return {
        let _ = writeln!(
            out,
            "\n**POINT OF NO RETURN.** After this phase there is no way back but forward."
        );
    }
    if !phase.confirm.is_empty() {
        let words = plain(&phase.confirm.join(", "));
        let what = if phase.confirm.len() == 1 { "the name" } else { "each of the names" };
        let _ = writeln!(out, "\nThe script asks for {what} {words} before it begins.");
    }
    for note in &phase.notes {
        let _ = writeln!(out, "\n{}", sentence(note));
    }
    if phase.commands.is_empty() {
        let _ = writeln!(out, "\nNo command belongs to this phase.");
    }
    for (at, command) in phase.commands.iter().enumerate() {
        entry(&format!("{number}.{}", at + 1), command, out);
    }
}

fn wanted(check: &Check) -> String {
    match &check.want {
        Want::Is(text) => format!("prints {text}"),
        Want::AtLeast(n) => format!("prints at least {n}"),
        Want::AtMost(n) => format!("prints at most {n}"),
    }
}

fn entry(number: &str, command: &Command, out: &mut String) {
    let _ = writeln!(out, "\n### {number} {}\n", plain(&command.purpose));
    for check in &command.unless {
        let _ = writeln!(
            out,
            "Left out where {} already: this {}.\n\n```bash\n{}\n```\n",
            plain(&check.what),
            plain(&wanted(check)),
            check.line.shell()
        );
    }
    let line = command.line.shell();
    let line = command.keeps.map_or_else(|| line.clone(), |name| format!("{name}=$({line})"));
    let _ = writeln!(out, "```bash\n{line}\n```\n");
    let optional = if command.best_effort { " If it fails, go on." } else { "" };
    let _ = writeln!(out, "- Expected: {}.{optional}", plain(&command.expected));
    for (action, arn) in &command.grants {
        let _ = writeln!(out, "- Needs: {action} on {}.", plain(arn));
    }
    for check in &command.verify {
        if check.line == command.line {
            let _ = writeln!(
                out,
                "- Verify: {}; within {} s it {}.",
                plain(&check.what),
                check.within_seconds,
                plain(&wanted(check))
            );
            continue;
        }
        let _ = writeln!(
            out,
            "- Verify: {}; within {} s this {}:\n\n  ```bash\n  {}\n  ```",
            plain(&check.what),
            check.within_seconds,
            plain(&wanted(check)),
            check.line.shell()
        );
    }
    for line in &command.rollback {
        let _ = writeln!(out, "- Rollback:\n\n  ```bash\n  {}\n  ```", line.shell());
    }
}

fn notes(book: &Runbook, out: &mut String) {
    if book.notes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## To know\n");
    for note in &book.notes {
        let _ = writeln!(out, "- {}", sentence(note));
    }
}

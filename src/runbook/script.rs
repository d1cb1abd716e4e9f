//! A runbook as a Bash script: the AWS CLI and coreutils, nothing else.
//!
//! Texts of the estate appear only as quoted words, never in comments, here-documents or names.

use std::fmt::Write as _;

use super::frame::{CONSENT, DELETE, HELPERS, MAIN};
use super::line::Line;
use super::parts::{Check, Command, Phase, Runbook};
use super::quote::{harmful, shell};

/// A text in a message: on one line, and without what a terminal would obey.
fn said(text: &str) -> String {
    let clean: String = text.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect();
    shell(&clean)
}

/// Writes the script.
#[must_use]
pub fn script(book: &Runbook) -> String {
    let mut out = String::from("#!/usr/bin/env bash\n");
    let _ = writeln!(
        out,
        "# A {} by the AWS CLI. Read it before it is needed; --dry-run prints the commands.\n\
         # Needs bash 4.4, the AWS CLI and GNU coreutils.\n\
         # Names of the estate stand between single quotes and are never expanded.\n\
         # shellcheck disable=SC2016\nset -euo pipefail\nexport AWS_PAGER=''\n",
        book.direction
    );
    let _ = writeln!(out, "readonly app={}", said(&book.app));
    let _ = writeln!(out, "readonly made_at={}", said(&book.made_at));
    let _ = writeln!(out, "readonly phases=({})", names(book));
    out.push_str("missing=(");
    for item in &book.missing {
        let _ = write!(out, "\n  {}", said(&format!("{}; mend: {}", item.what, item.mend)));
    }
    out.push_str(if book.missing.is_empty() { ")\n" } else { "\n)\n" });
    out.push_str(
        "yes=no\ndry_run=no\nfrom=''\ncurrent=''\ndark=no\nheld=no\ncrossed=no\n\
         interval=${INTERVAL:-5}\nexec 3>&1\n",
    );
    let no_return = book.phases.iter().filter(|p| p.point_of_no_return).map(|p| p.name);
    let _ = writeln!(out, "readonly no_return='{}'", no_return.collect::<Vec<_>>().join(" "));
    if book.phases.iter().any(|p| p.destroys) {
        out.push_str("delete=()\n");
    }
    if book.two_accounts {
        out.push_str(
            "# The sides lie in two accounts: each has a profile of the AWS CLI.\n\
             export primary_profile=${PRIMARY_PROFILE:?a profile for the primary account}\n\
             export dr_profile=${DR_PROFILE:?a profile for the DR account}\n",
        );
    }
    usage(book, &mut out);
    out.push_str(HELPERS);
    let destroys = book.phases.iter().any(|p| p.destroys);
    if destroys {
        out.push_str(CONSENT);
    }
    for phase in &book.phases {
        body(phase, &mut out);
    }
    dispatch(book, &mut out);
    undoing(book, &mut out);
    out.push_str(&MAIN.replace("DELETE", if destroys { DELETE } else { "" }));
    out
}

fn names(book: &Runbook) -> String {
    book.phases.iter().map(|p| p.name).collect::<Vec<_>>().join(" ")
}

fn usage(book: &Runbook, out: &mut String) {
    let destroys = book.phases.iter().any(|p| p.destroys);
    let delete = "\n  --delete NAME  consent to the deletion of that cluster, which --yes does not give; once \
         for each";
    let _ = write!(
        out,
        "\nusage() {{\n  printf '%s of %s, written %s\\n' {} \"$app\" \"$made_at\"\n  cat <<'TEXT'\n\
         usage: [--yes] [--dry-run] [--from PHASE]{}\n\n  \
         --yes         ask nothing\n  --dry-run     print the commands and run none\n  \
         --from PHASE  begin there: {}{}\n\n\
         INTERVAL in the environment: seconds between two looks [5]\n\
         exit status: 0 done, 1 stopped on the way, 2 not started\nTEXT\n}}\n",
        book.direction,
        if destroys { " [--delete NAME]..." } else { "" },
        names(book),
        if destroys { delete } else { "" },
    );
}

/// The name of a phase's function.
fn function(phase: &Phase) -> String {
    format!("phase_{}", phase.name.replace('-', "_"))
}

fn body(phase: &Phase, out: &mut String) {
    let _ = writeln!(out, "\n{}() {{", function(phase));
    if phase.commands.is_empty() {
        out.push_str("  log 'no command belongs to this phase'\n");
    }
    for note in &phase.notes {
        let _ = writeln!(out, "  log {}", said(&format!("note: {note}")));
    }
    for command in &phase.commands {
        guarded(command, &command.unless, "  ", out);
    }
    out.push_str("}\n");
}

/// A command that is left out where one of the checks holds.
fn guarded(command: &Command, unless: &[Check], indent: &str, out: &mut String) {
    let Some((check, more)) = unless.split_first() else {
        if command.crosses {
            let _ = writeln!(out, "{indent}crossed=yes");
        }
        step(command, indent, out);
        return;
    };
    let already = said(&format!("left out, {} already: {}", check.what, command.purpose));
    let (word, value) = (check.want.word(), shell(&check.want.value()));
    let _ = writeln!(out, "{indent}holds {word} {value} {}", check.line.shell());
    let _ = writeln!(out, "{indent}if [[ $held == yes ]]; then\n{indent}  log {already}");
    if command.crosses {
        let _ = writeln!(out, "{indent}  crossed=yes");
    }
    let _ = writeln!(out, "{indent}else");
    guarded(command, more, &format!("{indent}  "), out);
    let _ = writeln!(out, "{indent}fi");
}

fn step(command: &Command, indent: &str, out: &mut String) {
    if command.is_only_verified() {
        let _ = writeln!(out, "{indent}log {}", said(&command.purpose));
    } else {
        given(command, indent, out);
    }
    for check in &command.verify {
        let _ = writeln!(
            out,
            "{indent}await {} {} {} {} {}",
            said(&check.what),
            check.within_seconds,
            check.want.word(),
            shell(&check.want.value()),
            check.line.shell()
        );
    }
}

fn given(command: &Command, indent: &str, out: &mut String) {
    let verb = if command.best_effort { "try" } else { "run" };
    let given = format!(
        "{verb} {} {} {}",
        said(&command.purpose),
        command.limit_seconds,
        command.line.shell()
    );
    let _ = match command.keeps {
        Some(name) => writeln!(out, "{indent}{name}=$({given})"),
        None => writeln!(out, "{indent}{given} >&2"),
    };
}

fn dispatch(book: &Runbook, out: &mut String) {
    out.push_str("\nperform() {\n  case $1 in\n");
    for phase in &book.phases {
        let _ = writeln!(out, "    {}) {} ;;", phase.name, function(phase));
    }
    out.push_str("  esac\n}\n\n# Says what comes, and asks.\nannounce() {\n  case $1 in\n");
    for (at, phase) in book.phases.iter().enumerate() {
        let budget = phase.budget_seconds.map_or_else(String::new, |s| format!(", budget {s} s"));
        let title = format!("{} of {}: {}{budget}", at + 1, book.phases.len(), phase.title);
        let _ = writeln!(out, "    {})\n      log {}", phase.name, said(&title));
        let no_return =
            if phase.point_of_no_return { " THERE IS NO WAY BACK AFTER IT." } else { "" };
        let text = said(&format!("Phase {}: {}.{no_return}", phase.name, phase.title));
        let words: Vec<String> = phase.confirm.iter().map(|word| said(word)).collect();
        let words = if words.is_empty() { "yes".to_owned() } else { words.join(" ") };
        let (when, ask) = if phase.destroys {
            ("$dry_run == no", "consent")
        } else {
            ("$dry_run == no && $yes == no", "confirm")
        };
        let _ = writeln!(
            out,
            "      if [[ {when} ]]; then\n        {ask} {text} {words}\n      fi\n      ;;"
        );
    }
    out.push_str("  esac\n}\n");
}

/// What undoes the commands of a phase, the last first. Past the point of no return that is only
/// what takes the point itself back.
fn undoing(book: &Runbook, out: &mut String) {
    out.push_str("\n# undo PHASE: prints what undoes it.\nundo() {\n  case $1 in\n");
    for phase in &book.phases {
        let commands = || phase.commands.iter().rev();
        let crossing = commands().filter(|c| c.crosses).flat_map(|c| &c.rollback);
        undone(&format!("{}-crossed", phase.name), crossing, out);
        undone(phase.name, commands().flat_map(|c| &c.rollback), out);
    }
    out.push_str("    *) ;;\n  esac\n}\n");
}

fn undone<'a>(word: &str, lines: impl Iterator<Item = &'a Line>, out: &mut String) {
    let lines: Vec<String> = lines.map(|line| shell(&line.shell())).collect();
    if !lines.is_empty() {
        let _ = writeln!(out, "    {word}) printf '  %s\\n' {} ;;", lines.join(" "));
    }
}

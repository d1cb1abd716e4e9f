//! What goes wrong, on standard error.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::exit::Status;
use super::output::Terminal;
use crate::app::Failure;
use crate::report::escape_terminal;

/// Problems that are shown with their source; the rest is counted.
const MOST: usize = 50;
/// Lines longer than this are not shown.
const LONGEST: usize = 2_000;

/// Says why a command has no result; returns the exit status.
pub(super) fn explain(failure: &Failure, terminal: Terminal) -> Status {
    match failure {
        Failure::Problems(problems) => {
            show(problems, terminal);
            Status::Usage
        }
        Failure::Values(reasons) => {
            for reason in reasons {
                say("error", reason, terminal);
            }
            Status::Usage
        }
        Failure::Usage(message) | Failure::Refused(message) => {
            say("error", message, terminal);
            Status::Usage
        }
        Failure::Io { .. } => {
            say("error", &failure.to_string(), terminal);
            Status::Unreadable
        }
        Failure::Unreadable(reasons) => {
            for reason in reasons {
                say("error", reason, terminal);
            }
            say("error", "nothing could be read", terminal);
            Status::Unreadable
        }
        Failure::Interrupted => {
            say("error", &failure.to_string(), terminal);
            Status::Interrupted
        }
        Failure::Nothing => {
            say("error", &failure.to_string(), terminal);
            Status::Nothing
        }
    }
}

/// One line on standard error.
pub(super) fn say(level: &str, message: &str, terminal: Terminal) {
    let style = match level {
        "error" => anstyle::AnsiColor::Red.on_default().bold(),
        "warning" => anstyle::AnsiColor::Yellow.on_default().bold(),
        _ => anstyle::AnsiColor::Cyan.on_default().bold(),
    };
    let text = escape_terminal(message);
    let line = if terminal.colour_errors {
        format!("{style}{level}{style:#}: {text}\n")
    } else {
        format!("{level}: {text}\n")
    };
    write(&line);
}

/// Problems with their source lines, all of them.
pub(super) fn show(problems: &[crate::app::Problem], terminal: Terminal) {
    let renderer = if terminal.colour_errors { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for problem in problems.iter().take(MOST) {
        let text = problem.source.text();
        let position = problem.position();
        let line = text.lines().nth(position.line.saturating_sub(1) as usize).unwrap_or_default();
        if line.len() > LONGEST || text.is_empty() {
            let _ = writeln!(out, "error: {}", escape_terminal(&problem.to_string()));
            continue;
        }
        let start = text.floor_char_boundary(problem.span.start as usize);
        let end = text.ceil_char_boundary((problem.span.end as usize).clamp(start, text.len()));
        // Of something that spans lines the first is enough.
        let end = text[start..end].find('\n').map_or(end, |at| start + at);
        let annotation = AnnotationKind::Primary.span(start..end.max(start));
        let annotation = match &problem.mend {
            Some(mend) => annotation.label(mend.as_str()),
            None => annotation,
        };
        let snippet = Snippet::source(text).path(problem.source.name().as_str());
        let group = Level::ERROR
            .primary_title(problem.message.as_str())
            .element(snippet.annotation(annotation));
        let _ = writeln!(out, "{}\n", renderer.render(&[group]));
    }
    if problems.len() > MOST {
        let _ = writeln!(out, "error: and {} more problems", problems.len() - MOST);
    }
    write(&out);
}

/// Standard error may be closed; then there is nobody to tell.
fn write(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

//! The message for a Slack-compatible incoming webhook.
//!
//! Lengths are those of <https://docs.slack.dev/reference/block-kit/blocks>: 150 characters of a
//! header, 3,000 of a section, 50 blocks. Escaping is that of
//! <https://docs.slack.dev/messaging/formatting-message-text>.

use serde_json::{Value, json};

use super::super::escape::terminal;
use super::super::summary::{self, beginning};
use super::super::{absent, counted, obstacles};
use super::{GAPS, LONGEST, WORST};
use crate::finding::Fleet;

/// Characters of a section that are used.
const SECTION: usize = 2_800;
/// Applications that are listed by themselves.
const APPS: usize = 20;

/// The JSON of a message: `text` for what shows no blocks, and `blocks`. `rule_errors` is how
/// many rules could not be evaluated and are missing from the reports.
#[must_use]
pub fn slack(fleet: &Fleet, rule_errors: usize) -> Vec<u8> {
    let reports = fleet.reports.as_slice();
    let subject = summary::subject(reports, fleet.absent.len());
    let head = beginning(&terminal(&format!("passmuster: {subject}")), 140);
    let mut blocks = vec![json!({
        "type": "header",
        "text": { "type": "plain_text", "text": head, "emoji": false },
    })];
    if rule_errors > 0 {
        let text = format!(
            "*{} could not be evaluated: the verdict lacks what they would say.*",
            counted(rule_errors, "rule")
        );
        blocks.push(section(&text));
    }
    let lines = summary::lines(reports);
    let apps = lines.iter().map(|(report, line)| {
        format!("*{}* ({}): {}", escape(&report.app, 80), short(&report.job), short(line))
    });
    blocks.extend(listing(None, &apps.collect::<Vec<_>>(), APPS));
    let lost = fleet.absent.iter().map(|a| format!("• {}", short(&absent(a))));
    blocks.extend(listing(Some("Not assessed at all"), &lost.collect::<Vec<_>>(), GAPS));
    let many = reports.len() > 1;
    let worst = summary::worst(reports).into_iter().map(|(report, finding)| {
        let app = if many { format!("{}: ", escape(&report.app, 80)) } else { String::new() };
        let past =
            finding.past.as_ref().map_or(String::new(), |p| format!(", {}", p.course.name()));
        let place =
            finding.subjects.first().map_or(String::new(), |s| format!(" {}", code(&s.address)));
        let message = short(&finding.message);
        format!("• {app}{}{past} {}{place}: {message}", finding.severity, code(&finding.rule))
    });
    blocks.extend(listing(Some("Worst findings"), &worst.collect::<Vec<_>>(), WORST));
    let mut gaps = Vec::new();
    for report in reports {
        let app = if many { format!("{}: ", escape(&report.app, 80)) } else { String::new() };
        for o in obstacles(report) {
            let why = short(&o.gap.reason);
            gaps.push(format!("• {app}{} ({}): {why}", code(&o.gap.operation), short(&o.sides)));
        }
    }
    blocks.extend(listing(Some("Could not be read"), &gaps, GAPS));
    let message = json!({
        "text": escape(&head, 1_000),
        "blocks": blocks,
        "unfurl_links": false,
        "unfurl_media": false,
    });
    message.to_string().into_bytes()
}

/// A section of lines: at most so many as are wanted and fit; the rest is counted.
fn listing(title: Option<&str>, lines: &[String], most: usize) -> Option<Value> {
    if lines.is_empty() {
        return None;
    }
    let mut text = title.map_or(String::new(), |t| format!("*{t}*\n"));
    let mut shown = 0;
    let mut length = text.chars().count();
    for line in lines.iter().take(most) {
        length += line.chars().count() + 1;
        if length > SECTION && shown > 0 {
            break;
        }
        text.push_str(line);
        text.push('\n');
        shown += 1;
    }
    if shown < lines.len() {
        text.push_str(&format!("… and {} more in the report", lines.len() - shown));
    }
    Some(section(text.trim_end()))
}

fn section(text: &str) -> Value {
    // Verbatim: no address and no name in the text becomes a link.
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } })
}

/// A text for mrkdwn of at most so many characters: no control sequence, mention, link or
/// formatting can begin.
fn escape(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in terminal(text).chars() {
        let mut own = [0; 4];
        let part = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            // A word joiner is invisible, and ends what would be a mention or a link.
            '@' => "@\u{2060}",
            '#' => "#\u{2060}",
            '/' if out.ends_with(':') => "\u{2060}/",
            // Between blanks underscores would set what lies between them in italics.
            '_' => "_\u{2060}",
            '*' => "\u{2217}",
            '~' => "\u{223c}",
            '`' => "'",
            c => c.encode_utf8(&mut own),
        };
        length += part.chars().count();
        if length > most {
            out.push('…');
            break;
        }
        out.push_str(part);
    }
    out
}

/// The beginning of a text, escaped.
fn short(text: &str) -> String {
    escape(text, LONGEST)
}

/// A name in a code span.
fn code(text: &str) -> String {
    format!("`{}`", escape(text, 150))
}

//! What every part of the page needs: escaping, headings, ids, lists that open.

use std::collections::HashMap;

use maud::{Markup, Render, html};

use crate::finding::{AuditReport, RuleLine, Severity, Subject};
use crate::model::plain_kind;
use crate::report::escape;

/// A text from outside.
pub(super) struct T<'t>(pub(super) &'t str);

impl Render for T<'_> {
    fn render_to(&self, out: &mut String) {
        escape::html(self.0, out);
    }
}

/// One application's part of the page.
pub(super) struct Part<'r> {
    pub(super) report: &'r AuditReport,
    /// What all its ids begin with.
    prefix: String,
    /// The level of its sections' headings.
    level: u8,
    rules: HashMap<&'r str, &'r RuleLine>,
    services: HashMap<&'r str, &'r str>,
}

impl<'r> Part<'r> {
    pub(super) fn new(report: &'r AuditReport, prefix: String, level: u8) -> Self {
        Self {
            report,
            prefix,
            level,
            rules: report.rules.iter().map(|r| (r.id.as_str(), r)).collect(),
            services: report.kinds.iter().map(|k| (k.kind.as_str(), k.service.as_str())).collect(),
        }
    }

    pub(super) fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub(super) fn rule(&self, id: &str) -> Option<&'r RuleLine> {
        self.rules.get(id).copied()
    }

    /// The service that a finding's subjects belong to.
    pub(super) fn service(&self, subjects: &'r [Subject]) -> &'r str {
        let Some(first) = subjects.first() else { return "no resource" };
        let kind = plain_kind(&first.kind);
        self.services.get(kind).copied().unwrap_or("other")
    }

    /// A heading, so many levels below the sections'.
    pub(super) fn heading(&self, below: u8, id: Option<&str>, said: &Markup) -> Markup {
        html! {
            @match self.level + below {
                0..=2 => h2 id=[id] { (said) },
                3 => h3 id=[id] { (said) },
                4 => h4 id=[id] { (said) },
                _ => h5 id=[id] { (said) },
            }
        }
    }

    /// What names a section: its heading, of a fleet with the application's.
    pub(super) fn label(&self, heading: &str) -> String {
        if self.prefix.is_empty() {
            heading.to_owned()
        } else {
            format!("{} {heading}", self.id("app"))
        }
    }

    /// A section with its heading.
    pub(super) fn section(&self, name: &str, title: &str, content: &Markup) -> Markup {
        let id = self.id(name);
        html! {
            section aria-labelledby=(self.label(&id)) {
                (self.heading(0, Some(&id), &html! { (title) }))
                (content)
            }
        }
    }

    /// Where, when and what.
    pub(super) fn about(&self) -> Markup {
        let r = self.report;
        html! {
            (T(&r.job)) " of the " (T(&r.view)) " view, " (T(&r.assessed_at))
            @for side in &r.sides {
                " · " (T(&side.side)) " " (T(&side.region))
                @if let Some(account) = &side.account { " (" (T(account)) ")" }
                ", " (count(side.resources, "resource"))
            }
        }
    }

    /// The sections that the page has, with the ids of their headings.
    pub(super) fn sections(&self) -> Vec<(String, &'static str)> {
        let r = self.report;
        let all = [
            ("verdict", "Verdict", true),
            ("changes", "Changes", r.trend.is_some() || r.change.is_some()),
            ("trend", "Trend", r.trend.as_ref().is_some_and(|t| !t.runs.is_empty())),
            ("parity", "Parity", true),
            ("findings", "Findings", true),
            ("pairs", "Side by side", true),
            ("unpaired", "Unpaired", !r.kinds.is_empty()),
            ("agreements", "Agreements", true),
            ("coverage", "Not assessed", true),
            ("drawing", "Drawing", r.drawing.is_some()),
            ("sources", "Sources", true),
        ];
        let there = all.into_iter().filter(|(.., there)| *there);
        there.map(|(id, name, _)| (self.id(id), name)).collect()
    }

    /// All sections.
    pub(super) fn body(&self) -> Markup {
        html! {
            (super::verdict::section(self))
            (super::changes::section(self))
            (super::plot::section(self))
            (super::parity::section(self))
            (super::findings::section(self))
            (super::pairs::section(self))
            (super::parity::unpaired(self))
            (super::rest::agreements(self))
            (super::rest::coverage(self))
            (super::drawing::section(self))
            (super::rest::sources(self))
        }
    }
}

/// The class and word of a severity.
pub(super) fn severity(severity: Severity) -> Markup {
    html! { span class={ "tag " (severity.name()) } { (severity.name()) } }
}

/// `1 pair`, `2 pairs`.
pub(super) fn count(count: usize, one: &str) -> String {
    crate::report::counted(count, one)
}

/// A resource: side and address; a name that is not in the address too.
pub(super) fn subject(subject: &Subject) -> Markup {
    let name = other_name(subject);
    html! {
        span.muted { (T(&subject.side)) @if let Some(region) = &subject.region { " " (T(region)) } }
        " " code { (T(&subject.address)) }
        @if let Some(name) = name { " (" (T(name)) ")" }
    }
}

/// The name of a resource, where its address does not say it already.
pub(super) fn other_name(subject: &Subject) -> Option<&str> {
    subject.name.as_deref().filter(|n| !n.is_empty() && !subject.address.contains(*n))
}

/// A list whose first items are open and whose rest opens on demand.
pub(super) fn list<I>(items: &[I], open: usize, one: &str, each: impl Fn(&I) -> Markup) -> Markup {
    let (first, rest) = items.split_at(open.min(items.len()));
    html! {
        @for item in first { (each(item)) }
        @if !rest.is_empty() {
            details { summary { (count(rest.len(), one)) " more" }
                @for item in rest { (each(item)) }
            }
        }
    }
}

/// The same as a list of bullets; each item is an `li`.
pub(super) fn bullets<I>(
    items: &[I],
    open: usize,
    one: &str,
    each: impl Fn(&I) -> Markup,
) -> Markup {
    let (first, rest) = items.split_at(open.min(items.len()));
    html! {
        @if !first.is_empty() { ul { @for item in first { (each(item)) } } }
        @if !rest.is_empty() {
            details { summary { (count(rest.len(), one)) " more" }
                ul { @for item in rest { (each(item)) } }
            }
        }
    }
}

/// A table in its own scroll box.
pub(super) fn table(class: &str, caption: &str, heads: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(caption) {
            table class=(class) {
                caption { (caption) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { (rows) }
            }
        }
    }
}

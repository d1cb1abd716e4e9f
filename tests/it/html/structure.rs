//! The page as a parser reads it.

use std::collections::BTreeSet;

use base64::Engine as _;
use passmuster::finding::{Absent, AuditReport, Fleet, GapLine, Outcome, Severity};
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest as _, Sha256};

use super::made::{self, HOSTILE};
use super::{fleet_page, page};

fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// Each element with the names of its attributes, in order.
fn shape(page: &Html) -> Vec<String> {
    let one = |e: ElementRef<'_>| {
        let names: Vec<&str> = e.value().attrs().map(|(name, _)| name).collect();
        format!("{} {}", e.value().name(), names.join(" "))
    };
    all(page, "*").into_iter().map(one).collect()
}

fn pages() -> Vec<Html> {
    let mut report = made::report("checkout");
    // Long lists open on demand.
    report.change.as_mut().unwrap().fixed = vec![report.findings[0].clone(); 30];
    report.gaps = (0..50)
        .map(|n| GapLine { operation: format!("call-{n}"), ..report.gaps[0].clone() })
        .collect();
    report.findings.splice(0..0, vec![report.findings[0].clone(); 30]);
    let fleet = Fleet {
        reports: vec![report.clone(), AuditReport::default(), report.clone()],
        absent: vec![Absent { app: None, part: Some("3/8".into()), why: "it failed".into() }],
    };
    let alone = AuditReport::default();
    [page(&report), page(&alone), fleet_page(&fleet)].map(|p| Html::parse_document(&p)).into()
}

#[test]
fn hostile_names_make_no_element_and_no_attribute() {
    let fleet = |text: &str| Fleet {
        reports: vec![made::report(text), made::report(text)],
        absent: vec![Absent { app: Some(text.into()), part: Some(text.into()), why: text.into() }],
    };
    let pairs = [
        (page(&made::report(HOSTILE)), page(&made::report("checkout"))),
        (fleet_page(&fleet(HOSTILE)), fleet_page(&fleet("checkout"))),
    ];
    for (hostile, harmless) in pairs {
        assert!(!hostile.contains(['\u{1b}', '\u{7}', '\u{202e}', '\r']));
        let (hostile, harmless) = (Html::parse_document(&hostile), Html::parse_document(&harmless));
        assert_eq!(shape(&hostile), shape(&harmless));
        for selector in ["script", "img", "[onerror]", "[onload]", "[style]", "iframe", "link"] {
            assert!(all(&hostile, selector).is_empty(), "{selector}");
        }
        for link in all(&hostile, "a") {
            let target = link.attr("href").unwrap();
            assert!(target.starts_with('#') || target.starts_with("https://docs."), "{target}");
        }
    }
}

#[test]
fn the_policy_allows_the_style_of_the_page_and_nothing_else() {
    for page in pages() {
        let style = all(&page, "style");
        let [style] = style.as_slice() else { panic!("one style sheet") };
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text(*style)));
        let policy = all(&page, "meta[http-equiv=Content-Security-Policy]");
        assert_eq!(
            policy[0].attr("content").unwrap(),
            format!(
                "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
            )
        );
        assert!(!text(*style).contains("url(") && !text(*style).contains("@import"));
        assert!(all(&page, "[src], [srcset], [style]").is_empty());
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = made::report(HOSTILE);
    assert_eq!(page(&report), page(&report.clone()));
}

#[test]
fn nothing_that_a_report_holds_is_dropped() {
    let mut report = made::report("checkout");
    for (at, finding) in report.findings.iter_mut().enumerate() {
        finding.message = format!("message-{at}.");
        finding.differences.truncate(1);
        finding.differences[0].right = Some(format!("right-{at}."));
    }
    report.gaps[0].detail = "gap-detail".into();
    report.trend.as_mut().unwrap().notes = vec!["the clock went back".into()];
    report.readiness.as_mut().unwrap().not_visible = vec!["cannot be seen".into()];
    let page = Html::parse_document(&page(&report));
    let text = text(page.root_element());
    for at in 0..report.findings.len() {
        assert!(text.contains(&format!("message-{at}.")), "message {at}");
        // An unassessed check of a pair is told side by side as well.
        assert!(text.contains(&format!("right-{at}.")), "difference {at}");
    }
    for word in ["gap-detail", "the clock went back", "cannot be seen", "1 unassessed check"] {
        assert!(text.contains(word), "{word}");
    }
    let mut bodies = all(&page, "main > section").into_iter().map(self::text);
    let first = bodies.next().unwrap();
    assert!(first.starts_with("Verdict") && first.contains("checks assessed"), "{first}");
}

#[test]
fn what_ends_soon_or_has_ended_is_marked() {
    let page = Html::parse_document(&page(&made::report("checkout")));
    let tags: Vec<String> = all(&page, "td .tag").into_iter().map(text).collect();
    for (mark, count) in [("expired", 1), ("ends today", 1), ("ends in 30 days", 1)] {
        assert_eq!(tags.iter().filter(|t| *t == mark).count(), count, "{mark}: {tags:?}");
    }
    assert!(!tags.iter().any(|t| t == "ends in 31 days"));
}

#[test]
fn landmarks_headings_tables_and_ids_are_in_order() {
    for page in pages() {
        assert_eq!(all(&page, "html[lang=en]").len(), 1);
        for landmark in ["body > header", "body > nav[aria-label]", "body > main", "body > footer"]
        {
            assert_eq!(all(&page, landmark).len(), 1, "{landmark}");
        }
        assert_eq!(all(&page, "body > a.skip[href='#main']").len(), 1);
        let levels: Vec<u32> = all(&page, "h1, h2, h3, h4, h5, h6")
            .into_iter()
            .map(|h| h.value().name()[1..].parse().unwrap())
            .collect();
        assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1);
        assert!(levels.windows(2).all(|w| w[1] <= w[0] + 1), "{levels:?}");
        for head in all(&page, "th") {
            assert!(
                matches!(head.attr("scope"), Some("col" | "row" | "rowgroup")),
                "{}",
                head.html()
            );
        }
        for list in all(&page, "ul > *, ol > *") {
            assert_eq!(list.value().name(), "li");
        }
        for drawing in all(&page, "svg") {
            assert_eq!(drawing.attr("role"), Some("img"));
        }
        let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|e| e.attr("id")).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "every id is there once");
        for link in all(&page, "a[href^='#']") {
            let target = &link.attr("href").unwrap()[1..];
            assert!(known.contains(target), "{target}");
        }
        for one in all(&page, "[aria-labelledby]") {
            for id in one.attr("aria-labelledby").unwrap().split(' ') {
                assert!(known.contains(id), "{id}");
            }
        }
    }
}

#[test]
fn a_fleet_lists_every_application_and_what_is_absent() {
    let fleet = Fleet {
        reports: vec![made::report("one"), made::report("two")],
        absent: vec![Absent { app: None, part: Some("3/8".into()), why: "it failed".into() }],
    };
    let page = Html::parse_document(&fleet_page(&fleet));
    let rows: Vec<String> =
        all(&page, "main > section:first-child tbody tr").into_iter().map(text).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[0].contains("NOT_READY") && rows[0].contains("15 of 16 checks"), "{}", rows[0]);
    assert!(rows[0].contains("critical 1") && rows[0].contains("1 resolved"), "{}", rows[0]);
    assert!(rows[2].contains("part 3/8") && rows[2].contains("no report it failed"), "{}", rows[2]);
    assert_eq!(all(&page, "article.app").len(), 2);
}

#[test]
fn an_unassessed_check_is_never_shown_as_well() {
    let mut report = AuditReport::default();
    let unassessed = Outcome::Unassessed { because: vec!["denied".into()] };
    report.findings = vec![made::finding("checkout", Severity::Low, unassessed)];
    report.checks.unassessed = 1;
    let page = Html::parse_document(&page(&report));
    assert_eq!(all(&page, "section.banner.good").len(), 0);
    assert!(all(&page, "table.map .tag.unknown").len() == 1);
}

/// The colours of one scheme of the style sheet, by name.
fn colours(css: &str, scheme: usize) -> Vec<(String, [f64; 3])> {
    let block = css.split(":root{").nth(scheme + 1).unwrap().split('}').next().unwrap();
    let value = |hex: &str| {
        [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
    };
    block
        .split(';')
        .filter_map(|d| d.trim().strip_prefix("--")?.split_once(":#"))
        .map(|(name, hex)| (name.to_owned(), value(hex)))
        .collect()
}

/// The contrast of two colours: <https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio>.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let luminance =
        |[r, g, b]: [f64; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_stands_out_in_both_schemes() {
    let page = page(&AuditReport::default());
    for scheme in [0, 1] {
        let colours = colours(&page, scheme);
        let of = |name: &str| colours.iter().find(|(n, _)| n == name).unwrap().1;
        let mut pairs = vec![];
        for text in ["fg", "muted", "link"] {
            pairs.extend([(text.to_owned(), "bg"), (text.to_owned(), "panel")]);
        }
        for ground in ["critical", "high", "medium", "low", "info", "good", "ins", "del", "unknown"]
        {
            pairs.push((format!("on-{ground}"), ground));
        }
        for (text, ground) in pairs {
            let ratio = contrast(of(&text), of(ground));
            assert!(ratio >= 4.5, "{text} on {ground} in scheme {scheme}: {ratio:.2}");
        }
    }
}

//! The page in a real browser. Where no Chromium is installed the tests say so and pass.

#![allow(clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use passmuster::finding::{AuditReport, CheckCounts, Outcome, Severity, Subject};
use scraper::{Html, Selector};

use super::made::{self, HOSTILE};
use super::page;

/// The browser; `None`, with the reason printed, where there is none.
fn chromium() -> Option<PathBuf> {
    let found = ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
    });
    if found.is_none() {
        println!("skipped: no Chromium is installed; install chromium");
    }
    found
}

/// Opens a page with an empty profile; the document as it is after loading, and the console.
fn open(browser: &Path, page: &Path, profile: &Path) -> (String, String) {
    let Output { stdout, stderr, status } = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--v=0", "--window-size=1280,1000"])
        .args(["--allow-file-access-from-files", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(status.success(), "{}", text(&stderr));
    (text(&stdout), text(&stderr))
}

/// What a frame of this width tells of a page: an expression of `d`, its document; `elapsed` are
/// the milliseconds from the request to a finished layout.
fn asked(report: &AuditReport, width: u32, expression: &str) -> Option<(String, String)> {
    let browser = chromium()?;
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("report.html"), page(report)).unwrap();
    let frame = format!(
        "<!doctype html><title>frame</title><iframe id=f width={width} height=900></iframe><p id=a></p>\
         <script>const f = document.getElementById('f'); const start = performance.now();\
         f.onload = () => {{ const d = f.contentDocument; if (!d.body || !d.querySelector('main')) return;\
         d.documentElement.getBoundingClientRect(); d.body.scrollHeight;\
         const elapsed = performance.now() - start;\
         document.getElementById('a').textContent = String({expression}); }};\
         f.src = 'report.html';</script>"
    );
    let outer = dir.path().join("frame.html");
    fs::write(&outer, frame).unwrap();
    let (dom, console) = open(&browser, &outer, &dir.path().join("profile"));
    let dom = Html::parse_document(&dom);
    let answer = dom.select(&Selector::parse("#a").unwrap()).next().unwrap();
    Some((answer.text().collect(), console))
}

#[test]
fn a_browser_has_nothing_to_complain_about_and_hostile_names_do_nothing() {
    let Some(browser) = chromium() else { return };
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("report.html");
    let written = page(&made::report(HOSTILE));
    fs::write(&file, &written).unwrap();
    let (dom, console) = open(&browser, &file, &dir.path().join("profile"));
    assert!(!console.contains("CONSOLE"), "{console}");
    let (before, after) = (Html::parse_document(&written), Html::parse_document(&dom));
    let names = |page: &Html| -> Vec<String> {
        let all = Selector::parse("*").unwrap();
        page.select(&all).map(|e| e.value().name().to_owned()).collect()
    };
    assert_eq!(names(&before), names(&after));
    let title = Selector::parse("title").unwrap();
    let title: String = after.select(&title).next().unwrap().text().collect();
    assert!(title.starts_with("</title>") && title.ends_with(": DR readiness"), "{title}");
}

#[test]
fn the_style_sheet_is_applied_and_a_narrow_page_does_not_scroll_sideways() {
    let long = format!("arn:aws:rds:us-east-1:1:{}", "x".repeat(200));
    let expression = "[d.documentElement.scrollWidth, d.defaultView.getComputedStyle(d.querySelector('.tag')).borderRadius]";
    let Some((answer, console)) = asked(&made::report(&long), 375, expression) else { return };
    assert!(!console.contains("CONSOLE"), "{console}");
    let (width, radius) = answer.split_once(',').unwrap();
    assert!(width.parse::<u32>().unwrap() <= 375, "{answer}");
    assert_eq!(radius, "4px");
}

#[test]
fn ten_thousand_findings_open_soon() {
    let finding = |n: usize| {
        let subject = |side: &str| Subject {
            side: side.to_owned(),
            region: Some("us-east-1".to_owned()),
            kind: "aws_ecs_service".to_owned(),
            address: format!("aws_ecs_service.api_{n}"),
            ..Subject::default()
        };
        let mut made = made::finding("service-differs", Severity::High, Outcome::Fail);
        made.rule = format!("rule-{:02}", n / 500);
        made.message = format!("aws_ecs_service.api_{n} has 2 tasks, its primary 6.");
        made.subjects = vec![subject("primary"), subject("dr")];
        made.differences.truncate(1);
        made
    };
    let report = AuditReport {
        checks: CheckCounts { failed: 10_000, ..CheckCounts::default() },
        findings: (0..10_000).map(finding).collect(),
        ..made::report("checkout")
    };
    let Some((answer, _)) = asked(&report, 1280, "elapsed") else { return };
    let elapsed: f64 = answer.parse().unwrap();
    println!("10,000 findings: {} bytes, open after {elapsed:.0} ms", page(&report).len());
    // On an idle machine it takes less than one second; others may use this one as well.
    assert!(elapsed < 10_000.0, "{elapsed} ms");
}

//! Pages of `docs/` that are made from the code: they are as the code says.
//!
//! `UPDATE_GENERATED=1 cargo t --test it generated` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use passmuster::app;
use passmuster::config::reference;

/// The page is as it was made, or is written now where that is asked for.
fn is_current(name: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::write(&file, made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == made, "docs/{name} is stale: run the tests with UPDATE_GENERATED=1");
}

/// A text as a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[test]
fn the_page_of_the_configuration_is_current() {
    is_current("configuration.md", &reference::page());
}

#[test]
fn the_page_of_the_rules_is_current() {
    let mut rules = app::rule_views(&[]).unwrap();
    rules.sort_by(|a, b| (&a.area, &a.id).cmp(&(&b.area, &b.id)));
    assert!(rules.len() > 100, "only {} rules", rules.len());
    let mut out = format!(
        "# The rules\n\n\
         Made from the files in `rules/`; a test keeps this page up to date. {} rules. \
         `passmuster rules show ID` shows one with its cases, `--source` its file. Inputs, severity \
         and whether a rule runs are changed by a `rule` block \
         ([configuration.md](configuration.md)).\n",
        rules.len()
    );
    let mut area = "";
    for rule in &rules {
        if rule.area != area {
            area = &rule.area;
            let _ = write!(out, "\n## {area}\n");
        }
        let _ = write!(out, "\n### `{}`\n\n{}.\n\n", rule.id, rule.title.trim_end_matches('.'));
        let jobs = rule.jobs.join(", ");
        let _ = writeln!(
            out,
            "* severity: {}\n* runs in: {jobs}\n* impact on a failover: {}\n* steps: {}",
            rule.severity,
            rule.impact,
            rule.steps.join(", ")
        );
        let _ = write!(out, "\n{}\n\n**Mend:** {}\n", rule.rationale, rule.remediation);
        if !rule.inputs.is_empty() {
            out.push_str("\n| input | type | default | meaning |\n|---|---|---|---|\n");
            for [name, ty, default, meaning] in &rule.inputs {
                let _ =
                    writeln!(out, "| `{name}` | {ty} | `{}` | {} |", cell(default), cell(meaning));
            }
        }
        for (at, reference) in rule.refs.iter().enumerate() {
            let before = if at == 0 { "\n" } else { "" };
            let _ = writeln!(out, "{before}* <{reference}>");
        }
    }
    is_current("rules.md", &out);
}

/// The help of a command.
fn help(path: &[String]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(path)
        .arg("--help")
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    assert!(output.status.success(), "{path:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|l| format!("{}\n", l.trim_end())).collect()
}

/// The commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|l| *l != "Commands:").skip(1);
    listed
        .take_while(|l| !l.is_empty())
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn section(path: &[String], out: &mut String) {
    let help = help(path);
    if path.is_empty() {
        let _ = write!(out, "\n## `passmuster`\n\n```text\n{help}```\n");
    } else {
        let _ = write!(out, "\n## `passmuster {}`\n\n```text\n{help}```\n", path.join(" "));
    }
    for command in commands(&help) {
        section(&[path, &[command]].concat(), out);
    }
}

#[test]
fn the_page_of_the_command_line_is_current() {
    let mut out = String::from(
        "# The command line\n\n\
         What `--help` of every command prints; a test keeps this page up to date.\n",
    );
    section(&[], &mut out);
    for name in ["audit", "check", "gate", "rules list", "drill record"] {
        assert!(out.contains(&format!("## `passmuster {name}`")), "{name} is not told");
    }
    is_current("cli.md", &out);
}

#[test]
fn completions_and_manual_pages_are_well_formed() {
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_passmuster")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        output.stdout
    };
    let directory = tempfile::tempdir().unwrap();
    let script = directory.path().join("passmuster.bash");
    fs::write(&script, run(&["completions", "bash"])).unwrap();
    let parsed = Command::new("bash").arg("-n").arg(&script).output().unwrap();
    assert!(parsed.status.success(), "{}", String::from_utf8_lossy(&parsed.stderr));

    let pages = directory.path().join("man");
    run(&["man", "--directory", pages.to_str().unwrap()]);
    let written: Vec<_> = fs::read_dir(&pages).unwrap().flatten().map(|e| e.path()).collect();
    assert!(written.len() > 10, "{written:?}");
    for page in written {
        let text = fs::read_to_string(&page).unwrap();
        assert!(text.contains(".TH ") && text.contains(".SH NAME"), "{}", page.display());
        match Command::new("groff").args(["-man", "-z", "-ww", "-Tutf8"]).arg(&page).output() {
            Ok(done) => {
                let complaints = String::from_utf8_lossy(&done.stderr);
                assert!(done.status.success(), "{}: {complaints}", page.display());
            }
            Err(_) => println!("groff is not on this machine: {} is not set", page.display()),
        }
    }
}

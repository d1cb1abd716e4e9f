//! Every block and key of `passmuster.hcl` and of a baseline, once.
//!
//! The reader takes its lists of known names from here, and `docs/configuration.md` is written
//! from here: neither can know of a key that the other does not.

use std::fmt::Write as _;

/// A key of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What is written after it, in words: `text`, `list of texts`, `duration`, `day` ….
    pub ty: &'static str,
    /// What holds without it; `required` where it must be there.
    pub default: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// A kind of block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where it stands: block names from the outside in, joined by blanks. The file itself is
    /// `file`, a baseline `baseline`.
    pub path: &'static str,
    /// How its head is written, labels and all.
    pub head: &'static str,
    /// How often it may occur in the block around it.
    pub count: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

const fn key(
    name: &'static str,
    ty: &'static str,
    default: &'static str,
    doc: &'static str,
) -> Key {
    Key { name, ty, default, doc }
}

/// All sections, outer blocks before those within them.
pub const SECTIONS: &[Section] = &[
    Section {
        path: "file",
        head: "passmuster.hcl",
        count: "",
        doc: "The file holds one `app` block for each application. Paths in it are relative to the \
              file's own directory.",
        keys: &[key(
            "history",
            "text",
            "a directory of the user's state",
            "Where runs are kept: a directory, or `s3://BUCKET/PREFIX`.",
        )],
    },
    Section {
        path: "file app",
        head: "app \"NAME\"",
        count: "one or more",
        doc: "An application that must survive the loss of a region, with both its sides.",
        keys: &[
            key(
                "strategy",
                "`pilot-light`, `warm-standby` or `hot-standby`",
                "none",
                "How the DR side is kept. Each strategy brings expectations with it: what may run \
                 smaller, or be absent, until the failover.",
            ),
            key(
                "networks",
                "object: name = CIDR",
                "none",
                "Networks beyond the two VPCs, such as an office, that no VPC may overlap.",
            ),
            key("rules", "list of texts", "none", "Directories with rules of your own."),
        ],
    },
    Section {
        path: "file app objectives",
        head: "objectives",
        count: "at most one",
        doc: "What was promised. The gate measures against it.",
        keys: &[
            key("rto", "duration", "none", "Recovery time objective: how long until DR serves."),
            key("rpo", "duration", "none", "Recovery point objective: how much data may be lost."),
        ],
    },
    Section {
        path: "file app primary",
        head: "primary",
        count: "exactly one",
        doc: "The side that serves while all is well.",
        keys: SIDE,
    },
    Section {
        path: "file app primary config",
        head: "config",
        count: "any number, one for each layer",
        doc: "A Terraform directory that `check` evaluates.",
        keys: CONFIG,
    },
    Section {
        path: "file app dr",
        head: "dr",
        count: "exactly one",
        doc: "The side that takes over.",
        keys: SIDE,
    },
    Section {
        path: "file app dr config",
        head: "config",
        count: "any number, one for each layer",
        doc: "A Terraform directory that `check` evaluates.",
        keys: CONFIG,
    },
    Section {
        path: "file app postgres",
        head: "postgres \"NAME\"",
        count: "any number",
        doc: "A self-managed PostgreSQL primary and its standby in DR: see \
              [postgresql.md](postgresql.md). Each end names exactly one place of its connection \
              string: `{ dsn_env = \"VARIABLE\" }` or `{ dsn_file = \"path\" }`.",
        keys: &[
            key("primary", "object", "required", "Where the primary's connection string is found."),
            key("dr", "object", "required", "Where the standby's connection string is found."),
        ],
    },
    Section {
        path: "file app pairing",
        head: "pairing",
        count: "at most one",
        doc: "Helps to find counterparts where Terraform address and name do not tell them.",
        keys: &[
            key("tag", "text", "none", "A tag with equal values on counterparts."),
            key(
                "addresses",
                "object: primary address = DR address",
                "none",
                "Counterparts named one by one; goes before everything else.",
            ),
            key(
                "words",
                "object: `primary` and `dr`, lists of texts",
                "none",
                "Words in names that stand for each other, such as `blue` and `green`.",
            ),
        ],
    },
    Section {
        path: "file app gate",
        head: "gate",
        count: "at most one",
        doc: "How the gate judges: see [gate.md](gate.md).",
        keys: &[
            key("max_age", "duration", "`15m`", "Facts that are older are unknown."),
            key(
                "lag_window",
                "duration from `1m` to `1d`",
                "`15m`",
                "The worst replication lag of this time counts.",
            ),
            key(
                "decision_time",
                "duration",
                "none",
                "How long people take to decide; counted into the recovery time.",
            ),
            key(
                "failover_role",
                "ARN of a role",
                "none",
                "The role that carries out the failover; its permissions are examined.",
            ),
        ],
    },
    Section {
        path: "file app gate lag",
        head: "lag",
        count: "at most one",
        doc: "From which lag on it matters. The three must grow.",
        keys: &[
            key("warning", "duration", "`5s`", "DR is ready with warnings."),
            key("critical", "duration", "`30s`", "DR is degraded."),
            key("emergency", "duration", "`300s`", "DR is not ready."),
        ],
    },
    Section {
        path: "file app gate accept",
        head: "accept \"RULE\"",
        count: "any number",
        doc: "Accepts that the checks of a rule cannot be assessed.",
        keys: &[
            key("reason", "text", "required", "Why."),
            key("owner", "text", "required", "Who answers for it."),
            key("until", "day", "required", "The last day on which it holds."),
        ],
    },
    Section {
        path: "file app drills",
        head: "drills",
        count: "at most one",
        doc: "Where the log of drills is: see [drills.md](drills.md).",
        keys: &[key(
            "log",
            "text",
            "required",
            "The log file. Without the block it is `passmuster.drills.jsonl` beside the \
             configuration.",
        )],
    },
    Section {
        path: "file app expect",
        head: "expect \"TYPE\" [\"ATTRIBUTE\"]",
        count: "any number",
        doc: "An intended difference. Exactly one of `dr`, `dr_at_least`, `dr_within`, `mapped`, \
              `only` and `ignore` says what DR is meant to have; a difference is expected only \
              while that holds. `only` concerns whole resources and takes no attribute; the others, \
              but for `ignore`, need one.",
        keys: &[
            key("dr", "any constant", "", "DR has exactly this value."),
            key(
                "dr_at_least",
                "number or percentage",
                "",
                "DR has at least this, or this share of the primary's value.",
            ),
            key(
                "dr_within",
                "number or percentage",
                "",
                "DR differs by no more than this, or this share of the primary's value.",
            ),
            key(
                "mapped",
                "object: primary value = DR value",
                "",
                "Each value of the primary has its counterpart.",
            ),
            key("only", "`primary` or `dr`", "", "The resource exists on this side alone."),
            key("ignore", "`true`", "", "The difference does not matter, whatever it is."),
            key(
                "subject",
                "pattern of addresses",
                "all of the type",
                "Which resources; `*` stands for anything.",
            ),
            key("reason", "text", "required", "Why it is intended."),
            key("until", "day", "none", "The last day on which it holds."),
        ],
    },
    Section {
        path: "file app waive",
        head: "waive \"RULE\"",
        count: "any number",
        doc: "A finding that is known and accepted for a while.",
        keys: &[
            key("subject", "pattern of addresses", "required", "Whose finding."),
            key("reason", "text", "required", "Why it is accepted."),
            key("owner", "text", "required", "Who answers for it."),
            key("until", "day", "required", "The last day on which it holds."),
        ],
    },
    Section {
        path: "file app rule",
        head: "rule \"RULE\"",
        count: "any number",
        doc: "Changes a rule; the rules and their inputs are in [rules.md](rules.md).",
        keys: &[
            key("enabled", "bool", "`true`", "Whether it runs."),
            key(
                "severity",
                "`info`, `low`, `medium`, `high` or `critical`",
                "the rule's own",
                "Another severity for its findings.",
            ),
            key("inputs", "object", "the rule's own", "Values for its inputs."),
        ],
    },
    Section {
        path: "baseline",
        head: "passmuster.baseline.hcl",
        count: "",
        doc: "Findings that were there when checks began. `check --write-baseline` writes it.",
        keys: &[],
    },
    Section {
        path: "baseline accept",
        head: "accept \"FINGERPRINT\"",
        count: "any number",
        doc: "One finding, by the fingerprint that reports show, such as `v1:0123456789abcdef`.",
        keys: &[
            key("rule", "text", "required", "Its rule."),
            key("subjects", "list of texts", "none", "Its resources, for the reader."),
            key("reason", "text", "required", "Why it is accepted."),
            key("owner", "text", "required", "Who answers for it."),
            key("until", "day", "required", "The last day on which it holds."),
        ],
    },
];

const SIDE: &[Key] = &[
    key("region", "text", "required", "The AWS region, such as `us-east-1`."),
    key(
        "account",
        "text of twelve digits",
        "any",
        "The account. A live run that finds itself in another one ends.",
    ),
    key("profile", "text", "none", "The AWS profile whose credentials are used."),
    key("role_arn", "text", "none", "A role to assume, after the credentials were found."),
    key("external_id", "text", "none", "The external id that the role asks for."),
    key(
        "endpoint_url",
        "text",
        "AWS's own",
        "Another endpoint for all services, such as a simulator's.",
    ),
    key(
        "name_suffix",
        "text",
        "none",
        "What this side appends to names that must be unique beyond a region, such as `-dr`.",
    ),
    key(
        "state",
        "list of texts",
        "none",
        "Terraform states: files, directories, patterns, `s3://BUCKET/KEY` where the key may be a \
         pattern.",
    ),
    key(
        "plan",
        "list of texts",
        "none",
        "Plans as `terraform show -json` writes them: files, directories, patterns.",
    ),
];

const CONFIG: &[Key] = &[
    key("dir", "text", "required", "The directory."),
    key("var_files", "list of texts", "none", "Variable files, relative to `dir`."),
    key("variables", "object", "none", "Values of variables; they go before the files'."),
    key("backend", "object", "none", "What is given to `terraform init -backend-config`."),
    key("workspace", "text", "`default`", "The Terraform workspace."),
];

/// The section at a path; a path that is not in the table has no keys.
fn section(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|s| s.path == path)
}

/// The names of the keys of a section.
pub(super) fn keys(path: &str) -> Vec<&'static str> {
    section(path).map(|s| s.keys.iter().map(|k| k.name).collect()).unwrap_or_default()
}

/// The names of the blocks that may stand in a section.
pub(super) fn blocks(path: &str) -> Vec<&'static str> {
    let within = |s: &'static Section| {
        let (around, name) = s.path.rsplit_once(' ')?;
        (around == path).then_some(name)
    };
    SECTIONS.iter().filter_map(within).collect()
}

/// The reference as a page of Markdown.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# The configuration\n\n\
         Made from `src/config/reference.rs`, which the reader itself uses; a test keeps this page \
         up to date.\n\n\
         `passmuster.hcl` is HCL with constants: no variables, no functions of the account. Unknown \
         keys are errors with line, column and what was probably meant, and all problems are told at \
         once. `passmuster init` writes a first one from the states that it finds.\n\n\
         A *duration* is `5s`, `10m`, `1h`, `1d` or a sequence such as `1h30m`. A *day* is \
         `2027-01-31`. Where a list of texts is expected, a single text will do.\n",
    );
    for section in SECTIONS {
        let depth = section.path.split(' ').count().min(4);
        let _ = write!(out, "\n{} `{}`\n\n", "#".repeat(depth + 1), section.head);
        let _ = writeln!(out, "{}", section.doc);
        if let (Some((around, _)), false) =
            (section.path.rsplit_once(' '), section.count.is_empty())
        {
            let around = around.strip_prefix("file ").unwrap_or(around);
            let place = match around {
                "file" => "the file".to_owned(),
                "baseline" => "a baseline".to_owned(),
                other => format!("`{}`", other.replace(' ', "` › `")),
            };
            let _ = writeln!(out, "\nIn {place}: {}.", section.count);
        }
        if section.keys.is_empty() {
            continue;
        }
        out.push_str("\n| key | value | default | meaning |\n|---|---|---|---|\n");
        for key in section.keys {
            let _ =
                writeln!(out, "| `{}` | {} | {} | {} |", key.name, key.ty, key.default, key.doc);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_lies_in_another_and_no_name_occurs_twice() {
        for (at, one) in SECTIONS.iter().enumerate() {
            if let Some((around, _)) = one.path.rsplit_once(' ') {
                assert!(section(around).is_some(), "{} lies in nothing", one.path);
            }
            assert!(SECTIONS[..at].iter().all(|s| s.path != one.path), "{} twice", one.path);
            for (at, key) in one.keys.iter().enumerate() {
                assert!(one.keys[..at].iter().all(|k| k.name != key.name), "{} twice", key.name);
                assert!(!key.doc.is_empty() && !key.ty.is_empty(), "{} says nothing", key.name);
                // A bar would end a cell.
                assert!(![key.ty, key.default, key.doc].iter().any(|t| t.contains('|')));
            }
        }
    }

    #[test]
    fn names_are_found_by_place() {
        assert_eq!(keys("file app objectives"), ["rto", "rpo"]);
        assert_eq!(blocks("file app gate"), ["lag", "accept"]);
        assert_eq!(blocks("file"), ["app"]);
        assert_eq!(keys("nowhere"), Vec::<&str>::new());
    }
}

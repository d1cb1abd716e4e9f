//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::Shard;

const EXIT: &str = "\
Exit status:
  0  good
  1  findings at or above --fail-on
  2  the command line, the configuration or a rule is wrong
  3  something could not be assessed
  4  nothing could be read
  5  there is nothing to assess";

const CHECK_EXIT: &str = "\
With --base only what the change brings counts: findings that are new or worse, and gaps that the
base has not.

Exit status:
  0  good
  1  findings at or above --fail-on
  2  the command line, the configuration or a rule is wrong
  3  something could not be assessed
  4  nothing could be read
  5  there is nothing to assess";

/// What `--output` of a report is.
pub(super) const OUTPUT: &str = "\
Format and file; standard output without a file [default: table]. For people: table, wide, tree,
markdown, html, email, issue. For machines: json, csv, ndjson, prometheus, openmetrics, asff, ocsf.
For pipelines: sarif, github, gitlab, junit, comment.";

/// Does your DR region pass muster?
///
/// Compares a primary and a DR AWS region and says whether a failover could work: what differs,
/// what is missing, what points the wrong way, what could not be looked at. Changes nothing.
#[derive(Debug, Parser)]
#[command(name = "passmuster", version, after_help = EXIT, max_term_width = 100)]
pub(super) struct Cli {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
    /// Columns of the tables; the terminal's own by default.
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..))]
    pub(super) width: Option<u16>,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Assess the states of both regions with all rules.
    #[command(after_help = EXIT)]
    Audit(AuditArgs),
    /// Say from fresh live facts whether a drill may start, how much would be lost and how long it
    /// would take.
    #[command(after_help = super::gate::EXIT)]
    Gate(super::gate::GateArgs),
    /// Read what runs in both regions into a snapshot file. Changes nothing.
    #[command(after_help = EXIT)]
    Collect(CollectArgs),
    /// Print the IAM policy that collecting needs for the rules that run.
    IamPolicy(IamPolicyArgs),
    /// Check Terraform configuration or plans of both regions, and what a change does to them.
    #[command(after_help = CHECK_EXIT)]
    Check(Box<CheckArgs>),
    /// Show the pairs and what differs, before any rule or expectation; or what changed from one
    /// snapshot to a later one.
    Diff(DiffArgs),
    /// Show how one pair was compared: every step that was folded on the way.
    Explain(ExplainArgs),
    /// Show what is in states and plans: resources by kind and region, and what could not be read.
    Inventory(InventoryArgs),
    /// Keep the log of drills: what was tried, how long it took, what was lost.
    Drill(super::drill::DrillArgs),
    /// What was kept of earlier runs: list, show, compare, export, thin out.
    History(super::history::HistoryArgs),
    /// List, show, test and begin rules.
    Rules(RulesArgs),
    /// Write a failover, switchover or failback of the estate in AWS CLI commands. Runs none.
    #[command(after_help = super::runbook::EXIT)]
    Runbook(super::runbook::RunbookArgs),
    /// Render a saved JSON report again, or join the parts of a fleet.
    #[command(after_help = EXIT, args_conflicts_with_subcommands = true)]
    Report(Box<ReportArgs>),
    /// Write a commented configuration from the states that are found.
    Init(InitArgs),
    /// Print a completion script.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man {
        /// Write a page for each command into this directory instead.
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
}

/// What to compare.
#[derive(Debug, Args)]
pub(super) struct EstateArgs {
    /// The configuration, or a directory of them [default: passmuster.hcl, if it is there and no
    /// side is given].
    #[arg(long, value_name = "FILE", env = "PASSMUSTER_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// The app, where the configuration has several; audit and gate take all without it.
    #[arg(long, value_name = "NAME")]
    pub(super) app: Option<String>,
    /// Region and state of the primary side: a file, directory, pattern, s3://BUCKET/KEY (the key
    /// may be a pattern), or - for standard input.
    /// For check: a Terraform directory or a plan.
    #[arg(long, value_name = "REGION=STATE", value_parser = side)]
    pub(super) primary: Vec<(String, String)>,
    /// Region and state of the DR side.
    #[arg(long, value_name = "REGION=STATE", value_parser = side)]
    pub(super) dr: Vec<(String, String)>,
    /// What the DR side appends to names that must be unique, such as -dr.
    #[arg(long, value_name = "SUFFIX", allow_hyphen_values = true)]
    pub(super) name_suffix: Option<String>,
    /// A directory with further rules.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
}

fn side(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((region, state)) if !region.is_empty() && !state.is_empty() => {
            Ok((region.to_owned(), state.to_owned()))
        }
        None if !text.is_empty() => Ok((text.to_owned(), String::new())),
        _ => Err("write REGION=STATE, such as us-east-1=primary.tfstate".to_owned()),
    }
}

/// How a report is written.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    #[arg(long, short, visible_alias = "format", value_name = "FORMAT[=FILE]", help = OUTPUT)]
    pub(super) output: Vec<String>,
    /// The severity from which findings fail the command: info, low, medium, high, critical; or
    /// never.
    #[arg(long, value_name = "SEVERITY", default_value = "low")]
    pub(super) fail_on: String,
    /// List expected and waived findings too, and every finding in full.
    #[arg(long)]
    pub(super) all: bool,
}

/// How AWS is reached.
#[derive(Debug, Args)]
pub(super) struct ReachArgs {
    /// Take credentials from the instance metadata service where nothing else has any.
    #[arg(long)]
    pub(super) instance_metadata: bool,
    /// Trust the certificates in this PEM file besides the system's.
    #[arg(long, value_name = "FILE", env = "AWS_CA_BUNDLE")]
    pub(super) ca_bundle: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CollectArgs {
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    #[command(flatten)]
    pub(super) reach: ReachArgs,
    /// The snapshot file to write; a directory, or a path that ends in /, gets APP.snapshot of every
    /// app.
    #[arg(long, short, value_name = "FILE", required_unless_present = "dry_run")]
    pub(super) output: Option<PathBuf>,
    /// Take only the apps of this part of a fleet, such as 3/8; always the same ones.
    #[arg(long, value_name = "I/N")]
    pub(super) shard: Option<Shard>,
    /// List the calls that would be made, and make none.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Read only what this rule looks at; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(super) rule: Vec<String>,
    /// The job that the snapshot is for.
    #[arg(long, value_enum, default_value_t = LiveJob::Audit)]
    pub(super) job: LiveJob,
}

/// The jobs that look at what runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LiveJob {
    /// The audit.
    Audit,
    /// The gate, which looks at states, metrics, quotas and permissions too.
    Gate,
}

/// How a policy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PolicyKind {
    /// A policy document.
    Json,
    /// A Terraform data source.
    Terraform,
}

#[derive(Debug, Args)]
pub(super) struct IamPolicyArgs {
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    /// Only what this rule looks at; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(super) rule: Vec<String>,
    /// The job that the policy is for.
    #[arg(long, value_enum, default_value_t = LiveJob::Audit)]
    pub(super) job: LiveJob,
    /// The format.
    #[arg(long, short, visible_alias = "format", value_enum, default_value_t = PolicyKind::Json)]
    pub(super) output: PolicyKind,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    /// Collect what runs in both regions now, and compare it with the states.
    #[arg(long, conflicts_with = "snapshot")]
    pub(super) live: bool,
    /// Take what ran from a snapshot file; of several apps from APP.snapshot in a directory.
    #[arg(long, value_name = "FILE")]
    pub(super) snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reach: ReachArgs,
    #[command(flatten)]
    pub(super) keep: super::keeping::KeepArgs,
    #[command(flatten)]
    pub(super) notify: super::notify::NotifyArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Run this rule alone; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(super) rule: Vec<String>,
}

/// The classes of findings that can fail a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailClass {
    /// Not there before.
    New,
    /// There before, more severe now.
    Worse,
    /// Could be told before, cannot be told any more.
    Lost,
    /// There before with other values.
    Changed,
    /// There before, at a line that the change edits.
    Touched,
    /// There before.
    Existing,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Measure the change since the last commit that this reference and HEAD have in common.
    #[arg(long, value_name = "REF")]
    pub(super) base: Option<String>,
    /// What fails the check, with --base.
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',', default_values = ["new", "worse"], requires = "base")]
    pub(super) fail_class: Vec<FailClass>,
    /// Report, but do not fail: exit 0 where findings or gaps would say 1 or 3.
    #[arg(long)]
    pub(super) report_only: bool,
    /// Findings that are accepted [default: passmuster.baseline.hcl, if it is there].
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write a baseline of all that is found, and do not fail because of it.
    #[arg(long, value_name = "FILE", requires_all = ["until", "reason", "owner"])]
    pub(super) write_baseline: Option<PathBuf>,
    /// The last day of what the written baseline accepts, as 2027-01-31.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) until: Option<String>,
    /// Why the written baseline accepts it.
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Who answers for the written baseline.
    #[arg(long, value_name = "NAME")]
    pub(super) owner: Option<String>,
    /// A variable file for the directories of both sides that the command line names.
    #[arg(long, value_name = "FILE")]
    pub(super) var_file: Vec<String>,
    /// A variable file for the primary side's.
    #[arg(long, value_name = "FILE")]
    pub(super) primary_var_file: Vec<String>,
    /// A variable file for the DR side's.
    #[arg(long, value_name = "FILE")]
    pub(super) dr_var_file: Vec<String>,
    /// The value of a variable, for both sides.
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(super) var: Vec<(String, String)>,
    /// Take variables from TF_VAR_… of the environment.
    #[arg(long)]
    pub(super) env_vars: bool,
    /// Run this rule alone; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(super) rule: Vec<String>,
}

pub(super) fn day(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(_) if text.len() == 10 => Ok(text.to_owned()),
        _ => Err("write year, month and day: 2027-01-31".to_owned()),
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    pub(super) command: Option<ReportCommand>,
    /// A report that was written as json; - for standard input.
    #[arg(required_unless_present = "schema")]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Print the JSON Schema of the json format instead.
    #[arg(long)]
    pub(super) schema: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum ReportCommand {
    /// Join what the parts of a fleet's run left in the history.
    #[command(after_help = EXIT)]
    Merge(super::history::MergeArgs),
}

/// The format of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ViewFormat {
    /// For a terminal.
    Table,
    /// For machines.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Two snapshot files: what came, went and changed from the older to the newer.
    #[arg(num_args = 2, value_names = ["OLDER", "NEWER"], conflicts_with_all = ["primary", "dr", "app", "name_suffix", "pairs"])]
    pub(super) snapshots: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    /// Show who was paired with whom, and why.
    #[arg(long)]
    pub(super) pairs: bool,
    /// Only resources whose type or address holds this.
    #[arg(long, value_name = "TEXT")]
    pub(super) only: Option<String>,
    /// The format.
    #[arg(long, short, visible_alias = "format", value_enum, default_value_t = ViewFormat::Table)]
    pub(super) output: ViewFormat,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The address of a resource of either side.
    pub(super) address: String,
    /// The attribute path; all when it is left out.
    pub(super) path: Option<String>,
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    /// The format.
    #[arg(long, short, visible_alias = "format", value_enum, default_value_t = ViewFormat::Table)]
    pub(super) output: ViewFormat,
}

#[derive(Debug, Args)]
pub(super) struct InventoryArgs {
    /// States and plans: files, directories, patterns, - for standard input; Terraform
    /// directories.
    #[arg(required = true)]
    pub(super) sources: Vec<String>,
    /// Only the line of each file, not its kinds.
    #[arg(long)]
    pub(super) summary: bool,
    /// The format.
    #[arg(long, short, visible_alias = "format", value_enum, default_value_t = ViewFormat::Table)]
    pub(super) output: ViewFormat,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// States, directories or patterns; the current directory when none is given.
    pub(super) sources: Vec<String>,
    /// The file to write; - for standard output.
    #[arg(long, short, value_name = "FILE", default_value = "passmuster.hcl")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List the rules.
    List {
        /// A directory with further rules.
        #[arg(long, value_name = "DIR")]
        rules: Vec<PathBuf>,
        /// The format.
        #[arg(long, short, visible_alias = "format", value_enum, default_value_t = ViewFormat::Table)]
        output: ViewFormat,
    },
    /// Show a rule: why it is there, what to do, its inputs and cases.
    Show {
        /// The rule's id.
        id: String,
        /// A directory with further rules.
        #[arg(long, value_name = "DIR")]
        rules: Vec<PathBuf>,
        /// Print the rule file itself.
        #[arg(long)]
        source: bool,
    },
    /// Run the test cases of the rules in a directory, or of the built-in ones.
    Test {
        /// The directory.
        dir: Option<PathBuf>,
        /// Show the cases that hold, too.
        #[arg(long, short)]
        verbose: bool,
    },
    /// Begin a rule: writes it and its test cases, to be changed.
    New {
        /// The rule's id: lower-case words joined by hyphens.
        id: String,
        /// The directory.
        #[arg(long, value_name = "DIR", default_value = "rules/custom")]
        dir: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_help_names_every_format() {
        for format in crate::report::Format::ALL {
            let name = format.name();
            let words = super::OUTPUT.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(words.into_iter().any(|word| word == name), "{name}");
        }
    }

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }
}

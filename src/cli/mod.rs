//! The command line: arguments in, report and exit status out.
//!
//! Standard output is the report, standard error everything else. The exit status says what a
//! pipeline needs to know.

mod args;
mod audit;
mod changes;
mod check;
mod collect;
mod diagnostics;
mod drill;
mod exit;
mod gate;
mod history;
mod inspect;
mod keeping;
mod notify;
mod output;
mod progress;
mod rules;
mod runbook;

use std::process::ExitCode;
use std::thread;

use clap::{CommandFactory as _, Parser as _};

use args::{Cli, Command};
use exit::Status;
use output::Terminal;

/// Deep documents are walked by recursion; the bounds fit into this stack.
const STACK: usize = 16 << 20;

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no error.
            let _ = error.print();
            let status = if error.use_stderr() { Status::Usage } else { Status::Good };
            return status.into();
        }
    };
    let worker = thread::Builder::new().stack_size(STACK).spawn(move || run(cli));
    match worker.map(thread::JoinHandle::join) {
        Ok(Ok(status)) => status.into(),
        Ok(Err(_)) | Err(_) => Status::Usage.into(),
    }
}

fn run(cli: Cli) -> Status {
    let terminal = Terminal::new(cli.color, cli.width);
    let done = match cli.command {
        Command::Audit(arguments) => audit::audit(&arguments, terminal),
        Command::Gate(arguments) => gate::gate(&arguments, terminal),
        Command::Collect(arguments) => collect::collect(&arguments, terminal),
        Command::IamPolicy(arguments) => collect::iam_policy(&arguments),
        Command::Check(arguments) => check::check(&arguments, terminal),
        Command::History(arguments) => history::history(&arguments, terminal),
        Command::Report(arguments) => audit::report(&arguments, terminal),
        Command::Diff(arguments) => inspect::diff(&arguments, terminal),
        Command::Drill(arguments) => drill::drill(&arguments, terminal),
        Command::Explain(arguments) => inspect::explain(&arguments, terminal),
        Command::Inventory(arguments) => inspect::inventory(&arguments, terminal),
        Command::Init(arguments) => inspect::init(&arguments, terminal),
        Command::Runbook(arguments) => runbook::runbook(&arguments, terminal),
        Command::Rules(arguments) => rules::rules(arguments, terminal),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "passmuster", &mut out);
            output::print(&out).map(|()| Status::Good)
        }
        Command::Man { directory } => man(directory.as_deref()),
    };
    match done {
        Ok(status) => status,
        Err(failure) => diagnostics::explain(&failure, terminal),
    }
}

/// The manual page on standard output, or one page for each command in a directory.
fn man(directory: Option<&std::path::Path>) -> Result<Status, crate::app::Failure> {
    let command = Cli::command();
    match directory {
        None => {
            let mut page = Vec::new();
            let written = clap_mangen::Man::new(command).render(&mut page);
            written.map_err(|error| output::io("man", error))?;
            output::print(&page)?;
        }
        Some(directory) => {
            let name = directory.display().to_string();
            std::fs::create_dir_all(directory)
                .and_then(|()| clap_mangen::generate_to(command, directory))
                .map_err(|error| output::io(&name, error))?;
        }
    }
    Ok(Status::Good)
}

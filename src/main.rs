//! Parses the command line, runs the application, returns its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    passmuster::cli::main()
}

//! Where reports go.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::Colour;
use crate::app::Failure;
use crate::finding::{AuditReport, Fleet};
use crate::report::{self, Format, Options};

/// Columns where nothing says how many there are.
const WIDTH: usize = 100;
/// The widest that a table is drawn.
const WIDEST: usize = 200;

/// No line is as wide.
const UNBOUNDED: usize = u16::MAX as usize;

/// Whether standard output is a terminal that is known to show links. `NO_HYPERLINK`,
/// `FORCE_HYPERLINK=0` and `TERM=dumb` say no; `FORCE_HYPERLINK=1` says yes even to a pipe.
fn links() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let forced = set("FORCE_HYPERLINK");
    let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
    if !forced && (dumb || set("NO_HYPERLINK") || set("NO_HYPERLINKS")) {
        return false;
    }
    supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
}

/// What standard output can show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Columns.
    pub(super) width: usize,
    /// Whether colours are wanted on standard output.
    pub(super) colour: bool,
    /// Whether links are wanted on standard output.
    pub(super) links: bool,
    /// Columns of a listing that has one line for each finding: the terminal's own, all that it
    /// needs where there is none.
    pub(super) wide: usize,
    /// Whether colours are wanted on standard error.
    pub(super) colour_errors: bool,
    /// When the command began.
    began: Instant,
}

impl Terminal {
    pub(super) fn new(colour: Colour, width: Option<u16>) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let wanted = |terminal: bool| match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !plain,
        };
        let own = terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
        Self {
            width: width.map(usize::from).or(own).unwrap_or(WIDTH).clamp(40, WIDEST),
            colour: wanted(io::stdout().is_terminal()),
            links: colour != Colour::Never && links(),
            wide: width.map(usize::from).or(own).unwrap_or(UNBOUNDED).max(40),
            colour_errors: wanted(io::stderr().is_terminal()),
            began: Instant::now(),
        }
    }
}

/// One `--output`.
struct Target {
    format: Format,
    file: Option<PathBuf>,
}

/// Writes the reports of a fleet to every target; standard output gets a table when none is named.
pub(super) fn write(
    fleet: &Fleet,
    wanted: &[String],
    all: bool,
    terminal: Terminal,
) -> Result<(), Failure> {
    write_with(wanted, all, terminal, |format, options, out| {
        report::render_fleet(fleet, format, options, out)
    })
}

/// Writes the reports of the run that this command is: how long it took is known.
pub(super) fn write_run(
    fleet: &Fleet,
    wanted: &[String],
    all: bool,
    terminal: Terminal,
) -> Result<(), Failure> {
    let run_seconds = Some(terminal.began.elapsed().as_secs_f64());
    write_with(wanted, all, terminal, |format, options, out| {
        report::render_fleet(fleet, format, Options { run_seconds, ..options }, out)
    })
}

/// Writes one report.
pub(super) fn write_report(
    report: &AuditReport,
    wanted: &[String],
    all: bool,
    terminal: Terminal,
) -> Result<(), Failure> {
    write_with(wanted, all, terminal, |format, options, out| {
        report::render(report, format, options, out)
    })
}

fn write_with(
    wanted: &[String],
    all: bool,
    terminal: Terminal,
    render: impl Fn(Format, Options, &mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let targets = targets(wanted)?;
    for target in &targets {
        let colour = terminal.colour && target.file.is_none();
        let wide = target.format == Format::Wide;
        let width = match (wide, &target.file) {
            (false, _) => terminal.width,
            (true, None) => terminal.wide,
            (true, Some(_)) => UNBOUNDED,
        };
        let links = terminal.links && target.file.is_none();
        let options = Options { width, colour, links, all, run_seconds: None };
        let mut bytes = Vec::new();
        let name = target.file.as_ref().map_or("-".to_owned(), |f| f.display().to_string());
        render(target.format, options, &mut bytes).map_err(|error| io(&name, error))?;
        match &target.file {
            None => print(&bytes)?,
            Some(file) => replace(file, &bytes)?,
        }
    }
    Ok(())
}

/// Whether the targets make sense; asked before anything is read.
pub(super) fn check(wanted: &[String]) -> Result<(), Failure> {
    targets(wanted).map(|_| ())
}

fn targets(wanted: &[String]) -> Result<Vec<Target>, Failure> {
    if wanted.is_empty() {
        return Ok(vec![Target { format: Format::Table, file: None }]);
    }
    let mut targets: Vec<Target> = Vec::new();
    for text in wanted {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, (file != "-").then(|| PathBuf::from(file))),
            None => (text.as_str(), None),
        };
        let format = Format::ALL.into_iter().find(|f| f.name() == name).ok_or_else(|| {
            let names: Vec<_> = Format::ALL.iter().map(|f| f.name()).collect();
            Failure::Usage(format!("{name:?} is no format; formats are {}", names.join(", ")))
        })?;
        if targets.iter().any(|t| t.file == file) {
            let place = file.map_or("standard output".to_owned(), |f| f.display().to_string());
            return Err(Failure::Usage(format!("two reports would go to {place}")));
        }
        targets.push(Target { format, file });
    }
    Ok(targets)
}

pub(super) fn io(path: &str, error: io::Error) -> Failure {
    Failure::Io { path: path.to_owned(), error }
}

/// Writes to standard output; a reader that went away is no error.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(io("-", error)),
        _ => Ok(()),
    }
}

/// Replaces a file as a whole: readers see the old or the new content, never a part.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace_with(file, bytes, false)
}

/// The same, of a file that people run.
pub(super) fn replace_program(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace_with(file, bytes, true)
}

fn replace_with(file: &Path, bytes: &[u8], program: bool) -> Result<(), Failure> {
    let name = file.display().to_string();
    let written = (|| {
        let directory = file.parent().filter(|p| !p.as_os_str().is_empty());
        let own = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = format!(".{own}.{}.part", std::process::id());
        let part = directory.map_or_else(|| PathBuf::from(&beside), |d| d.join(&beside));
        let mut out = File::create(&part)?;
        let done = out.write_all(bytes).and_then(|()| out.sync_all());
        let done = done.and_then(|()| if program { allow_running(&part) } else { Ok(()) });
        let done = done.and_then(|()| std::fs::rename(&part, file));
        if done.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        done
    })();
    written.map_err(|error| io(&name, error))
}

#[cfg(unix)]
fn allow_running(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn allow_running(_: &Path) -> io::Result<()> {
    Ok(())
}

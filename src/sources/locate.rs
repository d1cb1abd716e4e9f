//! Which files a location stands for.
//!
//! A location is a file, a directory (searched for states), a pattern, or `-` for standard
//! input. Locks, backups, Terraform's working directory and empty objects are passed over
//! where a directory or pattern finds them; named one by one they are read, and refused with
//! their reason.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::problem::Problem;

/// The largest file that is read.
pub(super) const LARGEST: u64 = 4 << 30;
/// Directories below the one that was named.
const DEEPEST: usize = 32;

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    /// Standard input.
    Stdin,
    /// A file: where it is, and as the user would name it.
    File(PathBuf, String),
}

impl Found {
    /// The file as the user would name it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Stdin => "-",
            Self::File(_, name) => name,
        }
    }

    /// The size of the file; 0 where it is not known.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Stdin => 0,
            Self::File(path, _) => fs::metadata(path).map_or(0, |m| m.len()),
        }
    }
}

/// The files of a location, and what of it could not be searched.
#[derive(Debug, Default)]
pub(super) struct Located {
    pub(super) files: Vec<Found>,
    pub(super) problems: Vec<Problem>,
}

/// The files of a location.
pub(super) fn files(location: &str, base: &Path) -> Located {
    let refused = |what: String, mend: &str| Located {
        files: Vec::new(),
        problems: vec![Problem::new(what, mend)],
    };
    let one = |found: Found| Located { files: vec![found], problems: Vec::new() };
    if location == "-" {
        return one(Found::Stdin);
    }
    if location.is_empty() {
        let mend = "name a state, a directory, a pattern or `-`";
        return refused("no file is named".to_owned(), mend);
    }
    if let Some((scheme, _)) = location.split_once("://") {
        return refused(
            format!("states are not read from {scheme}:// here"),
            "pipe it in: `terraform state pull | passmuster …` with `-` as the location",
        );
    }
    let path = base.join(location);
    match fs::metadata(&path) {
        Ok(meta) if meta.is_dir() => in_directory(&path, location),
        Ok(_) => one(Found::File(path, location.to_owned())),
        Err(_) if location.contains(['*', '?', '[']) => matching(location, base),
        Err(error) if error.kind() == io::ErrorKind::NotFound => refused(
            "there is no such file or directory".to_owned(),
            "check the path; it is taken from the directory that the command runs in",
        ),
        Err(error) => {
            refused(format!("cannot be opened: {error}"), "check the path and its rights")
        }
    }
}

/// States below a directory, in order.
fn in_directory(root: &Path, shown: &str) -> Located {
    let mut found = BTreeSet::new();
    let mut problems = Vec::new();
    let mut pending = vec![(root.to_path_buf(), shown.trim_end_matches('/').to_owned(), 0)];
    while let Some((dir, shown, depth)) = pending.pop() {
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) => {
                problems.push(Problem::new(
                    format!("the directory {shown} cannot be read: {error}"),
                    "grant the right to read it, or name its files one by one",
                ));
                continue;
            }
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let shown = format!("{shown}/{name}");
            let Ok(kind) = entry.file_type() else { continue };
            // Links to directories are not followed: they may lead back.
            if kind.is_dir() {
                if name != ".terraform" && depth < DEEPEST {
                    pending.push((entry.path(), shown, depth + 1));
                }
            } else if is_state(&name) && worth_reading(&entry.path()) {
                found.insert(Found::File(entry.path(), shown));
            }
        }
    }
    if found.is_empty() && problems.is_empty() {
        problems.push(Problem::new(
            "the directory holds no state",
            "states are looked for as *.tfstate and *.tfstate.json; name other files one by one",
        ));
    }
    Located { files: without_shown_twins(&found), problems }
}

fn is_state(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "tfstate") || name.ends_with(".tfstate.json")
}

/// Whether a file that was come upon is a regular file with something in it.
fn worth_reading(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() > 0)
}

/// `x.tfstate.json` beside `x.tfstate` is the same state, shown.
fn without_shown_twins(found: &BTreeSet<Found>) -> Vec<Found> {
    let raw: BTreeSet<String> = found.iter().map(|f| f.name().to_owned()).collect();
    let twin = |f: &Found| f.name().strip_suffix(".json").is_some_and(|name| raw.contains(name));
    found.iter().filter(|f| !twin(f)).cloned().collect()
}

fn matching(pattern: &str, base: &Path) -> Located {
    let whole = if Path::new(pattern).is_absolute() {
        pattern.to_owned()
    } else {
        let base = base.to_string_lossy();
        format!("{}/{pattern}", glob::Pattern::escape(base.trim_end_matches('/')))
    };
    let mut located = Located::default();
    let paths = match glob::glob(&whole) {
        Ok(paths) => paths,
        Err(error) => {
            let what = format!("not a valid pattern: {}", error.msg);
            located.problems.push(Problem::new(what, "use *, ?, ** and [abc]"));
            return located;
        }
    };
    let mut found = BTreeSet::new();
    for path in paths.flatten() {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let skipped = name.ends_with(".tflock")
            || name.ends_with(".backup")
            || path.components().any(|c| c.as_os_str() == ".terraform");
        if !skipped && worth_reading(&path) {
            let shown = path.strip_prefix(base).unwrap_or(&path).to_string_lossy().into_owned();
            found.insert(Found::File(path, shown));
        }
    }
    if found.is_empty() {
        located.problems.push(Problem::new(
            "no file fits the pattern",
            "quote it, so that the shell leaves it alone, and check the path before the first *",
        ));
    }
    located.files = without_shown_twins(&found);
    located
}

/// The bytes of a file.
pub(super) fn bytes_of(found: &Found) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: io::Error| {
        let mend = match error.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::PermissionDenied => "grant the right to read it",
            _ => "",
        };
        Problem::new(format!("cannot be read: {error}"), mend)
    };
    let mut bytes = Vec::new();
    match found {
        Found::Stdin => {
            io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        }
        Found::File(path, _) => {
            let file = fs::File::open(path).map_err(unreadable)?;
            let meta = file.metadata().map_err(unreadable)?;
            if meta.is_dir() {
                return Err(Problem::new("this is a directory", "name the state in it"));
            }
            if meta.len() > LARGEST {
                return Err(too_large());
            }
            // One byte more than the file has, so that its end is met without growing.
            bytes.reserve_exact(usize::try_from(meta.len()).unwrap_or_default().saturating_add(1));
            file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        }
    }
    if bytes.len() as u64 > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

/// Why a file of more than [`LARGEST`] bytes is not read.
pub(super) fn too_large() -> Problem {
    Problem::new(
        format!("the file is larger than {} GiB", LARGEST >> 30),
        "split the state; none of that size is practical",
    )
}

//! `check`: what a change of the configuration would do to the DR region.
//!
//! The configuration is evaluated as it is, and, against a base, as it was; both are assessed
//! with the same rules and settings, and every finding is told by what the change does to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::changes;
use super::loading::{Prepared, prepare};
use super::{Failure, Request};
use crate::assess::{Assessment, assess};
use crate::config::ConfigDir;
use crate::finding::AuditReport;
use crate::lang::Diagnostic;
use crate::model::{Address, Side, Snapshot, Text, Value, View};
use crate::sources::git::{self, Commit};
use crate::sources::terraform::{self, Configured, Disk, Root, Tree};
use crate::sources::{self, Input};

/// What a check is to look at, beyond the request.
#[derive(Clone, Debug, Default)]
pub struct CheckRequest {
    /// What every command takes. Locations of the sides are Terraform directories or plans.
    pub request: Request,
    /// The reference that the change is measured against.
    pub base: Option<String>,
    /// Variable files for both sides, for primary, for DR.
    pub var_files: [Vec<String>; 3],
    /// Values of variables for both sides.
    pub variables: Vec<(String, String)>,
    /// Variables of the environment, without `TF_VAR_`.
    pub environment: Vec<(String, String)>,
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// The report; with a base it says what the change does.
    pub report: AuditReport,
    /// Rules that could not be evaluated.
    pub errors: Vec<Diagnostic>,
    /// Whether what was read has gaps that the base has not.
    pub new_gaps: bool,
}

/// The configuration's directories and plans, as the project names them.
struct Wanted {
    project: PathBuf,
    roots: Vec<Root>,
    plans: Vec<Input>,
}

/// Checks the configuration of both sides.
///
/// # Errors
///
/// A wrong configuration or rule, nothing to check, or a base that is not there.
pub fn check(check: &CheckRequest) -> Result<Checked, Failure> {
    let mut prepared = prepare(&check.request)?;
    let wanted = wanted(check, &prepared)?;
    prepared.settings.view = if wanted.plans.is_empty() { View::Configured } else { View::Planned };
    let disk = Disk::new(&wanted.project)
        .map_err(|error| Failure::Io { path: wanted.project.display().to_string(), error })?;
    let base =
        check.base.as_deref().map(|reference| base(&wanted.project, reference)).transpose()?;
    let (head, moved) = read(&disk, &wanted, &prepared);
    // Without anything at the head there is nothing to say; the base may well be empty.
    let world = prepared.world(head)?;
    let after = assessed(&prepared, &world);
    let mut report = after.report;
    let mut errors = after.errors;
    let mut new_gaps = !report.gaps.is_empty();
    if let Some((commit, lines)) = base {
        let (before, _) = read(&commit, &wanted, &prepared);
        let before = prepared.any_world(renamed(before, &moved));
        let known: BTreeSet<Address> =
            before.inventory.resources().iter().map(|r| r.address.clone()).collect();
        let before = assessed(&prepared, &before);
        errors.extend(before.errors);
        let head = git::head(&wanted.project);
        new_gaps =
            changes::classify(&mut report, &before.report, &known, &lines, (commit.id(), head));
    }
    Ok(Checked { report, errors, new_gaps })
}

fn assessed(prepared: &Prepared, world: &super::loading::World) -> Assessment {
    assess(
        &world.estate,
        &world.inventory,
        &world.comparison,
        &prepared.catalogue,
        &prepared.settings,
    )
}

/// The files before the change, and the lines that it edits.
fn base(project: &Path, reference: &str) -> Result<(Commit, git::ChangedLines), Failure> {
    let usage = |why: String| Failure::Usage(format!("--base {reference}: {why}"));
    if !project.join(".git").exists() {
        return Err(usage(format!("{} is in no git repository", project.display())));
    }
    let id = git::merge_base(project, reference).map_err(usage)?;
    let commit = Commit::new(project, &id).map_err(usage)?;
    let lines = git::changed_lines(project, &id).map_err(usage)?;
    Ok((commit, lines))
}

/// What the configuration and the plans say.
fn read(
    tree: &dyn Tree,
    wanted: &Wanted,
    prepared: &Prepared,
) -> (Snapshot, Vec<(Address, Address)>) {
    let Configured { mut snapshot, moved } =
        terraform::read(tree, &wanted.roots, &prepared.context);
    if !wanted.plans.is_empty() {
        let plans = sources::read(&wanted.plans, &prepared.context);
        snapshot.resources.extend(plans.resources);
        snapshot.coverage.join(plans.coverage);
        snapshot.meta.files.extend(plans.meta.files);
    }
    (snapshot, moved)
}

/// The resources under the addresses that `moved` blocks give them.
fn renamed(mut snapshot: Snapshot, moved: &[(Address, Address)]) -> Snapshot {
    for resource in &mut snapshot.resources {
        let mut address = resource.address.clone();
        for (from, to) in moved {
            address = address.moved(from, to).unwrap_or(address);
        }
        if address != resource.address {
            let mut changed = resource.as_ref().clone();
            changed.address = address;
            *resource = std::sync::Arc::new(changed);
        }
    }
    snapshot
}

/// The directories and plans of the configuration, or those of the command line.
fn wanted(check: &CheckRequest, prepared: &Prepared) -> Result<Wanted, Failure> {
    let request = &check.request;
    let mut dirs: Vec<(Side, ConfigDir, PathBuf)> = Vec::new();
    let mut plans = Vec::new();
    let sides = [
        (Side::Primary, &request.primary, &prepared.app.primary, &check.var_files[1]),
        (Side::Dr, &request.dr, &prepared.app.dr, &check.var_files[2]),
    ];
    for (side, given, config, own_files) in sides {
        for (_, location) in given {
            let path = request.directory.join(location);
            if path.is_dir() {
                let files = check.var_files[0].iter().chain(own_files);
                let dir = ConfigDir {
                    dir: Text::from(location.as_str()),
                    // Named on the command line: relative to where it was given.
                    var_files: files
                        .map(|f| Text::from(request.directory.join(f).display().to_string()))
                        .collect(),
                    workspace: Text::from("default"),
                    ..ConfigDir::default()
                };
                dirs.push((side, dir, request.directory.clone()));
            } else {
                plans.push(Input { side, location: path.display().to_string() });
            }
        }
        if given.is_empty() {
            dirs.extend(config.config.iter().map(|d| (side, d.clone(), prepared.base.clone())));
            let plan = |l: &Text| Input { side, location: l.to_string() };
            plans.extend(config.plan.iter().map(plan));
        }
    }
    if dirs.is_empty() && plans.is_empty() {
        return Err(Failure::Usage(
            "no Terraform directories are named: give --primary REGION=DIRECTORY and --dr \
             REGION=DIRECTORY, or a configuration with config { dir = … }"
                .to_owned(),
        ));
    }
    let project = project(&dirs, &request.directory);
    let disk = Disk::new(&project)
        .map_err(|error| Failure::Io { path: project.display().to_string(), error })?;
    let mut roots: Vec<Root> = Vec::new();
    for (side, dir, base) in dirs {
        let mut root = root(&dir, &base, &disk)?;
        root.variables.extend(check.variables.iter().cloned());
        root.environment.clone_from(&check.environment);
        root.sides.insert(side);
        let same = |r: &&mut Root| {
            (&r.dir, &r.var_files, &r.variables, &r.workspace)
                == (&root.dir, &root.var_files, &root.variables, &root.workspace)
        };
        // One directory for both sides is one root: its providers say which is which.
        match roots.iter_mut().find(same) {
            Some(known) => {
                known.sides.insert(side);
            }
            None => roots.push(root),
        }
    }
    Ok(Wanted { project, roots, plans })
}

/// The directory that everything lies in: the repository's, else what the directories share.
fn project(dirs: &[(Side, ConfigDir, PathBuf)], directory: &Path) -> PathBuf {
    let mut paths =
        dirs.iter().filter_map(|(_, d, base)| base.join(d.dir.as_str()).canonicalize().ok());
    let first = paths.next().unwrap_or_else(|| directory.to_path_buf());
    if let Some(top) = git::top_of(&first) {
        return top;
    }
    let start = directory.canonicalize().unwrap_or(first.clone());
    paths.chain([first]).fold(start, |shared, path| {
        shared.ancestors().find(|a| path.starts_with(a)).unwrap_or(Path::new("/")).to_path_buf()
    })
}

/// A configured directory as a root.
fn root(dir: &ConfigDir, base: &Path, disk: &Disk) -> Result<Root, Failure> {
    let whole = base.join(dir.dir.as_str());
    let outside = |path: &Path| {
        Failure::Usage(format!(
            "{} is not there, or lies outside of {}",
            path.display(),
            disk.root().display()
        ))
    };
    let name = disk.name(&whole).ok_or_else(|| outside(&whole))?;
    let mut var_files = Vec::new();
    for file in &dir.var_files {
        let path = whole.join(file.as_str());
        var_files.push(disk.name(&path).ok_or_else(|| outside(&path))?);
    }
    let text = |value: &Value| match value {
        Value::String(text) => text.to_string(),
        other => crate::finding::show(other),
    };
    Ok(Root {
        dir: name,
        var_files,
        variables: dir.variables.iter().map(|(n, v)| (n.to_string(), text(v))).collect(),
        environment: Vec::new(),
        backend: dir.backend.clone(),
        workspace: dir.workspace.clone(),
        sides: BTreeSet::new(),
    })
}

//! `check`: what a change of the configuration would do to the DR region.
//!
//! The configuration is evaluated as it is, and, against a base, as it was; both are assessed
//! with the same rules and settings, and every finding is told by what the change does to it.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::changes;
use super::loading::{Prepared, prepare};
use super::{Failure, Request, state_objects};
use crate::assess::{Accepts, Assessment, Waiver, assess};
use crate::config::{self, ConfigDir};
use crate::finding::AuditReport;
use crate::lang::{Diagnostic, Source};
use crate::model::{Address, Map, Resource, Side, Snapshot, Text, Value, View, plain_kind};
use crate::sources::git::{self, Commit};
use crate::sources::terraform::{self, Configured, Disk, Root, Tree};
use crate::sources::{self, Excerpts, Input, Remote};

/// What a check is to look at, beyond the request.
#[derive(Clone, Debug, Default)]
pub struct CheckRequest {
    /// What every command takes. Locations of the sides are Terraform directories or plans.
    pub request: Request,
    /// The reference that the change is measured against.
    pub base: Option<String>,
    /// Variable files for both sides, for primary, for DR.
    pub var_files: [Vec<String>; 3],
    /// The baseline; `passmuster.baseline.hcl` beside the configuration when there is one.
    pub baseline: Option<PathBuf>,
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
    /// States of sides without directories: a plan is laid over them.
    states: Vec<Input>,
    /// Those of the states that lie in S3.
    remote: Remote,
}

/// Checks the configuration of both sides.
///
/// # Errors
///
/// A wrong configuration or rule, nothing to check, or a base that is not there.
pub fn check(check: &CheckRequest) -> Result<Checked, Failure> {
    let mut prepared = prepare(&check.request)?;
    let mut wanted = wanted(check, &prepared)?;
    if !wanted.plans.is_empty() {
        wanted.remote = state_objects::fetched(&prepared, &check.request, &wanted.states)?;
    }
    prepared.settings.view = if wanted.plans.is_empty() { View::Configured } else { View::Planned };
    let disk = Disk::new(&wanted.project)
        .map_err(|error| Failure::Io { path: wanted.project.display().to_string(), error })?;
    let base =
        check.base.as_deref().map(|reference| base(&wanted.project, reference)).transpose()?;
    let head = read(&disk, &wanted, &prepared);
    agreed(&mut prepared, &wanted, check, &disk, &head)?;
    let moved = head.moved;
    let own = prepared.settings.waivers.clone();
    // Without anything at the head there is nothing to say; the base may well be empty.
    let world = prepared.world(head.snapshot)?;
    let after = assessed(&prepared, &world);
    let mut report = after.report;
    let mut errors = after.errors;
    let mut new_gaps = !report.gaps.is_empty();
    if let Some((commit, lines)) = base {
        let before = read(&commit, &wanted, &prepared);
        let earlier = earlier_waivers(&mut prepared, &wanted, check, &commit, &before);
        let before = prepared.any_world(renamed(before.snapshot, &moved));
        let known: BTreeSet<Address> =
            before.inventory.resources().iter().map(|r| r.address.clone()).collect();
        let before = assessed(&prepared, &before);
        errors.extend(before.errors);
        let head = git::head(&wanted.project);
        new_gaps =
            changes::classify(&mut report, &before.report, &known, &lines, (commit.id(), head));
        if let Some(change) = &mut report.change {
            change.exceptions = changes::added(&own, &earlier);
        }
    }
    let mut excerpts = Excerpts::new(&disk, prepared.context.digest_key.clone());
    for location in report.findings.iter_mut().filter_map(|f| f.location.as_mut()) {
        location.excerpt = location.line.and_then(|line| excerpts.line(&location.file, line));
    }
    Ok(Checked { report, errors, new_gaps })
}

fn assessed(prepared: &Prepared, world: &super::loading::World) -> Assessment {
    assess(
        &world.estate,
        &world.inventory,
        &world.comparison,
        None,
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
fn read(tree: &dyn Tree, wanted: &Wanted, prepared: &Prepared) -> Configured {
    let mut configured = terraform::read(tree, &wanted.roots, &prepared.context);
    let snapshot = &mut configured.snapshot;
    if !wanted.plans.is_empty() {
        let plans = sources::read(&wanted.plans, &prepared.context);
        if !wanted.states.is_empty() {
            let states = sources::read_with(&wanted.states, &wanted.remote, &prepared.context);
            snapshot.resources.extend(over(states.resources, &plans.resources));
            snapshot.coverage.join(states.coverage);
            snapshot.meta.files.extend(states.meta.files);
        }
        snapshot.resources = together(std::mem::take(&mut snapshot.resources), plans.resources);
        snapshot.coverage.join(plans.coverage);
        snapshot.meta.files.extend(plans.meta.files);
        state_objects::seal(prepared, &wanted.remote, snapshot);
    }
    configured
}

/// The resources of states without those that a plan speaks of.
fn over(states: Vec<Arc<Resource>>, plans: &[Arc<Resource>]) -> Vec<Arc<Resource>> {
    let key = |r: &Resource| (r.side(), plain_kind(&r.kind).to_owned(), r.address.clone());
    let mut planned: HashMap<_, Vec<Option<&Text>>> = HashMap::new();
    for resource in plans {
        planned.entry(key(resource)).or_default().push(resource.id.as_ref());
    }
    // Another stack may have the same address: its object has another id.
    let replaced = |r: &Arc<Resource>| {
        planned.get(&key(r)).is_some_and(|ids| {
            ids.iter().any(|id| id.is_none() || r.id.is_none() || *id == r.id.as_ref())
        })
    };
    states.into_iter().filter(|r| !replaced(r)).collect()
}

/// A plan knows more values, a configuration knows the places: of what both have, the plan's
/// values are kept at the configuration's places.
fn together(configured: Vec<Arc<Resource>>, planned: Vec<Arc<Resource>>) -> Vec<Arc<Resource>> {
    let key = |r: &Resource| (r.side(), plain_kind(&r.kind).to_owned(), r.address.clone());
    let written: HashMap<_, Arc<Resource>> =
        configured.iter().map(|r| (key(r), Arc::clone(r))).collect();
    // Where a side has a plan, what the plan leaves out is not going to be there.
    let known: BTreeSet<_> = planned.iter().map(|r| key(r)).collect();
    let mut all: Vec<Arc<Resource>> =
        configured.into_iter().filter(|r| !known.contains(&key(r))).collect();
    all.extend(planned.into_iter().map(|resource| match written.get(&key(&resource)) {
        Some(own) => Arc::new(Resource {
            provenance: own.provenance.clone(),
            attributes: referring(&resource.attributes, &own.attributes),
            ..resource.as_ref().clone()
        }),
        None => resource,
    }));
    all
}

/// What a plan does not know refers to what the configuration says that it refers to.
fn referring(planned: &Arc<Map>, written: &Map) -> Arc<Map> {
    let values = planned.iter().map(|(name, value)| match (value, written.get(name)) {
        (Value::Unknown(why), Some(own @ Value::Unknown(said)))
            if why.symbol.is_none() && said.symbol.is_some() =>
        {
            own.clone()
        }
        _ => value.clone(),
    });
    planned.revalued(values.collect()).map_or_else(|| Arc::clone(planned), Arc::new)
}

/// Adds the exceptions of the text and of the baseline to the settings.
fn agreed(
    prepared: &mut Prepared,
    wanted: &Wanted,
    check: &CheckRequest,
    tree: &dyn Tree,
    configured: &Configured,
) -> Result<(), Failure> {
    let settings = &mut prepared.settings;
    settings.waivers.extend(configured.exceptions.iter().map(inline));
    settings.bad_exceptions = configured
        .bad_exceptions
        .iter()
        .map(|b| (b.message.clone(), format!("{}:{}", b.place.file, b.place.line)))
        .collect();
    if let Some(source) = baseline(wanted, check, prepared, tree)? {
        let (waivers, problems) = config::parse_baseline(&source);
        if !problems.is_empty() {
            return Err(Failure::Problems(problems));
        }
        prepared.settings.waivers.extend(waivers);
    }
    Ok(())
}

/// The settings of the time before: the exceptions of that time in place of today's.
fn earlier_waivers(
    prepared: &mut Prepared,
    wanted: &Wanted,
    check: &CheckRequest,
    tree: &dyn Tree,
    configured: &Configured,
) -> Vec<Waiver> {
    let written = |w: &&Waiver| matches!(w.accepts, Accepts::Subject(_));
    let mut waivers: Vec<Waiver> = configured.exceptions.iter().map(inline).collect();
    if let Ok(Some(source)) = baseline(wanted, check, prepared, tree) {
        waivers.extend(config::parse_baseline(&source).0);
    }
    let earlier = waivers.clone();
    // Those of the configuration file are the same for both: it is read as it is now.
    waivers.extend(prepared.settings.waivers.iter().filter(written).cloned());
    prepared.settings.waivers = waivers;
    earlier
}

fn inline(exception: &terraform::Exception) -> Waiver {
    Waiver {
        rule: exception.rule.clone(),
        accepts: Accepts::Line(exception.place.file.clone(), exception.line),
        reason: exception.reason.clone(),
        owner: exception.owner.clone(),
        until: exception.until.clone(),
        origin: Text::from(format!("{}:{}", exception.place.file, exception.place.line)),
    }
}

/// The file that is read where no other baseline is named.
const BASELINE: &str = "passmuster.baseline.hcl";

/// The baseline of a tree; `None` when there is none and none was asked for.
fn baseline(
    wanted: &Wanted,
    check: &CheckRequest,
    prepared: &Prepared,
    tree: &dyn Tree,
) -> Result<Option<Arc<Source>>, Failure> {
    let (path, asked) = match &check.baseline {
        Some(path) => (check.request.directory.join(path), true),
        None => (prepared.base.join(BASELINE), false),
    };
    let io = |error: std::io::Error| Failure::Io { path: path.display().to_string(), error };
    let directory = path.parent().unwrap_or(Path::new(".")).canonicalize().map_err(io)?;
    let whole = directory.join(path.file_name().unwrap_or_default());
    let project = wanted.project.canonicalize().map_err(io)?;
    let name = whole.strip_prefix(&project).ok().and_then(Path::to_str).map(str::to_owned);
    let read = name.as_ref().map(|name| tree.read(name));
    match (name, read) {
        (Some(name), Some(Ok(Some(bytes)))) => {
            let source =
                Source::new(&name, bytes).map_err(|problem| Failure::Problems(vec![problem]))?;
            Ok(Some(source))
        }
        _ if asked && check.base.is_none() => Err(Failure::Usage(format!(
            "--baseline {}: it is not there, or lies outside of {}",
            path.display(),
            project.display()
        ))),
        _ => Ok(None),
    }
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
            *resource = Arc::new(changed);
        }
    }
    snapshot
}

/// The directories and plans of the configuration, or those of the command line.
fn wanted(check: &CheckRequest, prepared: &Prepared) -> Result<Wanted, Failure> {
    let request = &check.request;
    let mut dirs: Vec<(Side, ConfigDir, PathBuf)> = Vec::new();
    let (mut plans, mut states) = (Vec::new(), Vec::new());
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
        if !dirs.iter().any(|(of, ..)| *of == side) {
            let state = |l: &Text| Input { side, location: l.to_string() };
            states.extend(config.state.iter().map(state));
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
    Ok(Wanted { project, roots, plans, states, remote: Remote::default() })
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

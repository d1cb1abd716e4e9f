//! Which applications a request is about: their configurations, and the rules that run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::loading::UNNAMED;
use super::settings::known;
use super::{Failure, Request};
use crate::config::{self, App, Config};
use crate::lang::{Diagnostic, Source};
use crate::model::Text;
use crate::rules::{Catalogue, RuleFile};

/// One application that may be assessed.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) app: App,
    /// The directory that its paths are relative to.
    pub(super) base: PathBuf,
    pub(super) catalogue: Arc<Catalogue>,
}

/// The place of the history with the directory that it is relative to, or what is wrong with it.
pub(super) type Configured = Result<Option<(Text, PathBuf)>, String>;

/// The applications of a request, in the order of their configurations.
#[derive(Debug)]
pub(super) struct Members {
    pub(super) all: Vec<Member>,
    /// Where runs are kept, as the configuration says, with the directory that it is relative to.
    pub(super) history: Configured,
    /// The directory that belongs to the configuration.
    pub(super) base: PathBuf,
}

/// A configuration file that was read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) config: Config,
    /// The directory that its paths are relative to.
    pub(super) base: PathBuf,
}

/// The configurations, and what is wrong with them. A directory stands for all files in it.
pub(super) fn parsed(request: &Request) -> Result<(Vec<Read>, Vec<Diagnostic>), Failure> {
    let Some(path) = &request.config else { return Ok((Vec::new(), Vec::new())) };
    let mut all = Vec::new();
    let mut problems = Vec::new();
    for file in files(path, request)? {
        let whole = request.directory.join(&file);
        let bytes = fs::read(&whole)
            .map_err(|error| Failure::Io { path: file.display().to_string(), error })?;
        match Source::new(&file.display().to_string(), bytes) {
            Err(problem) => problems.push(problem),
            Ok(source) => {
                let (config, found) = config::parse(&source);
                problems.extend(found);
                let base =
                    whole.parent().map_or_else(|| request.directory.clone(), Path::to_path_buf);
                all.push(Read { config, base });
            }
        }
    }
    Ok((all, problems))
}

/// The configuration files that a path names.
fn files(path: &Path, request: &Request) -> Result<Vec<PathBuf>, Failure> {
    let whole = request.directory.join(path);
    if !whole.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let failed = |error| Failure::Io { path: path.display().to_string(), error };
    let mut found = Vec::new();
    for entry in fs::read_dir(&whole).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".hcl") && !name.ends_with(".baseline.hcl") && !name.starts_with('.') {
            found.push(path.join(name));
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Failure::Usage(format!("{} holds no configuration", path.display())));
    }
    Ok(found)
}

/// Reads configurations and rules.
///
/// # Errors
///
/// A wrong configuration or rule: everything that is wrong.
pub(super) fn members(request: &Request) -> Result<Members, Failure> {
    let (configs, mut problems) = parsed(request)?;
    let mut own_rules = Vec::new();
    for dir in &request.rule_dirs {
        own_rules.extend(rule_files(&request.directory.join(dir))?);
    }
    let mut catalogues: Vec<(Vec<PathBuf>, Arc<Catalogue>)> = Vec::new();
    let mut all: Vec<Member> = Vec::new();
    let unnamed = App { name: Text::from(UNNAMED), ..App::default() };
    let without = configs.is_empty().then(|| (unnamed, request.directory.clone()));
    let apps = configs.iter().flat_map(|read| {
        let wanted = |app: &&App| request.app.as_ref().is_none_or(|n| n == app.name.as_str());
        read.config.apps.iter().filter(wanted).map(|app| (app.clone(), read.base.clone()))
    });
    for (app, base) in apps.chain(without) {
        // Most applications have the same rules, which take time to read.
        let dirs: Vec<PathBuf> = app.rule_dirs.iter().map(|d| base.join(d.as_str())).collect();
        let catalogue = match catalogues.iter().find(|(known, _)| *known == dirs) {
            Some((_, catalogue)) => Arc::clone(catalogue),
            None => {
                let mut files: Vec<RuleFile> = RuleFile::builtin().collect();
                files.extend(own_rules.iter().cloned());
                for dir in &dirs {
                    files.extend(rule_files(dir)?);
                }
                match Catalogue::load(files) {
                    Ok(catalogue) => {
                        let catalogue = Arc::new(catalogue);
                        catalogues.push((dirs, Arc::clone(&catalogue)));
                        catalogue
                    }
                    Err(found) => {
                        problems.extend(found);
                        return Err(Failure::Problems(problems));
                    }
                }
            }
        };
        if all.iter().any(|m| m.app.name == app.name) {
            let name = app.name.as_str();
            return Err(Failure::Usage(format!("two configurations have an app named {name:?}")));
        }
        all.push(Member { app, base, catalogue });
    }
    for read in &configs {
        // Each application against the rules that it has.
        for member in all.iter().filter(|m| read.config.apps.iter().any(|a| a.name == m.app.name)) {
            problems.extend(read.config.of(&member.app).check_rules(&known(&member.catalogue)));
        }
    }
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    if let Some(name) = request.app.as_ref().filter(|_| !configs.is_empty() && all.is_empty()) {
        return Err(no_such_app(name, &names(&configs)));
    }
    let base = configs.first().map_or_else(|| request.directory.clone(), |r| r.base.clone());
    Ok(Members { all, history: history(&configs), base })
}

/// Where runs are kept: all configurations say the same, or nothing. That they do not stops no
/// audit.
fn history(configs: &[Read]) -> Configured {
    let mut said = configs.iter().filter_map(|r| Some((r.config.history.clone()?, &r.base)));
    let Some((place, base)) = said.next() else { return Ok(None) };
    match said.find(|(other, own)| *other != place || *own != base) {
        Some((other, _)) => {
            Err(format!("the configurations keep their history in two places: {place} and {other}"))
        }
        None => Ok(Some((place, base.clone()))),
    }
}

fn names(configs: &[Read]) -> Vec<&str> {
    configs.iter().flat_map(|r| r.config.apps.iter().map(|a| a.name.as_str())).collect()
}

fn no_such_app(name: &str, names: &[&str]) -> Failure {
    Failure::Usage(format!("there is no app {name:?}; there are {}", names.join(", ")))
}

fn too_many(names: &[&str]) -> Failure {
    Failure::Usage(format!(
        "the configuration has {} apps; choose one with --app: {}",
        names.len(),
        names.join(", ")
    ))
}

impl Members {
    /// The one application that is meant.
    ///
    /// # Errors
    ///
    /// There are several, and none is named.
    pub(super) fn only(mut self) -> Result<Member, Failure> {
        match (self.all.pop(), self.all.is_empty()) {
            (Some(member), true) => Ok(member),
            (last, _) => {
                let all: Vec<&str> =
                    self.all.iter().chain(&last).map(|m| m.app.name.as_str()).collect();
                Err(too_many(&all))
            }
        }
    }
}

/// The one application that is meant, of configurations alone.
///
/// # Errors
///
/// There are several and none is named, or there is none of that name.
pub(super) fn chosen(configs: &[Read], request: &Request) -> Result<(App, PathBuf), Failure> {
    let names = names(configs);
    let mut apps = configs.iter().flat_map(|r| r.config.apps.iter().map(|a| (a, &r.base)));
    let found = match &request.app {
        Some(name) => apps.find(|(app, _)| app.name.as_str() == name),
        None if names.len() == 1 => apps.next(),
        None => return Err(too_many(&names)),
    };
    let found = found.map(|(app, base)| (app.clone(), base.clone()));
    found.ok_or_else(|| no_such_app(request.app.as_deref().unwrap_or_default(), &names))
}

/// The rule files of a directory: `<area>/<slug>.hcl`, or `<slug>.hcl` with the directory's own
/// name as area.
///
/// # Errors
///
/// The directory or a file in it cannot be read, or is no text.
pub fn rule_files(dir: &Path) -> Result<Vec<RuleFile>, Failure> {
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |error| Failure::Io { path, error }
    };
    let mut folders = vec![dir.to_path_buf()];
    let mut found = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut at = 0;
    while let Some(folder) = folders.get(at).cloned() {
        at += 1;
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder)
            .map_err(io(&folder))?
            .map(|e| e.map(|e| e.path()))
            .collect::<Result<_, _>>()
            .map_err(io(&folder))?;
        entries.sort();
        for path in entries {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
            if path.is_dir() {
                if folder == dir && !name.starts_with('.') {
                    folders.push(path);
                }
                continue;
            }
            let Some(slug) = name.strip_suffix(".hcl").filter(|s| !s.ends_with(".test")) else {
                continue;
            };
            let tests = path.with_file_name(format!("{slug}.test.hcl"));
            let mut source = |path: &Path| -> Result<Option<Arc<Source>>, Failure> {
                let bytes = fs::read(path).map_err(io(path))?;
                Ok(match Source::new(&path.display().to_string(), bytes) {
                    Ok(source) => Some(source),
                    Err(problem) => {
                        problems.push(problem);
                        None
                    }
                })
            };
            let rule = source(&path)?;
            let tests = if tests.exists() { source(&tests)? } else { None };
            let area = folder.file_name().and_then(|n| n.to_str()).unwrap_or("rules");
            if let Some(rule) = rule {
                found.push(RuleFile {
                    area: Text::from(area),
                    slug: Text::from(slug),
                    rule,
                    tests,
                });
            }
        }
    }
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    if found.is_empty() {
        return Err(Failure::Usage(format!(
            "{} holds no rules; rules are files like <area>/<slug>.hcl",
            dir.display()
        )));
    }
    Ok(found)
}

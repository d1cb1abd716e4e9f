//! Terraform directories, evaluated without Terraform.
//!
//! [`read`] takes root modules with their variables and gives the resources that they describe,
//! offline and without `terraform init`. What is not knowable is unknown with a reason and the
//! place; a `count` or `for_each` that cannot be expanded, a module that is not on this machine
//! and a file that does not parse are gaps. Every attribute keeps the place where it is written
//! and the places that its value comes from.
//!
//! All roots are evaluated together, so that one may read another's state.
//!
//! Not done: provider functions, data sources that ask AWS, and anything that would run a
//! program.

mod body;
mod data_sources;
mod exceptions;
mod expansion;
mod facts;
mod files;
mod inputs;
mod json_syntax;
mod module;
mod places;
mod policy_document;
mod providers;
mod run;
mod scope;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rayon::prelude::*;

use super::document::Document;
use super::draft::{Draft, Drafter, Parts};
use super::json::Reader;
use super::mask::{Mask, Step};
use super::settle::{self, ReadFile};
use super::{Context, Format, secrets};
use crate::model::{
    Address, Condition, Coverage, Gap, Place, Reason, RegionEvidence, Side, Snapshot, SnapshotMeta,
    SourceFile, Text, Value, View,
};
use inputs::Given;
use module::Module;
use providers::Provider;
use run::{Inputs, Instance, Run, shown};

pub use exceptions::{BadException, Exception};
pub use module::is_configuration;
pub use tree::{Disk, Memory, Tree};
pub(super) use tree::{directories_among, files_among, join};

/// The stack of the evaluation: names may refer to names for long.
const STACK: usize = 512 << 20;

/// A root module with its variables.
#[derive(Clone, Debug, Default)]
pub struct Root {
    /// The directory, relative to the project.
    pub dir: String,
    /// Variable files, relative to the project; later ones win.
    pub var_files: Vec<String>,
    /// Variables as on a command line; they win over the files.
    pub variables: Vec<(String, String)>,
    /// Variables of the environment, without `TF_VAR_`; everything wins over them.
    pub environment: Vec<(String, String)>,
    /// Settings of the backend that are given to `terraform init`.
    pub backend: Vec<(Text, Value)>,
    /// The workspace; `default` where there is none.
    pub workspace: Text,
    /// The sides that the directory was named for.
    pub sides: BTreeSet<Side>,
}

/// Something of a configuration that could not be read.
#[derive(Clone, Debug)]
struct Note {
    root: Option<usize>,
    kind: Option<Text>,
    provider: Option<Rc<Provider>>,
    place: Option<Place>,
    reason: Reason,
    detail: Text,
}

/// What was read of configurations.
#[derive(Debug)]
pub struct Configured {
    /// The resources and what could not be read.
    pub snapshot: Snapshot,
    /// Addresses that `moved` blocks rename, in order: earlier and later.
    pub moved: Vec<(Address, Address)>,
    /// Exceptions that are written beside the lines that they concern.
    pub exceptions: Vec<Exception>,
    /// Comments that were meant as exceptions and are none.
    pub bad_exceptions: Vec<BadException>,
}

/// What one root gives, before sides are settled.
struct RootDrafts {
    drafts: Vec<Draft>,
    moved: Vec<(Address, Address)>,
}

/// Reads root modules. Never fails: what could not be read is a gap.
#[must_use]
pub fn read(tree: &dyn Tree, roots: &[Root], context: &Context) -> Configured {
    let (modules, installed) = load(tree, roots);
    let (mut exceptions, mut bad_exceptions) = (Vec::new(), Vec::new());
    for source in modules.values().flatten().flat_map(|m| &m.sources) {
        let (good, bad) = exceptions::of(source);
        exceptions.extend(good);
        bad_exceptions.extend(bad);
    }
    let mut coverage = Coverage::default();
    let files: Vec<Arc<SourceFile>> = roots.iter().map(source_file).collect();
    let (drafted, gaps) = std::thread::scope(|threads| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(threads, || evaluate(tree, roots, modules, installed, &files, context))
            .ok()
            .and_then(|thread| thread.join().ok())
    })
    .unwrap_or_else(|| (Vec::new(), vec![failed()]));
    for gap in gaps {
        coverage.add(gap);
    }
    let mut resources = Vec::new();
    let mut moved = Vec::new();
    for ((root, file), made) in roots.iter().zip(&files).zip(drafted) {
        for side in &root.sides {
            coverage.looked_at(*side);
        }
        moved.extend(made.moved);
        let document = Document {
            format: Format::Configuration,
            format_version: Text::new(),
            terraform_version: None,
            serial: None,
            lineage: None,
            drafts: made.drafts,
            drifted: 0,
            removed: 0,
        };
        let read = ReadFile { file: Arc::clone(file), sides: root.sides.clone(), document };
        resources.extend(settle::resources(read, &BTreeMap::new(), context));
    }
    let meta = SnapshotMeta { view: View::Configured, files, taken_at: Text::new() };
    let snapshot = Snapshot { meta, resources, coverage };
    Configured { snapshot, moved, exceptions, bad_exceptions }
}

fn failed() -> Gap {
    Gap {
        side: None,
        kind: None,
        attributes: Vec::new(),
        operation: Text::from("evaluation"),
        iam_action: None,
        reason: Reason::Unsupported,
        detail: Text::from("the configuration could not be evaluated"),
    }
}

fn source_file(root: &Root) -> Arc<SourceFile> {
    let files: Vec<&str> =
        root.var_files.iter().map(|f| f.rsplit('/').next().unwrap_or(f)).collect();
    let path = match files.as_slice() {
        [] => shown(&root.dir).to_owned(),
        files => format!("{} ({})", shown(&root.dir), files.join(", ")),
    };
    Arc::new(SourceFile {
        path: Text::from(path),
        serial: None,
        lineage: None,
        terraform_version: None,
    })
}

type Modules = BTreeMap<String, Option<Arc<Module>>>;
type Installed = BTreeMap<String, BTreeMap<String, String>>;

/// Reads all modules that the roots reach, wave by wave, each once.
fn load(tree: &dyn Tree, roots: &[Root]) -> (Modules, Installed) {
    let mut installed = Installed::new();
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for root in roots {
        wanted.insert(root.dir.clone());
        let calls = installed.entry(root.dir.clone()).or_insert_with(|| manifest(tree, &root.dir));
        wanted.extend(calls.values().filter_map(|dir| join(&root.dir, dir)));
    }
    let mut modules = Modules::new();
    while !wanted.is_empty() {
        let read: Vec<(String, Option<Arc<Module>>)> = wanted
            .into_par_iter()
            .map(|dir| {
                let module = module::read(tree, &dir).map(Arc::new);
                (dir, module)
            })
            .collect();
        wanted = BTreeSet::new();
        for (dir, module) in read {
            let calls = module.iter().flat_map(|m| m.calls.values());
            let sources = calls.filter_map(|c| {
                let source = c.attribute("source")?.expression.literal()?.as_str()?;
                source.starts_with('.').then(|| join(&dir, source))?
            });
            wanted.extend(sources);
            modules.insert(dir, module);
        }
        wanted.retain(|dir| !modules.contains_key(dir));
    }
    (modules, installed)
}

/// Where `terraform init` put the modules of a root.
fn manifest(tree: &dyn Tree, root: &str) -> BTreeMap<String, String> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        #[serde(rename = "Modules", default)]
        modules: Vec<Entry>,
    }
    #[derive(serde::Deserialize)]
    struct Entry {
        #[serde(rename = "Key", default)]
        key: String,
        #[serde(rename = "Dir", default)]
        dir: String,
    }
    let Some(path) = join(root, ".terraform/modules/modules.json") else {
        return BTreeMap::new();
    };
    let Ok(Some(bytes)) = tree.read(&path) else { return BTreeMap::new() };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&bytes) else { return BTreeMap::new() };
    manifest.modules.into_iter().map(|e| (e.key, e.dir)).collect()
}

fn evaluate(
    tree: &dyn Tree,
    roots: &[Root],
    modules: Modules,
    installed: Installed,
    files: &[Arc<SourceFile>],
    context: &Context,
) -> (Vec<RootDrafts>, Vec<Gap>) {
    let mut notes = Vec::new();
    let run = Run::new(tree, roots, modules, installed);
    for (at, root) in roots.iter().enumerate() {
        let id = match run.modules.get(&root.dir) {
            Some(Some(module)) => {
                let given = inputs::given(tree, at, root, module, &mut notes);
                add_root(&run, at, Arc::clone(module), given)
            }
            _ => {
                notes.push(nothing(at, root));
                None
            }
        };
        run.root_instances.borrow_mut().push(id);
    }
    let ids = run.root_instances.borrow().clone();
    let mut drafter = Drafter::default();
    let reader = Reader::new(&context.digest_key);
    let drafted = ids
        .iter()
        .zip(files)
        .map(|(id, file)| match id {
            Some(id) => root_drafts(&run, *id, file, &mut drafter, &reader),
            None => RootDrafts { drafts: Vec::new(), moved: Vec::new() },
        })
        .collect();
    notes.extend(run.notes.take());
    let gaps = notes.iter().flat_map(|note| gaps(note, roots, context)).collect();
    (drafted, gaps)
}

fn add_root(
    run: &Run<'_>,
    at: usize,
    module: Arc<Module>,
    given: BTreeMap<Text, Given>,
) -> Option<usize> {
    run.add(at, module, (String::new(), ".".to_owned()), Inputs::Root(given), 0)
}

fn nothing(at: usize, root: &Root) -> Note {
    Note {
        root: Some(at),
        kind: None,
        provider: None,
        place: None,
        reason: Reason::Unreadable,
        detail: Text::from(format!(
            "{} holds no Terraform configuration; check the directory",
            shown(&root.dir)
        )),
    }
}

/// Everything that a root declares, modules included.
fn root_drafts(
    run: &Run<'_>,
    id: usize,
    file: &Arc<SourceFile>,
    drafter: &mut Drafter,
    reader: &Reader<'_>,
) -> RootDrafts {
    let mut made = RootDrafts { drafts: Vec::new(), moved: Vec::new() };
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let at = run.instance(id);
        for problem in &at.module.problems {
            run.note(Note {
                root: Some(at.root),
                kind: None,
                provider: None,
                place: Some(problem.source.place(problem.span)),
                reason: Reason::Unreadable,
                detail: Text::from(problem.to_string()),
            });
        }
        for fact in facts::of(run, &at, file) {
            made.drafts.push(fact_draft(fact, drafter, reader));
        }
        for index in 0..at.module.resources.len() {
            resource_drafts(run, &at, index, file, drafter, reader, &mut made.drafts);
        }
        for declared in &at.module.moved {
            let side = |name: &str| {
                let expression = &declared.attribute(name)?.expression;
                let written = declared.source.slice(expression.span());
                let prefix =
                    if at.address.is_empty() { String::new() } else { format!("{}.", at.address) };
                Some(Address::new(format!("{prefix}{}", written.trim().trim_matches('"'))))
            };
            made.moved.extend(side("from").zip(side("to")));
        }
        // Outputs are asked for so that their cycles are seen.
        if at.address.is_empty() {
            let _ = run.outputs(id);
        }
        let names: Vec<Text> = at.module.calls.keys().cloned().collect();
        for name in names.into_iter().rev() {
            let called = run.called(&at, &name);
            open.extend(called.instances.iter().rev().map(|(_, id)| *id));
        }
    }
    made
}

/// What the configuration says of itself as a draft.
fn fact_draft(fact: facts::Fact, drafter: &mut Drafter, reader: &Reader<'_>) -> Draft {
    let parts = Parts {
        kind: Text::from(fact.kind),
        address: Address::new(&fact.address),
        provider: None,
        attributes: Some(Arc::new(secrets::guarded_map(&fact.attributes, reader.key))),
        sensitive: Mask::Nothing,
        identity: None,
        condition: Condition::Current,
        configured: fact.region,
    };
    let mut draft = drafter.draft(parts, reader);
    draft.places = Some(Arc::new(fact.places));
    draft
}

fn resource_drafts(
    run: &Run<'_>,
    at: &Rc<Instance>,
    index: usize,
    file: &Arc<SourceFile>,
    drafter: &mut Drafter,
    reader: &Reader<'_>,
    drafts: &mut Vec<Draft>,
) {
    let declared = &at.module.resources[index];
    let expanded = run.expanded(at, index);
    if expanded.instances.is_empty() {
        return;
    }
    let (mut places, secret) = run.places(at, declared);
    places.root = Some(Arc::clone(file));
    let places = Arc::new(places);
    let mut sensitive = Mask::default();
    for path in &secret {
        // Members of blocks are matched without their indexes.
        let steps: Vec<Step> = path.split('.').map(|s| Step::Key(s.to_owned())).collect();
        sensitive.add(&steps);
        if path.starts_with("tags") {
            sensitive.add(&[Step::Key("tags_all".to_owned())]);
        }
    }
    let provider = run.provider_of(at, declared);
    let data = declared.block.kind.as_str() == "data";
    let kind = if data {
        Text::from(format!("data.{}", declared.label(0)))
    } else {
        Text::from(declared.label(0))
    };
    for instance in &expanded.instances {
        let attributes = secrets::guarded_map(&instance.attributes, reader.key);
        let configured = provider.as_ref().and_then(|p| p.region.clone().ok());
        let parts = Parts {
            kind: kind.clone(),
            address: Address::new(&instance.address),
            provider: provider.as_ref().map(|p| p.address.clone()),
            attributes: Some(Arc::new(attributes)),
            sensitive: sensitive.clone(),
            identity: None,
            condition: Condition::Current,
            configured: configured.clone(),
        };
        let mut draft = drafter.draft(parts, reader);
        // A name of another region in an endpoint is what rules look for, not where it lives.
        let told = draft.region.as_ref().map(|(_, evidence)| *evidence);
        if let (Some(region), false) = (configured, told == Some(RegionEvidence::Attribute)) {
            draft.region = Some((region, RegionEvidence::ProviderAlias));
        }
        if draft.global {
            draft.region = None;
        }
        draft.account = draft.account.or_else(|| provider.as_ref()?.account.clone());
        draft.places = Some(Arc::clone(&places));
        drafts.push(draft);
    }
}

/// A note as gaps of the sides that it concerns.
fn gaps(note: &Note, roots: &[Root], context: &Context) -> Vec<Gap> {
    let region = note.provider.as_ref().and_then(|p| p.region.as_ref().ok());
    let plays = |site: &crate::model::Site| region.is_some() && site.region.as_ref() == region;
    let sides: Vec<Option<Side>> = match (plays(&context.primary), plays(&context.dr)) {
        (true, false) => vec![Some(Side::Primary)],
        (false, true) => vec![Some(Side::Dr)],
        _ => match note.root.and_then(|at| roots.get(at)) {
            Some(root) if root.sides.len() == 1 => root.sides.iter().copied().map(Some).collect(),
            _ => vec![None],
        },
    };
    let dir = note.root.and_then(|at| roots.get(at)).map(|r| shown(&r.dir));
    let operation = match (&note.place, dir) {
        (Some(place), _) => place.to_string(),
        (None, Some(dir)) => dir.to_owned(),
        (None, None) => "configuration".to_owned(),
    };
    sides
        .into_iter()
        .map(|side| Gap {
            side,
            kind: note.kind.clone(),
            attributes: Vec::new(),
            operation: Text::from(operation.as_str()),
            iam_action: None,
            reason: note.reason,
            detail: note.detail.clone(),
        })
        .collect()
}

//! The evaluation of all roots: instances of modules, and what was already worked out.
//!
//! Everything is asked for by name and worked out once: a local when something refers to it, a
//! module's output when something reads it. What is asked for while it is being worked out is a
//! cycle: it becomes unknown, and the cycle is a gap.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::expansion::{Called, Expanded};
use super::files::FileFunctions;
use super::inputs::Given;
use super::module::Module;
use super::places::Trail;
use super::providers::Provider;
use super::scope::{ModuleScope, Repetition};
use super::tree::Tree;
use super::{Note, Root};
use crate::lang::{self, Budget, Expression};
use crate::model::{Address, Bounds, Map, MapFlavour, Place, Reason, Text, Unknown, Value};

/// How deeply expressions may nest through the names that they refer to.
const MAX_DEPTH: u32 = 4_000;

/// How many instances of modules there may be.
pub(super) const MAX_INSTANCES: usize = 20_000;

/// One instance of a module.
pub(super) struct Instance {
    pub(super) id: usize,
    /// The root that it belongs to.
    pub(super) root: usize,
    pub(super) module: Arc<Module>,
    /// `module.net["a"]`; empty for a root.
    pub(super) address: String,
    /// The directory as `path.module` gives it.
    pub(super) path: String,
    pub(super) inputs: Inputs,
    /// How many module calls lead here.
    pub(super) depth: usize,
    pub(super) values: RefCell<HashMap<Name, Slot<Value>, RandomState>>,
    pub(super) resources: RefCell<HashMap<usize, Slot<Rc<Expanded>>, RandomState>>,
    pub(super) calls: RefCell<BTreeMap<Text, Slot<Rc<Called>>>>,
    pub(super) providers: RefCell<BTreeMap<String, Slot<Option<Rc<Provider>>>>>,
    pub(super) trails: RefCell<HashMap<Name, Slot<Rc<Trail>>, RandomState>>,
}

/// Something that is worked out once.
#[derive(Clone, Debug)]
pub(super) enum Slot<T> {
    Busy,
    Done(T),
}

/// Where a module instance has its variables from.
pub(super) enum Inputs {
    /// Variable files, environment, command line.
    Root(BTreeMap<Text, Given>),
    /// The arguments of a module call.
    Call { parent: usize, name: Text, repetition: Repetition },
}

/// A name of a module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Name {
    Variable(Text),
    Local(Text),
    Output(Text),
}

impl Name {
    fn words(&self) -> String {
        match self {
            Self::Variable(name) => format!("var.{name}"),
            Self::Local(name) => format!("local.{name}"),
            Self::Output(name) => format!("output.{name}"),
        }
    }
}

/// What makes two notes one.
type NoteKey = (Option<usize>, Option<Text>, Option<Place>, Text);

/// The evaluation of all roots.
pub(super) struct Run<'t> {
    pub(super) roots: &'t [Root],
    pub(super) modules: BTreeMap<String, Option<Arc<Module>>>,
    /// Module calls by root directory: `net.inner` to the directory that `init` put it in.
    pub(super) installed: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) instances: RefCell<Vec<Rc<Instance>>>,
    /// The instance of each root; `None` when its directory holds no configuration.
    pub(super) root_instances: RefCell<Vec<Option<usize>>>,
    pub(super) file_functions: Vec<FileFunctions<'t>>,
    pub(super) notes: RefCell<Vec<Note>>,
    noted: RefCell<HashSet<NoteKey, RandomState>>,
    busy: RefCell<Vec<String>>,
    depth: Cell<u32>,
    /// Instances of resources so far.
    pub(super) made: Cell<usize>,
}

impl<'t> Run<'t> {
    pub(super) fn new(
        tree: &'t dyn Tree,
        roots: &'t [Root],
        modules: BTreeMap<String, Option<Arc<Module>>>,
        installed: BTreeMap<String, BTreeMap<String, String>>,
    ) -> Self {
        Self {
            roots,
            modules,
            installed,
            instances: RefCell::default(),
            root_instances: RefCell::default(),
            file_functions: roots.iter().map(|r| FileFunctions::new(tree, &r.dir)).collect(),
            notes: RefCell::default(),
            noted: RefCell::default(),
            busy: RefCell::default(),
            depth: Cell::new(0),
            made: Cell::new(0),
        }
    }

    pub(super) fn instance(&self, id: usize) -> Rc<Instance> {
        Rc::clone(&self.instances.borrow()[id])
    }

    /// Adds an instance of a module; `None` when there are too many.
    pub(super) fn add(
        &self,
        root: usize,
        module: Arc<Module>,
        (address, path): (String, String),
        inputs: Inputs,
        depth: usize,
    ) -> Option<usize> {
        let mut instances = self.instances.borrow_mut();
        let id = instances.len();
        if id >= MAX_INSTANCES {
            return None;
        }
        instances.push(Rc::new(Instance {
            id,
            root,
            module,
            address,
            path,
            inputs,
            depth,
            values: RefCell::default(),
            resources: RefCell::default(),
            calls: RefCell::default(),
            providers: RefCell::default(),
            trails: RefCell::default(),
        }));
        Some(id)
    }

    pub(super) fn note(&self, note: Note) {
        let key = (note.root, note.kind.clone(), note.place.clone(), note.detail.clone());
        if self.noted.borrow_mut().insert(key) {
            self.notes.borrow_mut().push(note);
        }
    }

    /// The value of an expression. What Terraform would refuse is unknown, with what is wrong.
    pub(super) fn evaluate(&self, expression: &Expression, scope: &ModuleScope<'_, 't>) -> Value {
        let depth = self.depth.get();
        if depth >= MAX_DEPTH {
            let why = "it refers through too many names";
            return Value::unknown(Unknown::new(Reason::Unsupported, why));
        }
        // Each evaluation may nest by its own budget; what it refers to nests below it.
        let own = 20;
        self.depth.set(depth + own);
        let budget = &mut Budget::default().with_depth(MAX_DEPTH - depth);
        let result = lang::evaluate(expression, scope, budget);
        self.depth.set(depth);
        result.unwrap_or_else(|error| {
            let detail = format!("{} does not evaluate: {}", place_of(expression), error.message());
            let mut unknown = Unknown::new(Reason::Unsupported, detail);
            unknown.origin = Some(place_of(expression).origin());
            Value::unknown(unknown)
        })
    }

    /// Works something out once.
    pub(super) fn once<K: std::hash::Hash + Eq + Clone, T: Clone>(
        &self,
        slots: &RefCell<HashMap<K, Slot<T>, RandomState>>,
        key: &K,
        words: impl Fn() -> String,
        work: impl FnOnce() -> T,
        cycle: impl FnOnce(Arc<Unknown>) -> T,
    ) -> T {
        let known = slots.borrow().get(key).cloned();
        match known {
            Some(Slot::Done(value)) => return value,
            Some(Slot::Busy) => return cycle(self.cycle(&words())),
            None => {}
        }
        slots.borrow_mut().insert(key.clone(), Slot::Busy);
        self.busy.borrow_mut().push(words());
        let value = work();
        self.busy.borrow_mut().pop();
        slots.borrow_mut().insert(key.clone(), Slot::Done(value.clone()));
        value
    }

    /// Something refers to itself.
    pub(super) fn cycle(&self, name: &str) -> Arc<Unknown> {
        let busy = self.busy.borrow();
        let from = busy.iter().position(|b| b == name).unwrap_or(0);
        let mut names: Vec<&str> = busy[from..].iter().map(String::as_str).collect();
        names.push(name);
        let detail = format!("{} refers to itself: {}", name, names.join(" → "));
        self.note(Note {
            root: None,
            kind: None,
            place: None,
            provider: None,
            reason: Reason::Unreadable,
            detail: Text::from(detail.as_str()),
        });
        Arc::new(Unknown::new(Reason::Unreadable, detail))
    }

    /// The value of a local, a variable or an output.
    pub(super) fn value(&self, at: &Rc<Instance>, name: &Name) -> Value {
        let words = || {
            if at.address.is_empty() {
                name.words()
            } else {
                format!("{}.{}", at.address, name.words())
            }
        };
        let work = || match name {
            Name::Variable(name) => self.variable(at, name),
            Name::Local(name) => match at.module.locals.get(name) {
                Some(local) => self.evaluate(&local.expression, &self.scope(at)),
                None => Value::Null,
            },
            Name::Output(name) => {
                match at.module.outputs.get(name).and_then(|o| o.attribute("value")) {
                    Some(value) => self.evaluate(&value.expression, &self.scope(at)),
                    None => Value::Null,
                }
            }
        };
        self.once(&at.values, name, words, work, Value::Unknown)
    }

    /// The names of a module without anything repeated around them.
    pub(super) fn scope(&self, at: &Rc<Instance>) -> ModuleScope<'_, 't> {
        ModuleScope::new(self, Rc::clone(at), Repetition::default())
    }

    fn variable(&self, at: &Rc<Instance>, name: &Text) -> Value {
        let Some(variable) = at.module.variables.get(name) else { return Value::Null };
        let given = match &at.inputs {
            Inputs::Root(values) => values.get(name).map(|given| given.value.clone()),
            Inputs::Call { parent, name: call, repetition } => {
                let parent = self.instance(*parent);
                parent.module.calls.get(call).and_then(|c| c.attribute(name)).map(|argument| {
                    let scope = ModuleScope::new(self, Rc::clone(&parent), repetition.clone());
                    self.evaluate(&argument.expression, &scope)
                })
            }
        };
        let default = at.module.default_of(name);
        let value = match (given, default) {
            (Some(Value::Null), Some(default)) if !variable.nullable => {
                self.evaluate(default, &self.scope(at))
            }
            (Some(value), _) => value,
            (None, Some(default)) => self.evaluate(default, &self.scope(at)),
            (None, None) => return no_value(at, name),
        };
        variable.ty.convert(&value).unwrap_or_else(|message| {
            let detail = format!("var.{name} is not of its type: {message}");
            Value::unknown(Unknown::new(Reason::Unsupported, detail))
        })
    }

    /// All values of one sort as an object.
    pub(super) fn object<'n>(
        &self,
        at: &Rc<Instance>,
        names: impl Iterator<Item = &'n Text>,
        make: impl Fn(Text) -> Name,
    ) -> Value {
        let entries = names.map(|n| (n.clone(), self.value(at, &make(n.clone()))));
        Value::Map(Arc::new(Map::new(entries.collect(), MapFlavour::Object)))
    }

    /// The outputs of an instance as an object.
    pub(super) fn outputs(&self, id: usize) -> Value {
        let at = self.instance(id);
        let value = self.object(&at, at.module.outputs.keys(), Name::Output);
        match (at.module.problems.first(), value) {
            // What does not parse may declare more.
            (Some(problem), Value::Map(map)) => {
                let why = Arc::new(Unknown::new(Reason::Unreadable, problem.to_string()));
                Value::Map(Arc::new(map.as_ref().clone().opened(why)))
            }
            (_, value) => value,
        }
    }
}

/// A variable that nothing gives a value to.
fn no_value(at: &Instance, name: &Text) -> Value {
    let place = at.module.variables.get(name).map(|v| {
        let span = v.declared.block.kind_span.to(v.declared.block.kind_span);
        v.declared.source.place(span)
    });
    let mend = if at.address.is_empty() {
        format!("var.{name} of {} has no value: pass it in a variable file", shown(&at.module.dir))
    } else {
        format!("{} gives no value to its variable {name}", at.address)
    };
    let mut unknown = Unknown::new(Reason::NoValue, mend);
    unknown.origin = place.map(|p| p.origin());
    Value::unknown(unknown)
}

/// The place of an expression.
pub(super) fn place_of(expression: &Expression) -> Place {
    expression.source().place(expression.span())
}

/// A directory for people.
pub(super) fn shown(dir: &str) -> &str {
    if dir.is_empty() { "." } else { dir }
}

/// An unknown that only applying tells, as an attribute of a resource.
pub(super) fn computed(root: usize, address: &str, attribute: &str) -> Value {
    let mut unknown = Unknown::new(Reason::ComputedAtApply, "");
    unknown.refs.push(Address::new(address));
    unknown.symbol = Some(symbol(root, &format!("{address}.{attribute}")));
    if matches!(attribute, "id" | "arn") {
        unknown.bounds = Bounds { not_null: true, min_length: Some(1), ..Bounds::default() };
    }
    Value::unknown(unknown)
}

/// The symbol of something in a root: addresses are unique within one.
pub(super) fn symbol(root: usize, path: &str) -> Text {
    Text::from(format!("${{#{root}/{path}}}"))
}

//! `count` and `for_each` of resources and modules.

use std::rc::Rc;
use std::sync::Arc;

use super::Note;
use super::body;
use super::module::Declared;
use super::run::{Inputs, Instance, Run, Slot, place_of, shown, symbol};
use super::scope::{ModuleScope, Repetition};
use super::tree::join;
use crate::lang::{convert, unknown_of};
use crate::model::{Address, List, ListFlavour, Map, MapFlavour, Reason, Text, Unknown, Value};

/// How many instances one resource or module may have, and all of a run together.
const MAX_COUNT: usize = 20_000;
const MAX_MADE: usize = 200_000;

/// How many modules may be nested.
const MAX_NESTING: usize = 40;

/// How something is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Single,
    Count,
    Each,
}

/// The instances of a resource.
#[derive(Debug)]
pub(super) struct Expanded {
    form: Form,
    /// Address, key and attributes.
    pub(super) instances: Vec<ResourceInstance>,
    /// Why there may be more instances.
    open: Option<Arc<Unknown>>,
}

/// One instance of a resource.
#[derive(Debug)]
pub(super) struct ResourceInstance {
    pub(super) address: String,
    pub(super) key: Text,
    pub(super) attributes: Arc<Map>,
}

/// The instances of a module call.
#[derive(Debug)]
pub(super) struct Called {
    pub(super) form: Form,
    /// Key and instance.
    pub(super) instances: Vec<(Text, usize)>,
    pub(super) open: Option<Arc<Unknown>>,
    /// Why the module itself is not there.
    pub(super) missing: Option<Arc<Unknown>>,
}

/// The instances that `count` or `for_each` ask for.
struct Instances {
    form: Form,
    /// The key as an address shows it (`[0]`, `["a"]`, empty), the bare key, what it binds.
    list: Vec<(String, Text, Repetition)>,
    open: Option<Arc<Unknown>>,
}

impl Expanded {
    fn unknown(why: Arc<Unknown>) -> Self {
        Self { form: Form::Single, instances: Vec::new(), open: Some(why) }
    }

    /// What a reference to the resource gives.
    pub(super) fn value(&self) -> Value {
        let map = |i: &ResourceInstance| Value::Map(Arc::clone(&i.attributes));
        match (self.form, &self.open) {
            (Form::Single, _) => match (self.instances.first(), &self.open) {
                (Some(one), _) => map(one),
                (None, Some(why)) => Value::Unknown(Arc::clone(why)),
                (None, None) => Value::Null,
            },
            (Form::Count, open) => list_of(self.instances.iter().map(map).collect(), open.clone()),
            (Form::Each, open) => {
                let entries = self.instances.iter().map(|i| (i.key.clone(), map(i))).collect();
                map_of(entries, open.clone())
            }
        }
    }
}

fn list_of(items: Vec<Value>, open: Option<Arc<Unknown>>) -> Value {
    Value::List(Arc::new(match open {
        Some(why) => List::open(items, ListFlavour::Tuple, why),
        None => List::new(items, ListFlavour::Tuple),
    }))
}

fn map_of(entries: Vec<(Text, Value)>, open: Option<Arc<Unknown>>) -> Value {
    let map = Map::new(entries, MapFlavour::Object);
    Value::Map(Arc::new(match open {
        Some(why) => map.opened(why),
        None => map,
    }))
}

impl Called {
    fn missing(why: Arc<Unknown>) -> Self {
        Self { form: Form::Single, instances: Vec::new(), open: None, missing: Some(why) }
    }

    /// The instance of a key.
    pub(super) fn find(&self, key: &Value) -> Option<usize> {
        let key = convert::text(key).ok()?;
        self.instances.iter().find(|(k, _)| *k == key).map(|(_, id)| *id)
    }

    /// What a reference to the module gives: its outputs.
    pub(super) fn value(&self, run: &Run<'_>) -> Value {
        if let Some(why) = &self.missing {
            return Value::Unknown(Arc::clone(why));
        }
        match self.form {
            Form::Single => self.instances.first().map_or(Value::Null, |(_, id)| run.outputs(*id)),
            Form::Count => {
                let items = self.instances.iter().map(|(_, id)| run.outputs(*id)).collect();
                list_of(items, self.open.clone())
            }
            Form::Each => {
                let entries =
                    self.instances.iter().map(|(k, id)| (k.clone(), run.outputs(*id))).collect();
                map_of(entries, self.open.clone())
            }
        }
    }
}

impl Run<'_> {
    /// The instances that a block's `count` or `for_each` ask for.
    fn instances_of(&self, at: &Rc<Instance>, declared: &Declared) -> Instances {
        let scope = self.scope(at);
        let single = |open| Instances { form: Form::Single, list: Vec::new(), open };
        if let Some(count) = declared.attribute("count") {
            let given = self.evaluate(&count.expression, &scope);
            let mut made = Instances { form: Form::Count, ..single(None) };
            let number = match unknown_of(&given) {
                Some(why) => Err(why),
                None => convert::to_number(&given)
                    .ok()
                    .and_then(|n| n.as_number().and_then(crate::model::Number::as_i64))
                    .and_then(|n| usize::try_from(n).ok())
                    .filter(|n| *n <= MAX_COUNT)
                    .ok_or_else(|| wrong(declared, "count", "is no sensible number")),
            };
            match number {
                Ok(number) => made.list.extend((0..number).map(|n| {
                    let index = Value::from(i64::try_from(n).unwrap_or(i64::MAX));
                    let repetition = Repetition { count: Some(index), each: None };
                    (format!("[{n}]"), Text::from(n.to_string()), repetition)
                })),
                Err(why) => made.open = Some(self.unexpanded(at, declared, "count", &why)),
            }
            return made;
        }
        let Some(each) = declared.attribute("for_each") else {
            let one = (String::new(), Text::new(), Repetition::default());
            return Instances { form: Form::Single, list: vec![one], open: None };
        };
        let given = self.evaluate(&each.expression, &scope);
        let mut made = Instances { form: Form::Each, ..single(None) };
        let mut add = |key: &Text, value: Value| {
            let repetition =
                Repetition { count: None, each: Some((Value::String(key.clone()), value)) };
            made.list.push((format!("[{}]", quoted(key)), key.clone(), repetition));
        };
        let open = match &given {
            Value::Map(map) => {
                map.iter().take(MAX_COUNT).for_each(|(k, v)| add(k, v.clone()));
                map.openness().cloned()
            }
            Value::List(list) if list.flavour() == ListFlavour::Set || list.items().is_empty() => {
                let mut open = list.openness().cloned();
                for item in list.items().iter().take(MAX_COUNT) {
                    match convert::text(item) {
                        Ok(key) => add(&key, Value::String(key.clone())),
                        Err(_) => open = open.or_else(|| unknown_of(item)),
                    }
                }
                open
            }
            other => Some(match unknown_of(other) {
                Some(why) => why,
                None => wrong(declared, "for_each", "is neither a map nor a set of strings"),
            }),
        };
        made.open = open.map(|why| self.unexpanded(at, declared, "for_each", &why));
        made
    }

    /// Notes that not all instances are known.
    fn unexpanded(
        &self,
        at: &Rc<Instance>,
        declared: &Declared,
        name: &str,
        why: &Unknown,
    ) -> Arc<Unknown> {
        let expression = declared.attribute(name).map(|a| place_of(&a.expression));
        let place = expression.unwrap_or_else(|| declared.source.place(declared.block.kind_span));
        let module = declared.block.kind.as_str() == "module";
        let what =
            if module { format!("module.{}", declared.label(0)) } else { declared.resource_name() };
        let detail = format!("{name} of {what} is not known at {place}: {}", why.because());
        let unknown = Unknown { detail: Text::from(detail), ..Unknown::new(why.reason, "") };
        let unknown = Unknown { refs: why.refs.clone(), ..unknown };
        if declared.block.kind.as_str() != "data" {
            self.note(Note {
                root: Some(at.root),
                kind: (!module).then(|| Text::from(declared.label(0))),
                provider: (!module).then(|| self.provider_of(at, declared)).flatten(),
                place: Some(place),
                reason: why.reason,
                detail: unknown.detail.clone(),
            });
        }
        Arc::new(unknown)
    }

    /// The instances of a resource with their attributes.
    pub(super) fn expanded(&self, at: &Rc<Instance>, index: usize) -> Rc<Expanded> {
        let declared = &at.module.resources[index];
        let name = declared.resource_name();
        let whole = if at.address.is_empty() { name } else { format!("{}.{name}", at.address) };
        let cycle = |why| Rc::new(Expanded::unknown(why));
        let work = || {
            let instances = self.instances_of(at, declared);
            let mut made = Vec::with_capacity(instances.list.len());
            let mut open = instances.open;
            for (suffix, key, repetition) in instances.list {
                if self.made.get() >= MAX_MADE {
                    let why = wrong(declared, "the number of instances", "is too large");
                    open = Some(self.unexpanded(at, declared, "count", &why));
                    break;
                }
                self.made.set(self.made.get() + 1);
                let address = format!("{whole}{suffix}");
                let scope = ModuleScope::new(self, Rc::clone(at), repetition);
                let attributes = Arc::new(body::attributes(self, &scope, declared, &address));
                made.push(ResourceInstance { address, key, attributes });
            }
            Rc::new(Expanded { form: instances.form, instances: made, open })
        };
        self.once(&at.resources, &index, || whole.clone(), work, cycle)
    }

    /// The instances of a module call.
    pub(super) fn called(&self, at: &Rc<Instance>, name: &Text) -> Rc<Called> {
        let known = at.calls.borrow().get(name).cloned();
        match known {
            Some(Slot::Done(called)) => return called,
            Some(Slot::Busy) => {
                return Rc::new(Called::missing(self.cycle(&format!("module.{name}"))));
            }
            None => {}
        }
        at.calls.borrow_mut().insert(name.clone(), Slot::Busy);
        let called = Rc::new(match at.module.calls.get(name) {
            Some(declared) => self.call(at, name, declared),
            None => Called::missing(Arc::new(Unknown::new(Reason::NotCollected, ""))),
        });
        at.calls.borrow_mut().insert(name.clone(), Slot::Done(Rc::clone(&called)));
        called
    }

    fn call(&self, at: &Rc<Instance>, name: &Text, declared: &Declared) -> Called {
        let step = format!("module.{name}");
        let base = if at.address.is_empty() { step } else { format!("{}.{step}", at.address) };
        let directory = if at.depth >= MAX_NESTING {
            Err("modules are nested too deeply".to_owned())
        } else {
            self.directory_of(at, name, declared)
        };
        let (dir, path) = match directory {
            Ok(found) => found,
            Err(why) => return Called::missing(self.unresolved(at, declared, &base, &why)),
        };
        if self.contains_itself(at, &dir) {
            let why = format!("{} contains itself", shown(&dir));
            return Called::missing(self.unresolved(at, declared, &base, &why));
        }
        let Some(Some(module)) = self.modules.get(&dir) else {
            let why = format!("{} holds no configuration", shown(&dir));
            return Called::missing(self.unresolved(at, declared, &base, &why));
        };
        let instances = self.instances_of(at, declared);
        let mut made = Vec::new();
        let mut open = instances.open;
        for (suffix, key, repetition) in instances.list {
            let inputs = Inputs::Call { parent: at.id, name: name.clone(), repetition };
            let address = format!("{base}{suffix}");
            let place = (address, path.clone());
            match self.add(at.root, Arc::clone(module), place, inputs, at.depth + 1) {
                Some(id) => made.push((key, id)),
                None => {
                    let why = wrong(declared, "the number of modules", "is too large");
                    open = Some(self.unexpanded(at, declared, "count", &why));
                    break;
                }
            }
        }
        Called { form: instances.form, instances: made, open, missing: None }
    }

    /// Whether a directory is called from inside itself.
    fn contains_itself(&self, at: &Rc<Instance>, dir: &str) -> bool {
        let mut inner = Rc::clone(at);
        loop {
            if inner.module.dir == dir {
                return true;
            }
            let Inputs::Call { parent, .. } = &inner.inputs else { return false };
            let parent = self.instance(*parent);
            inner = parent;
        }
    }

    /// The directory of a called module in the project, and as `path.module` shows it.
    fn directory_of(
        &self,
        at: &Instance,
        name: &Text,
        declared: &Declared,
    ) -> Result<(String, String), String> {
        let source = declared
            .attribute("source")
            .and_then(|a| a.expression.literal())
            .and_then(Value::as_str)
            .ok_or("its source is not written as a text")?;
        if source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
        {
            let dir = join(&at.module.dir, source)
                .ok_or_else(|| format!("{source} lies outside of the project"))?;
            return Ok((dir, joined_path(&at.path, source)));
        }
        let root = &self.roots[at.root].dir;
        let key = call_key(&at.address, name);
        let dir = self.installed.get(root).and_then(|calls| calls.get(&key)).ok_or_else(|| {
            format!(
                "{source} is not on this machine: run terraform init, or commit .terraform/modules"
            )
        })?;
        let whole = join(root, dir).ok_or_else(|| format!("{dir} lies outside of the project"))?;
        Ok((whole, dir.clone()))
    }

    fn unresolved(
        &self,
        at: &Rc<Instance>,
        declared: &Declared,
        address: &str,
        why: &str,
    ) -> Arc<Unknown> {
        let place = declared.attribute("source").map_or_else(
            || declared.source.place(declared.block.kind_span),
            |a| place_of(&a.expression),
        );
        let detail = format!("{address} at {place} could not be read: {why}");
        self.note(Note {
            root: Some(at.root),
            kind: None,
            provider: None,
            place: Some(place),
            reason: Reason::NotCollected,
            detail: Text::from(detail.as_str()),
        });
        let mut unknown = Unknown::new(Reason::NotCollected, detail);
        unknown.refs.push(Address::new(address));
        unknown.symbol = Some(symbol(at.root, address));
        Arc::new(unknown)
    }
}

fn wrong(declared: &Declared, name: &str, what: &str) -> Arc<Unknown> {
    let place = declared.source.place(declared.block.kind_span);
    Arc::new(Unknown::new(Reason::Unsupported, format!("{name} {what} ({place})")))
}

/// The key of a call in `modules.json`: the names of the calls without instance keys.
fn call_key(address: &str, name: &str) -> String {
    let mut key = String::new();
    let mut rest = address;
    while let Some(after) = rest.strip_prefix("module.") {
        let end = after.find(['.', '[']).unwrap_or(after.len());
        key.push_str(&after[..end]);
        key.push('.');
        rest = after[end..].find("module.").map_or("", |n| &after[end + n..]);
    }
    key.push_str(name);
    key
}

/// `source` as seen from the path of the calling module.
fn joined_path(path: &str, source: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').chain(source.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// A key as an address quotes it.
pub(super) fn quoted(key: &str) -> String {
    let mut out = String::from("\"");
    crate::sources::draft::quote(key, &mut out);
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_named_without_instance_keys() {
        assert_eq!(call_key("", "net"), "net");
        assert_eq!(call_key("module.a[\"x\"].module.b[0]", "c"), "a.b.c");
    }

    #[test]
    fn paths_are_relative_to_the_root() {
        assert_eq!(joined_path(".", "../modules/net"), "../modules/net");
        assert_eq!(joined_path("../modules/net", "./inner"), "../modules/net/inner");
        assert_eq!(joined_path("a/b", "../.."), ".");
    }
}

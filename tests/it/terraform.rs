//! Configuration as evaluated here against what `terraform plan` recorded of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use passmuster::model::{Provenance, Resource, Side, Text, Value, is_managed_kind};
use passmuster::sources::terraform::{Configured, Disk, Root, read};
use passmuster::sources::{Context, DigestKey};
use serde_json::Value as Json;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn context() -> Context {
    Context::without_sides(PathBuf::from("."), DigestKey::new([7; 32]))
}

fn root(dir: &str) -> Root {
    Root {
        dir: dir.to_owned(),
        workspace: Text::from("default"),
        sides: BTreeSet::from([Side::Primary]),
        ..Root::default()
    }
}

/// The stack of a name, with `extra.tfvars` where it has one.
fn evaluated(name: &str) -> Configured {
    let top = fixtures().join("terraform");
    let mut wanted = root(name);
    if top.join(name).join("extra.tfvars").exists() {
        wanted.var_files.push(format!("{name}/extra.tfvars"));
    }
    if let Ok(text) = std::fs::read_to_string(top.join(name).join("arguments.json")) {
        let given: Json = serde_json::from_str(&text).unwrap();
        let pairs = |of: &str| -> Vec<(String, String)> {
            let entries = given[of].as_object().unwrap().iter();
            entries.map(|(n, v)| (n.clone(), v.as_str().unwrap().to_owned())).collect()
        };
        wanted.variables = pairs("var");
        wanted.environment = pairs("env");
    }
    let mut roots = vec![wanted];
    if let Some(other) = name.strip_suffix("consumer") {
        roots.push(root(&format!("{other}producer")));
    }
    let disk = Disk::new(&top).unwrap();
    read(&disk, &roots, &context())
}

fn managed(configured: &Configured) -> BTreeMap<&str, &Resource> {
    let resources = configured.snapshot.resources.iter();
    resources
        // The producer's, which is read only for its outputs.
        .filter(|r| r.address.as_str() != "terraform_data.x")
        .filter(|r| is_managed_kind(&r.kind))
        .map(|r| (r.address.as_str(), r.as_ref()))
        .collect()
}

/// What came of comparing one stack.
#[derive(Default)]
struct Verdict {
    /// Known here and by Terraform, and equal.
    equal: usize,
    /// Known to neither.
    unknown: usize,
    /// Secrets that both hide.
    hidden: usize,
    /// Different, or known here and not by Terraform.
    wrong: Vec<String>,
    /// Known to Terraform and not here.
    weaker: Vec<String>,
}

impl Verdict {
    fn value(&mut self, path: &str, ours: &Value, known: &Json, unknown: &Json, secret: &Json) {
        match ours {
            Value::Sensitive(_) => {
                self.hidden += 1;
                let by_name = ["password", "secret", "value", "token"];
                if !marked(secret) && !by_name.iter().any(|n| path.contains(n)) {
                    self.wrong.push(format!("{path}: hidden, but no secret"));
                }
            }
            Value::Unknown(_) if marked(unknown) => self.unknown += 1,
            Value::Unknown(why) => {
                self.weaker.push(format!("{path}: {} but Terraform knows {known}", why.because()));
            }
            // A set with a member that is not known is unknown as a whole in a plan.
            Value::List(list) if *unknown == Json::Bool(true) && all_unknown(list.items()) => {
                self.unknown += 1;
            }
            _ if *unknown == Json::Bool(true) => {
                self.wrong.push(format!("{path}: {ours:?} but known after apply"));
            }
            Value::List(list) => self.list(path, list.items(), known, unknown, secret),
            Value::Map(map) => {
                let none = serde_json::Map::new();
                let given = known.as_object().unwrap_or(&none);
                // The provider's plan shows an empty map as null.
                if known.is_null() && !map.is_empty() {
                    self.wrong.push(format!("{path}: {ours:?} but null"));
                }
                let keys: BTreeSet<&str> = given
                    .keys()
                    .map(String::as_str)
                    .chain(map.keys().iter().map(Text::as_str))
                    .collect();
                for key in keys {
                    let inner = format!("{path}.{key}");
                    let ours = map.get(key).cloned().unwrap_or(Value::Null);
                    self.value(&inner, &ours, &known[key], &part(unknown, key), &part(secret, key));
                }
            }
            _ => {
                let plain = json(ours);
                if equal(&plain, known) || same_document(&plain, known) {
                    self.equal += 1;
                } else {
                    self.wrong.push(format!("{path}: {plain} but Terraform has {known}"));
                }
            }
        }
    }

    fn list(&mut self, path: &str, items: &[Value], known: &Json, unknown: &Json, secret: &Json) {
        let none = Vec::new();
        let given = known.as_array().unwrap_or(&none);
        if given.len() != items.len() {
            self.wrong.push(format!("{path}: {} members but Terraform has {known}", items.len()));
            return;
        }
        // Sets have no order: of all members with the fewest disagreements the first is taken.
        let mut left: Vec<usize> = (0..given.len()).collect();
        for item in items {
            let best = left.iter().copied().min_by_key(|at| {
                let mut trial = Self::default();
                let (u, s) = (index(unknown, *at), index(secret, *at));
                trial.value(path, item, &given[*at], &u, &s);
                (trial.wrong.len(), trial.weaker.len())
            });
            let Some(at) = best else { return };
            left.retain(|l| *l != at);
            let (u, s) = (index(unknown, at), index(secret, at));
            self.value(&format!("{path}[{at}]"), item, &given[at], &u, &s);
        }
    }
}

fn all_unknown(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|i| i.as_unknown().is_some())
}

fn marked(mask: &Json) -> bool {
    match mask {
        Json::Bool(b) => *b,
        Json::Array(items) => items.iter().any(marked),
        Json::Object(entries) => entries.values().any(marked),
        _ => false,
    }
}

fn part(mask: &Json, key: &str) -> Json {
    if mask.is_object() { mask[key].clone() } else { mask.clone() }
}

fn index(mask: &Json, at: usize) -> Json {
    if mask.is_array() { mask[at].clone() } else { mask.clone() }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Number(n) => serde_json::from_str(&n.to_string()).unwrap(),
        Value::String(s) => Json::from(s.as_str()),
        other => panic!("{other:?} is no plain value"),
    }
}

fn equal(a: &Json, b: &Json) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => a == b,
    }
}

/// Whether two texts are one document. The provider writes some documents anew and fills in
/// container definitions.
fn same_document(ours: &Json, theirs: &Json) -> bool {
    let parsed = |text: &Json| serde_json::from_str::<Json>(text.as_str()?).ok();
    let (Some(ours), Some(theirs)) = (parsed(ours), parsed(theirs)) else { return false };
    ours.is_object() && ours == theirs
        || ours.is_array()
            && ours.as_array().map(Vec::len) == theirs.as_array().map(Vec::len)
            && within(&ours, &theirs)
}

/// Whether all of the first is in the second, and what the second has besides is empty.
fn within(ours: &Json, theirs: &Json) -> bool {
    match (ours, theirs) {
        (Json::Object(a), Json::Object(b)) => {
            let empty = |v: &Json| {
                matches!(v, Json::Null)
                    || *v == 0
                    || *v == true
                    || v.as_array().is_some_and(Vec::is_empty)
            };
            a.iter().all(|(k, v)| b.get(k).is_some_and(|w| within(v, w)))
                && b.iter().all(|(k, v)| a.contains_key(k) || empty(v))
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().all(|v| b.iter().any(|w| within(v, w)))
        }
        _ => ours == theirs,
    }
}

fn compared(name: &str, plan: &str) -> Verdict {
    let configured = evaluated(name);
    assert_eq!(configured.snapshot.coverage.gaps(), [], "{name}");
    let text = std::fs::read_to_string(fixtures().join("terraform").join(plan)).unwrap();
    against(&managed(&configured), &serde_json::from_str::<Vec<Json>>(&text).unwrap(), name)
}

/// The evaluated resources against the changes of a plan.
fn against(ours: &BTreeMap<&str, &Resource>, plan: &[Json], name: &str) -> Verdict {
    let theirs: BTreeMap<&str, &Json> =
        plan.iter().map(|c| (c["address"].as_str().unwrap(), c)).collect();
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{name}");
    let mut verdict = Verdict::default();
    for (address, resource) in ours {
        let change = theirs[address];
        for (attribute, value) in resource.attributes.iter() {
            let path = format!("{address}.{attribute}");
            let known = &change["after"][attribute.as_str()];
            let unknown = part(&change["after_unknown"], attribute);
            let secret = part(&change["after_sensitive"], attribute);
            verdict.value(&path, value, known, &unknown, &secret);
        }
        // Nothing that Terraform knows may be left out, unless the attribute itself is open.
        if resource.attributes.openness().is_none() {
            for (attribute, value) in change["after"].as_object().unwrap() {
                if resource.attributes.get(attribute).is_none() && !value.is_null() {
                    verdict.weaker.push(format!("{address}.{attribute}: not there, but {value}"));
                }
            }
        }
    }
    verdict
}

const STACKS: &[&str] = &[
    "variables",
    "expansion",
    "modules",
    "providers",
    "dynamic",
    "json",
    "functions",
    "policies",
    "lifecycle",
    "traps",
    "unknowns",
    "downloaded",
    "remote-state/consumer",
    "layout/use1",
    "layout/usw2",
];

#[test]
fn configuration_says_what_terraform_plans() {
    let mut wrong = Vec::new();
    let mut weaker = Vec::new();
    let (mut equal, mut unknown) = (0, 0);
    for name in STACKS {
        let verdict = compared(name, &format!("{name}/plan.json"));
        wrong.extend(verdict.wrong.into_iter().map(|w| format!("{name}: {w}")));
        weaker.extend(verdict.weaker.into_iter().map(|w| format!("{name}: {w}")));
        equal += verdict.equal;
        unknown += verdict.unknown;
    }
    println!("{equal} values equal, {unknown} known to neither");
    assert!(wrong.is_empty(), "wrong:\n{}\n\nweaker:\n{}", wrong.join("\n"), weaker.join("\n"));
    assert!(weaker.is_empty(), "weaker:\n{}", weaker.join("\n"));
    assert!(equal > 1_000, "{equal}");
}

#[test]
fn the_example_stacks_are_created_as_terraform_plans() {
    let top = fixtures().join("estates/checkout/terraform");
    let disk = Disk::new(&top).unwrap();
    let (mut wrong, mut weaker) = (Vec::new(), Vec::new());
    let (mut equal, mut unknown) = (0, 0);
    for region in ["us-east-1", "us-west-2"] {
        let stack = |dir: &str| Root {
            var_files: vec![format!("{dir}/{region}.tfvars")],
            backend: vec![
                (Text::from("bucket"), Value::text(format!("checkout-tfstate-{region}"))),
                (Text::from("key"), Value::text(format!("{dir}/{region}/terraform.tfstate"))),
            ],
            ..root(dir)
        };
        let roots = [stack("platform"), stack("workloads/api")];
        let configured = read(&disk, &roots, &context());
        assert_eq!(configured.snapshot.coverage.gaps(), []);
        for (root, name) in roots.iter().zip(["platform", "api"]) {
            let own = |r: &&Resource| {
                let Provenance::Config(places) = &r.provenance else { return false };
                places.root.as_ref().is_some_and(|file| file.path.starts_with(&root.dir))
            };
            let resources = configured.snapshot.resources.iter().map(AsRef::as_ref).filter(own);
            let ours = resources
                .filter(|r| is_managed_kind(&r.kind))
                .map(|r| (r.address.as_str(), r))
                .collect();
            let plan = format!("estates/checkout/plans/created.{name}.{region}.json");
            let text = std::fs::read(fixtures().join(plan)).unwrap();
            let verdict =
                against(&ours, &serde_json::from_slice::<Vec<Json>>(&text).unwrap(), name);
            wrong.extend(verdict.wrong.into_iter().map(|w| format!("{name} {region}: {w}")));
            // The workload reads the state of a platform that is applied; here nothing is.
            if name == "platform" {
                weaker.extend(verdict.weaker.into_iter().map(|w| format!("{region}: {w}")));
            }
            equal += verdict.equal;
            unknown += verdict.unknown;
        }
    }
    println!("{equal} values equal, {unknown} known to neither");
    assert!(wrong.is_empty(), "{}\n\nweaker:\n{}", wrong.join("\n"), weaker.join("\n"));
    // What AWS answers to a data source is not asked, and what the provider works out itself is
    // not worked out.
    let asked = ["AWS tells the availability zones", "registry_id", "subject_alternative_names"];
    weaker.retain(|w| !asked.iter().any(|a| w.contains(a)));
    assert!(weaker.is_empty(), "{}", weaker.join("\n"));
}

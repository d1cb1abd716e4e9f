//! Large estates, made deterministically from the example estate.
//!
//! Each unit is a copy of the healthy example under names and ids of its own, so that the mix of
//! kinds, the size of documents and the share of unset attributes are those of a real state. Into
//! some units known faults are planted.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// One unit in so many has faults.
const FAULTY: usize = 40;

/// Both sides of a made estate.
#[derive(Clone)]
pub(crate) struct Estate {
    /// The primary state.
    pub(crate) primary: PathBuf,
    /// The DR state.
    pub(crate) dr: PathBuf,
    /// Managed resources of both sides.
    pub(crate) resources: usize,
    /// Faults that were planted; each gives one finding.
    pub(crate) faults: usize,
    /// Bytes of both files.
    pub(crate) bytes: u64,
}

fn healthy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/checkout/healthy")
}

/// The resources of one side of the example, each as text.
fn templates(region: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for stack in ["platform", "api"] {
        let path = healthy().join(format!("{stack}.{region}.tfstate"));
        let text = fs::read_to_string(path).expect("the example state is there");
        let state: Value = serde_json::from_str(&text).expect("the example state is JSON");
        found.extend(state["resources"].as_array().cloned().unwrap_or_default());
    }
    found
}

/// Another hexadecimal digit string of the same length, the same for the same input.
fn other_id(id: &str, unit: usize, out: &mut String) {
    let mut state = unit as u64 ^ 0x9e37_79b9_7f4a_7c15;
    for byte in id.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    }
    for _ in id.bytes() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let _ = write!(out, "{:x}", (state >> 20) & 0xf);
    }
}

/// A template under the names and ids of a unit.
fn renamed(text: &str, unit: usize) -> String {
    let named = text.replace("checkout", &format!("unit{unit:05}"));
    let mut out = String::with_capacity(named.len());
    let bytes = named.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run =
            bytes[at..].iter().take_while(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(*b));
        let length = run.count();
        let bounded = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let ends = bytes.get(at + length).is_none_or(|b| !b.is_ascii_alphanumeric());
        let digits = bytes[at..at + length].iter().filter(|b| b.is_ascii_digit()).count();
        // Twelve decimal digits are the account.
        let account = length == 12 && digits == 12;
        if bounded && ends && length >= 8 && digits >= 2 && !account {
            other_id(&named[at..at + length], unit, &mut out);
            at += length;
        } else {
            let step = length.max(1);
            let step = (at + step..=bytes.len())
                .find(|e| named.is_char_boundary(*e))
                .unwrap_or(bytes.len())
                - at;
            out.push_str(&named[at..at + step]);
            at += step;
        }
    }
    out
}

/// What is planted in a faulty unit of the DR side: in which type, what becomes what.
const FAULTS: &[(&str, &str, &str)] = &[
    ("aws_sqs_queue", "\"visibility_timeout_seconds\":60", "\"visibility_timeout_seconds\":30"),
    ("aws_ecs_task_definition", "collector-0.109.0", "collector-0.108.0"),
    ("aws_appautoscaling_target", "\"max_capacity\":12", "\"max_capacity\":4"),
];

/// Writes the states of an estate with at least `resources` managed resources in all, unless
/// they are there already.
pub(crate) fn estate(directory: &Path, resources: usize) -> Estate {
    fs::create_dir_all(directory).expect("the directory can be made");
    let sides = [("primary", "us-east-1"), ("dr", "us-west-2")];
    let texts: Vec<Vec<(Value, String)>> = sides
        .iter()
        .map(|(_, region)| {
            let plain = |mut v: Value| {
                let module = v["module"].as_str().map(str::to_owned).unwrap_or_default();
                v["module"] = Value::from(format!(
                    "module.UNIT{}{module}",
                    if module.is_empty() { "" } else { "." }
                ));
                let text = v.to_string();
                (v, text)
            };
            templates(region).into_iter().map(plain).collect()
        })
        .collect();
    let managed = |list: &[(Value, String)]| -> usize {
        let own = list.iter().filter(|(v, _)| v["mode"] == "managed");
        own.map(|(v, _)| v["instances"].as_array().map_or(0, Vec::len)).sum()
    };
    let per_unit: usize = texts.iter().map(|t| managed(t)).sum();
    let units = resources.div_ceil(per_unit);
    let mut planted = 0;
    let mut bytes = 0;
    let mut paths = Vec::new();
    for ((side, _), list) in sides.iter().zip(&texts) {
        let path = directory.join(format!("{side}-{resources}.tfstate"));
        let mut out = format!(
            "{{\"version\":4,\"terraform_version\":\"1.11.4\",\"serial\":1,\
             \"lineage\":\"{side}\",\"outputs\":{{}},\"resources\":[\n",
        );
        for unit in 0..units {
            for (at, (value, text)) in list.iter().enumerate() {
                let kind = value["type"].as_str().unwrap_or_default();
                let mut made =
                    renamed(text, unit).replace("module.UNIT", &format!("module.unit[{unit}]"));
                if *side == "dr" && unit % FAULTY == FAULTY - 1 {
                    for (_, from, to) in FAULTS.iter().filter(|(k, ..)| *k == kind) {
                        if made.contains(from) {
                            made = made.replacen(from, to, 1);
                            planted += 1;
                        }
                    }
                }
                if unit > 0 || at > 0 {
                    out.push_str(",\n");
                }
                out.push_str(&made);
            }
        }
        out.push_str("\n]}\n");
        bytes += out.len() as u64;
        fs::write(&path, out).expect("the state can be written");
        paths.push(path);
    }
    let dr = paths.pop().unwrap_or_default();
    let primary = paths.pop().unwrap_or_default();
    Estate { primary, dr, resources: units * per_unit, faults: planted, bytes }
}

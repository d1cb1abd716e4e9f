//! One file's text as a [`Document`]: which format it is, and what it holds.
//!
//! The formats share no top-level key that means two things, so one pass over the text reads
//! whatever comes, in any order, and judges at the end. What is refused is refused with the
//! reason that its author needs: the version that wrote it, the encryption, the place of a stray
//! byte.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::draft::{Draft, Drafter};
use super::json::{Reader, Seed, Word};
use super::plan::{self, Change, Configuration, Variables};
use super::problem::{Place, Problem};
use super::state::{self, PriorState, RawResource, ShownValues};
use super::{DigestKey, Format};
use crate::model::Text;

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    pub(super) format: Format,
    pub(super) format_version: Text,
    pub(super) terraform_version: Option<Text>,
    pub(super) serial: Option<u64>,
    pub(super) lineage: Option<Text>,
    pub(super) drafts: Vec<Draft>,
    /// Changes outside Terraform that a plan reports.
    pub(super) drifted: usize,
    /// Resources that a plan takes away.
    pub(super) removed: usize,
}

/// The top level of every format.
#[derive(Default)]
struct Top {
    version: Option<u64>,
    format_version: Option<Text>,
    terraform_version: Option<Text>,
    serial: Option<u64>,
    lineage: Option<Text>,
    encryption_version: Option<Text>,
    backend: bool,
    resources: Option<Vec<RawResource>>,
    values: Option<ShownValues>,
    planned: Option<ShownValues>,
    prior: Option<PriorState>,
    changes: Option<Vec<Change>>,
    drift: usize,
    configuration: Configuration,
    variables: Variables,
}

struct TopSeed<'r, 'k> {
    reader: &'r mut Reader<'k>,
    /// Whether the planned values are to be read: the changes say the same and more.
    planned: bool,
}

impl<'de> DeserializeSeed<'de> for TopSeed<'_, '_> {
    type Value = Top;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Top, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TopSeed<'_, '_> {
    type Value = Top;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Top, A::Error> {
        let Self { reader, planned } = self;
        let mut top = Top::default();
        while let Some(Word(key)) = from.next_key()? {
            macro_rules! value {
                () => {
                    from.next_value_seed(Seed::new(&mut *reader))?
                };
            }
            match key.as_ref() {
                "version" => top.version = value!(),
                "format_version" => top.format_version = value!(),
                "terraform_version" => top.terraform_version = value!(),
                "serial" => top.serial = value!(),
                "lineage" => top.lineage = value!(),
                "encryption_version" => top.encryption_version = value!(),
                // Other versions have other forms below this key.
                "resources" if top.version.is_none_or(|v| v == 4) => top.resources = Some(value!()),
                "values" => top.values = Some(value!()),
                "planned_values" if planned => top.planned = Some(value!()),
                "prior_state" => top.prior = Some(value!()),
                "resource_changes" => top.changes = Some(value!()),
                "resource_drift" => top.drift = from.next_value::<Vec<IgnoredAny>>()?.len(),
                "configuration" => top.configuration = value!(),
                "variables" => top.variables = value!(),
                "backend" => {
                    top.backend = true;
                    from.next_value::<IgnoredAny>()?;
                }
                _ => {
                    from.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(top)
    }
}

/// Reads a file's text.
pub(super) fn read(text: &str, key: &DigestKey) -> Result<Document, Problem> {
    let start = beginning(text)?;
    let has_changes = memchr::memmem::find(text.as_bytes(), b"\"resource_changes\"").is_some();
    let mut reader = Reader::new(key);
    let top = top(text, start, &mut reader, !has_changes)?;
    let top = if has_changes && top.changes.is_none() && top.format_version.is_some() {
        // The word was inside a string: the planned values are wanted after all.
        self::top(text, start, &mut reader, true)?
    } else {
        top
    };
    judge(top, &mut reader)
}

/// Where the JSON begins.
fn beginning(text: &str) -> Result<usize, Problem> {
    let first = text.len() - text.trim_start().len();
    match text.as_bytes().get(first) {
        Some(b'{') => return Ok(first),
        None => {
            return Err(Problem::new(
                "the file holds only blanks",
                "write it again with `terraform state pull`",
            ));
        }
        Some(_) => {}
    }
    let line = memchr::memmem::find(text.as_bytes(), b"\n{").map(|at| at + 1);
    match line {
        // A plan tells by its first key what it is, and wrappers print around it.
        Some(at)
            if text[at..]
                .trim_start_matches(['{', ' ', '\t', '\r', '\n'])
                .starts_with("\"format_version\"") =>
        {
            Ok(at)
        }
        Some(at) => Err(Problem::at(
            "text stands before the JSON, which begins here",
            Place::of(text.as_bytes(), at),
            "remove the lines above, or write the file without a wrapper's output",
        )),
        None => Err(Problem::at(
            "not a JSON object",
            Place::of(text.as_bytes(), first),
            "name a state or the output of `terraform show -json`",
        )),
    }
}

fn top(text: &str, start: usize, reader: &mut Reader<'_>, planned: bool) -> Result<Top, Problem> {
    let json = &text[start..];
    let mut values = serde_json::Deserializer::from_str(json);
    let top = TopSeed { reader, planned }
        .deserialize(&mut values)
        .map_err(|error| Problem::of_json(text.as_bytes(), start, &error))?;
    let Err(trailing) = values.end() else { return Ok(top) };
    // Wrappers print around a plan; around a state it may be a second one.
    let place = Place::of_json_error(text.as_bytes(), start, &trailing);
    let rest = text.get(place.offset()..).unwrap_or_default();
    let is_plan = top.changes.is_some() || top.planned.is_some();
    let own_line = text[..place.offset()].trim_end_matches([' ', '\t']).ends_with('\n');
    if is_plan && own_line && !rest.starts_with(['{', '[']) {
        return Ok(top);
    }
    Err(Problem::at(
        "text follows the end of the JSON",
        place,
        "remove it; if these are two files, name them one by one",
    ))
}

fn judge(top: Top, reader: &mut Reader<'_>) -> Result<Document, Problem> {
    let by = top
        .terraform_version
        .as_ref()
        .map_or_else(|| "an unnamed version".to_owned(), |v| format!("version {v}"));
    if top.encryption_version.as_ref().is_some_and(|v| !v.is_empty()) {
        return Err(Problem::new(
            "the state is encrypted by OpenTofu",
            "decrypt it where its configuration is: `tofu state pull` writes it in clear, and `-` reads it from standard input",
        ));
    }
    if top.backend {
        return Err(Problem::new(
            "this is Terraform's note of which backend is in use, not a state",
            "write the state with `terraform state pull`",
        ));
    }
    let mut drafter = Drafter::default();
    let document = |format, format_version, drafts| Document {
        format,
        format_version,
        terraform_version: top.terraform_version.clone(),
        serial: top.serial,
        lineage: top.lineage.clone().filter(|l| !l.is_empty()),
        drafts,
        drifted: top.drift,
        removed: 0,
    };
    if let Some(version) = top.version {
        return match version {
            4 => {
                let resources = top.resources.unwrap_or_default();
                let drafts = state::drafts_of_raw(resources, reader, &mut drafter);
                Ok(document(Format::State, Text::from("4"), drafts))
            }
            0..4 => Err(Problem::new(
                format!("the state has the old version {version}, written by Terraform {by}"),
                "upgrade it: `terraform init` and `terraform apply -refresh-only` with Terraform 0.13 write version 4",
            )),
            _ => Err(Problem::new(
                format!(
                    "the state has version {version}, written by Terraform {by}; this release reads version 4"
                ),
                "use a newer passmuster, or write it with `terraform show -json`",
            )),
        };
    }
    let Some(format_version) = top.format_version else {
        return Err(Problem::new(
            "JSON, but neither a state nor a plan: there is no `version` and no `format_version`",
            "name a state or the output of `terraform show -json`",
        ));
    };
    if !matches!(format_version.split('.').next(), Some("0" | "1")) {
        return Err(Problem::new(
            format!(
                "the format version is {format_version}, written by Terraform {by}; this release reads 0 and 1"
            ),
            "use a newer passmuster",
        ));
    }
    if top.changes.is_some() || top.planned.is_some() {
        let input = plan::Input {
            changes: top.changes,
            planned: top.planned,
            prior: top.prior,
            configuration: top.configuration,
            variables: top.variables,
        };
        let (drafts, removed) = plan::drafts(input, reader, &mut drafter);
        return Ok(Document { removed, ..document(Format::Plan, format_version, drafts) });
    }
    // A state without resources has no values.
    let values = top.values.unwrap_or_default();
    let drafts = state::drafts_of_shown(values, |_| true, reader, &mut drafter);
    Ok(document(Format::ShownState, format_version, drafts))
}

//! What was read in objects before, so that an unchanged one is not fetched again.
//!
//! States hold secrets in clear, so never a state is kept but what was read in it, sealed as a
//! snapshot is. A file has two lines of JSON: what it was read from and how, and what was read.
//! What does not fit (another ETag, another key of the digests, another version of passmuster, a
//! damaged file) counts as not there.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Name;
use crate::model::{AccountId, Address, Condition, Region, RegionEvidence, Text};
use crate::sources::document::Document;
use crate::sources::draft::Draft;
use crate::sources::key_lists::KeyLists;
use crate::sources::snapshot_file::{self, Attributes, Entries, key_name};
use crate::sources::{DigestKey, Format, Seal};

/// The version of the form.
const FORM: u64 = 1;
/// The formats that are kept. A plan knows more than the form can say.
const FORMATS: &[Format] = &[Format::State, Format::ShownState];
/// How a region may be known from a state.
const EVIDENCE: &[RegionEvidence] = &[
    RegionEvidence::Attribute,
    RegionEvidence::Identity,
    RegionEvidence::Arn,
    RegionEvidence::AvailabilityZone,
    RegionEvidence::Endpoint,
    RegionEvidence::ProviderAlias,
];

/// What was read in objects, by object.
#[derive(Debug)]
pub(super) struct Cache {
    directory: PathBuf,
    key: Text,
    seal: Seal,
}

/// The first line: what was read, and under what.
#[derive(Serialize, Deserialize)]
struct Head {
    passmuster_state: u64,
    tool_version: String,
    key: String,
    object: String,
    etag: String,
}

/// The second line. `S` is a text, and `D` a draft, as it is written or read.
#[derive(Serialize, Deserialize)]
struct Body<S, D> {
    format: S,
    format_version: S,
    terraform_version: Option<S>,
    serial: Option<u64>,
    lineage: Option<S>,
    drifted: usize,
    removed: usize,
    drafts: Vec<D>,
}

/// A draft; `A` are its attributes as they are written or read.
#[derive(Serialize, Deserialize)]
struct Line<S, A> {
    kind: S,
    address: S,
    provider: Option<S>,
    tainted: bool,
    deposed: Option<S>,
    region: Option<S>,
    region_known_by: Option<S>,
    global: bool,
    account: Option<S>,
    attributes: A,
}

impl Cache {
    /// What is kept below `directory` under a key of the digests.
    pub(super) fn new(directory: &Path, key: &DigestKey) -> Self {
        Self {
            directory: directory.join("states"),
            key: key_name(key),
            seal: Seal::new(key.clone()),
        }
    }

    /// The ETag of the object as it was read.
    pub(super) fn etag(&self, name: &Name) -> Option<String> {
        self.open(name).map(|(head, _)| head.etag)
    }

    /// What was read in the object when it had this ETag.
    pub(super) fn read(&self, name: &Name, etag: &str) -> Option<Document> {
        let (head, mut rest) = self.open(name)?;
        if head.etag != etag {
            return None;
        }
        let mut json = Vec::new();
        rest.read_to_end(&mut json).ok()?;
        document(&json)
    }

    /// Keeps what was read. Where that cannot be, the object is fetched again the next time.
    pub(super) fn keep(&self, name: &Name, etag: &str, document: &Document) {
        if !FORMATS.contains(&document.format) {
            return;
        }
        let sealed = self.sealed(document);
        let head = Head {
            passmuster_state: FORM,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            key: self.key.to_string(),
            object: name.to_string(),
            etag: etag.to_owned(),
        };
        let (Ok(mut bytes), Ok(body)) = (serde_json::to_vec(&head), json(&sealed)) else { return };
        // Nothing is kept that would come back as something else.
        if self::document(&body).as_ref() != Some(&sealed) {
            return;
        }
        bytes.push(b'\n');
        bytes.extend(body);
        let mut make = fs::DirBuilder::new();
        make.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
        if make.create(&self.directory).is_ok() {
            // A full disk costs time, nothing else.
            let _ = snapshot_file::whole(&self.path(name), &bytes);
        }
    }

    fn path(&self, name: &Name) -> PathBuf {
        let mut hash = Sha256::new();
        for part in [name.endpoint.as_str(), &name.bucket, &name.key] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut file = String::new();
        for byte in &hash.finalize()[..20] {
            let _ = write!(file, "{byte:02x}");
        }
        self.directory.join(file + ".json")
    }

    /// The head of what is kept of an object, if it fits, and what follows it.
    fn open(&self, name: &Name) -> Option<(Head, BufReader<fs::File>)> {
        let mut file = BufReader::new(fs::File::open(self.path(name)).ok()?);
        let mut line = Vec::new();
        file.read_until(b'\n', &mut line).ok()?;
        let head: Head = serde_json::from_slice(&line).ok()?;
        let fits = head.passmuster_state == FORM
            && head.tool_version == env!("CARGO_PKG_VERSION")
            && head.key == self.key.as_str()
            && head.object == name.to_string();
        fits.then_some((head, file))
    }

    /// The document with its free texts sealed, as everything that is compared with it will be.
    fn sealed(&self, document: &Document) -> Document {
        let mut sealed = document.clone();
        for draft in &mut sealed.drafts {
            if let Some(attributes) = self.seal.disclosed(&draft.kind, &draft.attributes) {
                draft.attributes = attributes;
            }
        }
        sealed
    }
}

fn line(draft: &Draft) -> Line<&str, Entries<'_>> {
    Line {
        kind: draft.kind.as_str(),
        address: draft.address.as_str(),
        provider: draft.provider.as_deref(),
        tainted: draft.condition == Condition::Tainted,
        deposed: match &draft.condition {
            Condition::Deposed(key) => Some(key.as_str()),
            _ => None,
        },
        region: draft.region.as_ref().map(|(region, _)| region.as_str()),
        region_known_by: draft.region.as_ref().map(|(_, by)| by.words()),
        global: draft.global,
        account: draft.account.as_ref().map(AccountId::as_str),
        attributes: Entries(&draft.attributes),
    }
}

fn json(document: &Document) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Body {
        format: document.format.words(),
        format_version: document.format_version.as_str(),
        terraform_version: document.terraform_version.as_deref(),
        serial: document.serial,
        lineage: document.lineage.as_deref(),
        drifted: document.drifted,
        removed: document.removed,
        drafts: document.drafts.iter().map(line).collect(),
    })
}

fn document(json: &[u8]) -> Option<Document> {
    let body: Body<String, Line<String, Attributes>> = serde_json::from_slice(json).ok()?;
    let mut key_lists = KeyLists::default();
    // Kinds and providers come again and again.
    let mut texts: HashMap<String, Text> = HashMap::new();
    let mut shared = |text: String| {
        texts.entry(text).or_insert_with_key(|text| Text::from(text.as_str())).clone()
    };
    let mut drafts = Vec::with_capacity(body.drafts.len());
    for line in body.drafts {
        let kind = shared(line.kind);
        let region = match (line.region, line.region_known_by) {
            (Some(region), Some(by)) => {
                let by = EVIDENCE.iter().find(|e| e.words() == by)?;
                Some((Region::parse(&region)?, *by))
            }
            _ => None,
        };
        drafts.push(Draft {
            address: Address::new(&line.address),
            provider: line.provider.map(&mut shared),
            attributes: Arc::new(key_lists.map(&kind, line.attributes.0)),
            kind,
            condition: match line.deposed {
                Some(key) => Condition::Deposed(Text::from(key)),
                None if line.tainted => Condition::Tainted,
                None => Condition::Current,
            },
            region,
            global: line.global,
            account: line.account.as_deref().and_then(AccountId::parse),
            places: None,
        });
    }
    Some(Document {
        format: FORMATS.iter().find(|f| f.words() == body.format).copied()?,
        format_version: Text::from(body.format_version),
        terraform_version: body.terraform_version.map(Text::from),
        serial: body.serial,
        lineage: body.lineage.map(Text::from),
        drafts,
        drifted: body.drifted,
        removed: body.removed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::document;

    const STATE: &str = r#"{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"l","resources":[
        {"mode":"managed","type":"aws_lambda_function","name":"f","provider":"provider[\"registry.terraform.io/hashicorp/aws\"].dr",
         "instances":[{"index_key":"a","status":"tainted","attributes":{"arn":"arn:aws:lambda:us-west-2:111122223333:function:f","id":"f",
           "memory_size":0.1,"big":18446744073709551615,"far":1e400,"environment":[{"variables":{"PLAIN":"hunter2","AT":"us-west-2"}}]}}]},
        {"mode":"managed","type":"aws_db_instance","name":"d","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]",
         "instances":[{"deposed":"00ff","attributes":{"id":"d","password":"hunter2","$odd":{"$unknown":1}}}]}]}"#;

    fn name() -> Name {
        Name { endpoint: String::new(), bucket: "b".to_owned(), key: "k".to_owned() }
    }

    fn kept(text: &str) -> (tempfile::TempDir, Cache, Document) {
        let directory = tempfile::tempdir().unwrap();
        let key = DigestKey::new([7; 32]);
        let cache = Cache::new(directory.path(), &key);
        let document = document::read(text, &key).unwrap();
        cache.keep(&name(), "\"e\"", &document);
        (directory, cache, document)
    }

    #[test]
    fn what_was_read_comes_back_sealed() {
        let (directory, cache, document) = kept(&STATE.replace("1e400", "1e300"));
        assert_eq!(cache.etag(&name()).as_deref(), Some("\"e\""));
        assert_eq!(cache.read(&name(), "\"e\""), Some(cache.sealed(&document)));
        assert_eq!(cache.read(&name(), "\"f\""), None);
        let path = cache.path(&name());
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("hunter2") && text.contains("us-west-2"), "{text}");
        let another = Cache::new(directory.path(), &DigestKey::new([8; 32]));
        assert_eq!(another.etag(&name()), None);
        let cut = &text[..text.len() - 9];
        fs::write(&path, cut).unwrap();
        assert_eq!(cache.read(&name(), "\"e\""), None);
    }
}

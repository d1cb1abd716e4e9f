//! States in S3: `s3://bucket/key`, or a pattern over keys.
//!
//! ```text
//! locations ─▶ keys of patterns ─▶ each object once ─▶ Remote
//! ```
//!
//! An object is fetched with the access of the first side that names it and may; what fails is a
//! gap, and the others are read all the same. An object that is as it was is not fetched: its ETag
//! comes with the listing, or S3 is asked whether it changed.

mod cache;
mod location;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use aws_sdk_s3::operation::get_object::GetObjectOutput;
use futures_util::future::join_all;
use tokio::sync::Semaphore;

use super::client::{self, Access, Network};
use super::{Refused, certificates};
use crate::model::{Gap, Reason, Region, Side, Text};
use crate::sources::document::{self, Document};
use crate::sources::problem::Problem;
use crate::sources::remote::{Object, Remote};
use crate::sources::{DigestKey, Input, LARGE, encoding, locate};

use super::buckets::{self, Buckets, FOR_STATES, GET, LIST};
use cache::Cache;
use location::{Location, Wanted};

/// Objects that are fetched at once. A large one takes the room of all.
const AT_ONCE: u32 = 4;
/// Pages of one listing; more are taken for a listing that never ends.
const MOST_PAGES: usize = 20_000;

/// Which states are to be fetched, and how.
#[derive(Clone, Debug)]
pub struct StatesPlan {
    /// What the sides name; locations that are not in S3 are left alone.
    pub inputs: Vec<Input>,
    /// How each side that names any is reached.
    pub sides: BTreeMap<Side, (Region, Access)>,
    /// What the sides have in common.
    pub network: Network,
    /// The key under which secrets are digested.
    pub digest_key: DigestKey,
    /// Where what was read is kept; nowhere when there is none.
    pub cache: Option<PathBuf>,
}

/// Whether a location is in S3.
#[must_use]
pub fn is_object(location: &str) -> bool {
    location::is_object(location)
}

/// One object. Buckets of one name at two endpoints are two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    endpoint: String,
    bucket: String,
    key: String,
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.key)
    }
}

/// An object with what a listing said of it.
#[derive(Clone, Debug)]
struct Listed {
    name: Name,
    etag: Option<String>,
    bytes: u64,
}

/// Fetches the states of all locations in S3.
///
/// # Errors
///
/// The certificates cannot be read.
pub async fn states(plan: &StatesPlan) -> Result<Remote, Refused> {
    let http = client::http(&plan.network).map_err(|error| certificates(&plan.network, error))?;
    let mut reached: BTreeMap<Side, Buckets> = BTreeMap::new();
    for (side, (region, access)) in &plan.sides {
        let config = client::config(access, region, &plan.network, &http).await;
        reached.insert(*side, Buckets::new(config, FOR_STATES));
    }
    let fetcher = Arc::new(Fetcher {
        reached,
        key: plan.digest_key.clone(),
        cache: plan.cache.as_ref().map(|d| Cache::new(d, &plan.digest_key)),
        room: Semaphore::new(AT_ONCE as usize),
    });
    let inputs = plan.inputs.iter().filter(|input| is_object(&input.location));
    let inputs: BTreeSet<(Side, &str)> = inputs.map(|i| (i.side, i.location.as_str())).collect();
    let located = join_all(inputs.iter().map(|(side, at)| fetcher.located(*side, at))).await;
    let mut remote = Remote::default();
    let mut objects: BTreeMap<Name, (Listed, BTreeSet<Side>)> = BTreeMap::new();
    let mut places: Vec<(Side, &str, Vec<Name>)> = Vec::new();
    for ((side, at), found) in inputs.into_iter().zip(located) {
        let found = found.unwrap_or_else(|gap| {
            remote.gap(gap);
            Vec::new()
        });
        places.push((side, at, found.iter().map(|listed| listed.name.clone()).collect()));
        for listed in found {
            let name = listed.name.clone();
            let (known, sides) =
                objects.entry(name).or_insert_with(|| (listed.clone(), BTreeSet::new()));
            known.etag = known.etag.take().or(listed.etag);
            known.bytes = known.bytes.max(listed.bytes);
            sides.insert(side);
        }
    }
    let fetched = join_all(objects.values().map(|(o, sides)| fetcher.fetched(o, sides))).await;
    let mut at: BTreeMap<&Name, usize> = BTreeMap::new();
    for (name, fetched) in objects.keys().zip(fetched) {
        match fetched {
            Ok(document) => {
                at.insert(name, remote.add(Object { name: name.to_string(), document }));
            }
            Err(gaps) => gaps.into_iter().for_each(|gap| remote.gap(gap)),
        }
    }
    for (side, location, names) in places {
        let objects = names.iter().filter_map(|name| at.get(name).copied());
        remote.locate(side, location, objects.collect());
    }
    Ok(remote)
}

/// What is asked with.
struct Fetcher {
    reached: BTreeMap<Side, Buckets>,
    key: DigestKey,
    cache: Option<Cache>,
    room: Semaphore,
}

impl Fetcher {
    /// The objects of a location, in order of their keys.
    async fn located(&self, side: Side, at: &str) -> Result<Vec<Listed>, Gap> {
        let refused = |problem: &Problem| problem.gap(Some(side), Text::from(at));
        let Some(buckets) = self.reached.get(&side) else {
            return Err(refused(&Problem::new("the side has no region", "give it one")));
        };
        let Location { bucket, wanted } = Location::parse(at).map_err(|p| refused(&p))?;
        let named = |key: String| Name {
            endpoint: buckets.endpoint().to_owned(),
            bucket: bucket.clone(),
            key,
        };
        let (prefix, pattern) = match wanted {
            Wanted::Key(key) => {
                return Ok(vec![Listed { name: named(key), etag: None, bytes: 0 }]);
            }
            Wanted::Fitting(prefix, pattern) => (prefix, pattern),
        };
        let mut found: BTreeMap<String, Listed> = BTreeMap::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page = buckets.ask(&bucket, |client| {
                let request = client.list_objects_v2().bucket(&bucket).prefix(&prefix);
                request.set_continuation_token(token.clone()).send()
            });
            let page = page.await.map_err(|error| buckets::failed(&error, LIST, side, at))?;
            for object in page.contents() {
                let (Some(key), Some(size)) = (object.key(), object.size()) else { continue };
                if location::fits(&pattern, key, size) {
                    let etag = object.e_tag().map(str::to_owned);
                    let bytes = u64::try_from(size).unwrap_or_default();
                    let listed = Listed { name: named(key.to_owned()), etag, bytes };
                    found.insert(key.to_owned(), listed);
                }
            }
            token = page.next_continuation_token().map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        if token.is_some() {
            let problem = Problem::new("the listing does not end", "name its objects one by one");
            return Err(refused(&problem));
        }
        let keys: BTreeSet<String> = found.keys().cloned().collect();
        found.retain(|key, _| !location::is_shown_twin(key, |raw| keys.contains(raw)));
        if found.is_empty() {
            let mend = "check the bucket and the key before the first *";
            return Err(refused(&Problem::new("no object fits the pattern", mend)));
        }
        Ok(found.into_values().collect())
    }

    /// What an object holds, with the access of the first side that may read it; the gaps of all
    /// sides that name it when none may.
    async fn fetched(
        self: &Arc<Self>,
        object: &Listed,
        sides: &BTreeSet<Side>,
    ) -> Result<Result<Document, Problem>, Vec<Gap>> {
        let room = if object.bytes >= LARGE { AT_ONCE } else { 1 };
        // The semaphore is never closed.
        let _permit = self.room.acquire_many(room).await;
        let mut gaps = Vec::new();
        for side in sides {
            match self.fetched_by(*side, object).await {
                Ok(document) => return Ok(document),
                Err(gap) => gaps.push(gap),
            }
        }
        Err(gaps)
    }

    async fn fetched_by(
        self: &Arc<Self>,
        side: Side,
        object: &Listed,
    ) -> Result<Result<Document, Problem>, Gap> {
        let Name { bucket, key, .. } = &object.name;
        let at = object.name.to_string();
        let Some(buckets) = self.reached.get(&side) else {
            let problem = Problem::new("the side has no region", "give it one");
            return Err(problem.gap(Some(side), Text::from(at)));
        };
        let known = self.cache.as_ref().and_then(|cache| cache.etag(&object.name));
        // A listing that tells another ETag has answered already.
        let mut known = known.filter(|k| object.etag.as_ref().is_none_or(|e| e == k));
        if known.is_some()
            && known == object.etag
            && let Some(document) = self.kept(object, known.take()).await
        {
            return Ok(Ok(document));
        }
        loop {
            let answer = buckets.ask(bucket, |client| {
                let request = client.get_object().bucket(bucket).key(key);
                request.set_if_none_match(known.clone()).send()
            });
            match answer.await {
                Ok(answer) => return self.read(side, object, answer).await,
                Err(error) if known.is_some() && buckets::is_unchanged(&error) => {
                    if let Some(document) = self.kept(object, known.take()).await {
                        return Ok(Ok(document));
                    }
                }
                Err(error) => return Err(buckets::failed(&error, GET, side, &at)),
            }
        }
    }

    /// What is kept of the object as of this ETag.
    async fn kept(self: &Arc<Self>, object: &Listed, etag: Option<String>) -> Option<Document> {
        let (own, name, etag) = (Arc::clone(self), object.name.clone(), etag?);
        let read = move || own.cache.as_ref().and_then(|cache| cache.read(&name, &etag));
        tokio::task::spawn_blocking(read).await.ok().flatten()
    }

    /// Reads what was sent, and keeps it for the next time.
    async fn read(
        self: &Arc<Self>,
        side: Side,
        object: &Listed,
        answer: GetObjectOutput,
    ) -> Result<Result<Document, Problem>, Gap> {
        if answer
            .content_length()
            .is_some_and(|n| u64::try_from(n).is_ok_and(|n| n > locate::LARGEST))
        {
            return Ok(Err(locate::too_large()));
        }
        let etag = answer.e_tag().map(str::to_owned);
        let cut_off = |why: String| Gap {
            side: Some(side),
            kind: None,
            attributes: Vec::new(),
            operation: Text::from(GET.operation),
            iam_action: None,
            reason: Reason::Unreadable,
            detail: Text::from(format!(
                "{}: the object was not sent to its end ({why}): try again",
                object.name
            )),
        };
        let bytes = answer.body.collect().await.map_err(|error| cut_off(error.to_string()))?;
        let (own, name) = (Arc::clone(self), object.name.clone());
        let read = move || {
            let text = encoding::text_of(Vec::from(bytes.into_bytes()))?;
            let document = document::read(&text, &own.key)?;
            drop(text);
            if let (Some(cache), Some(etag)) = (&own.cache, &etag) {
                cache.keep(&name, etag, &document);
            }
            Ok(document)
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(read) => Ok(read),
            Err(_) => Err(cut_off("the reader ended before its time".to_owned())),
        }
    }
}

//! From a request to an estate, its pairs, the rules and the settings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collecting::collected;
use super::gate::{self, GATE};
use super::keeping::{Keeping, LiveFacts};
use super::members::{Member, members};
use super::postgres::{self, Observed};
use super::settings::settings;
use super::{Failure, Live, Request, state_objects};
use crate::assess::{Assessment, Settings, assess};
use crate::compare::{Comparison, Drift, Joined};
use crate::config::{App, SideConfig};
use crate::history::sha256;
use crate::model::{
    AccountId, Estate, Inventory, Objectives, Region, Side, Site, Snapshot, SnapshotMeta, Text,
    View,
};
use crate::rules::Catalogue;
use crate::sources::snapshot_file::{self, Stored};
use crate::sources::{self, DigestKey, Input, Seal};

/// What an application is called where there is no configuration.
pub(super) const UNNAMED: &str = "estate";

/// All that an assessment needs.
#[derive(Debug)]
pub struct Loaded {
    /// The estate.
    pub estate: Estate,
    /// What the view shows.
    pub inventory: Inventory,
    /// The pairs.
    pub comparison: Comparison,
    /// What the states record beside what runs, where both were read.
    pub drift: Option<Drift>,
    /// The rules.
    pub catalogue: Arc<Catalogue>,
    /// What was decided.
    pub settings: Settings,
    /// The labels of the self-managed PostgreSQL pairs.
    pub postgres: Vec<Text>,
    /// The live facts as a snapshot file's bytes, where they are wanted.
    pub live: Option<Vec<u8>>,
    /// The live facts as a run keeps them, where it is kept.
    pub(super) facts: Option<LiveFacts>,
}

impl Loaded {
    /// Assesses it with all rules that run.
    #[must_use]
    pub fn assessed(&self) -> Assessment {
        assess(
            &self.estate,
            &self.inventory,
            &self.comparison,
            self.drift.as_ref(),
            &self.catalogue,
            &self.settings,
        )
    }
}

/// Reads configuration, rules and states.
///
/// # Errors
///
/// A wrong configuration or rule, a request that makes no sense, or nothing to look at.
pub fn load(request: &Request) -> Result<Loaded, Failure> {
    load_prepared(prepare(request)?, request)
}

/// Reads the states of an application that was chosen.
///
/// # Errors
///
/// A request that makes no sense, or nothing to look at.
pub(super) fn load_prepared(mut prepared: Prepared, request: &Request) -> Result<Loaded, Failure> {
    let inputs = inputs(&prepared.app, request);
    if inputs.is_empty() && matches!(request.live, Live::Nowhere) {
        return Err(Failure::Usage(
            "no states are named: give --primary REGION=STATE and --dr REGION=STATE, a \
             configuration with state = […], or --live"
                .to_owned(),
        ));
    }
    if request.job == GATE {
        prepared.pairs = postgres::observe(&prepared.app, &prepared.base, &request.now)?;
    }
    let stored = match &request.live {
        Live::Nowhere => None,
        Live::Collected(reach, collection) => {
            Some(collected(&prepared, request, reach, collection)?)
        }
        Live::Snapshot(place) => Some(snapshot(&snapshot_of(place, &prepared.app, request))?),
    };
    let Some(stored) = stored else {
        let snapshot = state_objects::read(&prepared, request, &inputs)?;
        return prepared.loaded(snapshot, None);
    };
    prepared.settings.view = View::Live;
    let failed = |error| Failure::Io { path: "snapshot".to_owned(), error };
    let kept = request.keep_live.then(|| snapshot_file::bytes(&stored)).transpose();
    let kept = kept.map_err(failed)?;
    let facts = (request.history != Keeping::Nowhere).then(|| timeless(&stored)).transpose();
    let facts = facts.map_err(failed)?;
    let Stored { app, snapshot: mut live, sites, key, .. } = stored;
    prepared.check_app(&app, request)?;
    prepared.check_sites(&sites)?;
    prepared.seal_with(&key, &mut live);
    let state = if inputs.is_empty() {
        None
    } else {
        let mut state = state_objects::read(&prepared, request, &inputs)?;
        let seal = Seal::new(prepared.context.digest_key.clone());
        for resource in &mut state.resources {
            *resource = seal.like_live(resource);
        }
        Some(state)
    };
    // From here on the sides are those that the regions play now.
    if request.job == GATE {
        live = gate::facts(&mut prepared, request, live);
    }
    let Some(state) = state else {
        live.resources = Drift::without_state(&live.resources);
        return Ok(Loaded { live: kept, facts, ..prepared.loaded(live, None)? });
    };
    let state = if prepared.turned { gate::turned(state) } else { state };
    let context = &prepared.context;
    let Joined { resources, coverage, files, drift } =
        Drift::join(state, live, [&context.primary, &context.dr]);
    let meta = SnapshotMeta { view: View::Live, files, taken_at: Text::new() };
    let loaded = prepared.loaded(Snapshot { meta, resources, coverage }, Some(drift))?;
    Ok(Loaded { live: kept, facts, ..loaded })
}

/// Live facts without their time.
fn timeless(stored: &Stored) -> std::io::Result<LiveFacts> {
    let mut stored = stored.clone();
    let taken_at = std::mem::take(&mut stored.snapshot.meta.taken_at).to_string();
    Ok(LiveFacts { bytes: snapshot_file::bytes(&stored)?, taken_at })
}

/// The snapshot file of an application: the one that is named, or its own in a directory.
pub(super) fn snapshot_of(place: &Path, app: &App, request: &Request) -> PathBuf {
    let place = request.directory.join(place);
    if place.is_dir() { place.join(format!("{}.snapshot", file_name(&app.name))) } else { place }
}

/// A name as the name of a file: where that is another text, a part of the name's digest keeps it
/// apart from others.
pub(super) fn file_name(name: &str) -> String {
    let plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let good: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    if good == name && !name.is_empty() && !name.starts_with('.') {
        return good;
    }
    let digest = sha256(name.as_bytes());
    format!("{}-{}", good.trim_start_matches('.'), digest.get(..8).unwrap_or_default())
}

/// Reads a snapshot file.
pub(super) fn snapshot(path: &Path) -> Result<Stored, Failure> {
    snapshot_file::read(path)
        .map_err(|error| Failure::Unreadable(vec![format!("{} {error}", path.display())]))
}

/// All that is decided before anything is read.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) app: App,
    /// The directory that the configuration's paths are relative to.
    pub(super) base: PathBuf,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) settings: Settings,
    pub(super) context: sources::Context,
    /// Whether the regions have changed their parts.
    pub(super) turned: bool,
    /// What PostgreSQL servers told, in the gate.
    pub(super) pairs: Observed,
}

/// What was read, put together.
#[derive(Debug)]
pub(super) struct World {
    pub(super) estate: Estate,
    pub(super) inventory: Inventory,
    pub(super) comparison: Comparison,
}

/// Reads configuration and rules.
///
/// # Errors
///
/// A wrong configuration or rule, or a request that makes no sense.
pub(super) fn prepare(request: &Request) -> Result<Prepared, Failure> {
    prepared(members(request)?.only()?, request)
}

/// The same, of an application that was chosen.
///
/// # Errors
///
/// A request that makes no sense for it.
pub(super) fn prepared(member: Member, request: &Request) -> Result<Prepared, Failure> {
    let Member { mut app, base, catalogue, .. } = member;
    overlay(&mut app, request)?;
    let settings = settings(&app, request, &catalogue)?;
    let site = |side: Side, config: &SideConfig| Site {
        side,
        region: config.region.clone(),
        account: config.account.clone(),
    };
    let context = sources::Context {
        primary: site(Side::Primary, &app.primary),
        dr: site(Side::Dr, &app.dr),
        base: base.clone(),
        digest_key: DigestKey::new(request.digest_key),
    };
    Ok(Prepared {
        app,
        base,
        catalogue,
        settings,
        context,
        turned: false,
        pairs: Observed::default(),
    })
}

impl Prepared {
    fn loaded(self, snapshot: Snapshot, drift: Option<Drift>) -> Result<Loaded, Failure> {
        let World { estate, inventory, comparison } = self.world(snapshot)?;
        let Self { app, catalogue, settings, .. } = self;
        let postgres = app.postgres.into_iter().map(|pair| pair.label).collect();
        Ok(Loaded {
            estate,
            inventory,
            comparison,
            drift,
            catalogue,
            settings,
            postgres,
            live: None,
            facts: None,
        })
    }

    /// A snapshot is of the application that is asked for, where there is a configuration.
    fn check_app(&self, found: &Text, request: &Request) -> Result<(), Failure> {
        let wanted = &self.app.name;
        // Without a configuration every application has the same name.
        if request.config.is_some() && found != wanted && found.as_str() != UNNAMED {
            return Err(Failure::Usage(format!("the snapshot is of app {found}, not {wanted}")));
        }
        Ok(())
    }

    /// A snapshot is of the regions that are asked for, or nothing can be said with it.
    fn check_sites(
        &mut self,
        sites: &[(Side, Option<Region>, Option<AccountId>); 2],
    ) -> Result<(), Failure> {
        for (side, region, account) in sites {
            let own = match side {
                Side::Dr => &mut self.context.dr,
                _ => &mut self.context.primary,
            };
            match (&own.region, region) {
                (Some(wanted), Some(found)) if wanted != found => {
                    return Err(Failure::Usage(format!(
                        "the snapshot's {side} side is {found}, not {wanted}"
                    )));
                }
                _ => own.region = own.region.clone().or_else(|| region.clone()),
            }
            if let (Some(wanted), Some(found)) = (&own.account, account)
                && wanted != found
            {
                return Err(Failure::Usage(format!(
                    "the snapshot's {side} side is account {found}, not {wanted}"
                )));
            }
            own.account = own.account.clone().or_else(|| account.clone());
        }
        Ok(())
    }

    /// Digests that were made under another key tell nothing here.
    fn seal_with(&self, key: &Text, live: &mut Snapshot) {
        if *key != snapshot_file::key_name(&self.context.digest_key) {
            let why =
                "the snapshot was made under another key; set PASSMUSTER_KEY to compare secrets";
            for resource in &mut live.resources {
                *resource = sources::without_digests(resource, why);
            }
        }
    }

    /// Puts what was read together.
    ///
    /// # Errors
    ///
    /// There is nothing in it.
    pub(super) fn world(&self, snapshot: Snapshot) -> Result<World, Failure> {
        if snapshot.resources.is_empty() {
            let gaps = snapshot.coverage.gaps();
            return Err(if gaps.is_empty() {
                Failure::Nothing
            } else {
                Failure::Unreadable(
                    gaps.iter().map(|g| format!("{}: {}", g.operation, g.detail)).collect(),
                )
            });
        }
        Ok(self.any_world(snapshot))
    }

    /// The same, were it empty.
    pub(super) fn any_world(&self, snapshot: Snapshot) -> World {
        let inventory = Inventory::new(snapshot.resources, snapshot.coverage, snapshot.meta.files);
        let estate = self.estate(&inventory);
        let comparison = Comparison::new(&estate, &inventory, &self.settings.pairing);
        World { estate, inventory, comparison }
    }

    /// The estate that an inventory is of.
    pub(super) fn estate(&self, inventory: &Inventory) -> Estate {
        let with_account = |mut site: Site| {
            site.account = site.account.clone().or_else(|| account_of(inventory, site.side));
            site
        };
        let suffix = self.app.dr.name_suffix.clone();
        Estate {
            name: self.app.name.clone(),
            primary: with_account(self.context.primary.clone()),
            dr: with_account(self.context.dr.clone()),
            views: BTreeMap::new(),
            networks: self.app.networks.clone(),
            dr_name_suffix: if self.turned { Text::new() } else { suffix.clone() },
            primary_name_suffix: if self.turned { suffix } else { Text::new() },
            objectives: Objectives { rto_seconds: self.app.rto, rpo_seconds: self.app.rpo },
        }
    }
}

/// The account that the side's resources lie in, when it is one.
fn account_of(inventory: &Inventory, side: Side) -> Option<AccountId> {
    let mut accounts = inventory
        .resources()
        .iter()
        .filter(|r| r.side() == side)
        .filter_map(|r| r.site.account.as_ref());
    let first = accounts.next()?;
    accounts.all(|a| a == first).then(|| first.clone())
}

/// What the command line says goes over the configuration.
fn overlay(app: &mut App, request: &Request) -> Result<(), Failure> {
    for (given, side) in [(&request.primary, &mut app.primary), (&request.dr, &mut app.dr)] {
        for (name, _) in given {
            let region = Region::parse(name).ok_or_else(|| {
                Failure::Usage(format!("{name:?} is no region; write REGION=FILE"))
            })?;
            match &side.region {
                Some(other) if *other != region => {
                    return Err(Failure::Usage(format!(
                        "one side has two regions: {other} and {region}"
                    )));
                }
                _ => side.region = Some(region),
            }
        }
    }
    if let Some(suffix) = &request.name_suffix {
        app.dr.name_suffix = Text::from(suffix.as_str());
    }
    if let (Some(primary), Some(dr)) = (&app.primary.region, &app.dr.region)
        && primary == dr
    {
        return Err(Failure::Usage(format!(
            "both sides are in {primary}; DR needs another region"
        )));
    }
    Ok(())
}

/// The locations to read: those of the command line, else the configuration's.
fn inputs(app: &App, request: &Request) -> Vec<Input> {
    let mut inputs = Vec::new();
    let sides = [(Side::Primary, &request.primary, &app.primary), (Side::Dr, &request.dr, &app.dr)];
    for (side, given, config) in sides {
        if given.is_empty() {
            inputs.extend(config.state.iter().map(|l| Input { side, location: l.to_string() }));
        } else {
            // Named on the command line: relative to where the command was given.
            let named = given.iter().filter(|(_, location)| !location.is_empty());
            inputs.extend(named.map(|(_, location)| Input {
                side,
                location: if location == "-" || location.contains("://") {
                    location.clone()
                } else {
                    request.directory.join(location).display().to_string()
                },
            }));
        }
    }
    inputs
}

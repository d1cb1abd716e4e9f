//! States that lie in S3: fetched with each side's own access, then read with the files.

use super::loading::Prepared;
use super::{Failure, Request};
use crate::model::Snapshot;
use crate::sources::{self, Input, Remote, Seal};

/// Reads the states of both sides.
///
/// # Errors
///
/// A side has no region, or the certificates cannot be read. A state that cannot be read is a gap.
pub(super) fn read(
    prepared: &Prepared,
    request: &Request,
    inputs: &[Input],
) -> Result<Snapshot, Failure> {
    let remote = fetched(prepared, request, inputs)?;
    let mut snapshot = sources::read_with(inputs, &remote, &prepared.context);
    seal(prepared, &remote, &mut snapshot);
    Ok(snapshot)
}

/// Seals free texts where some of what was read was fetched: what is kept of that holds them only
/// sealed, and all that is compared must be in one form.
pub(super) fn seal(prepared: &Prepared, remote: &Remote, snapshot: &mut Snapshot) {
    if remote.is_empty() {
        return;
    }
    let seal = Seal::new(prepared.context.digest_key.clone());
    for resource in &mut snapshot.resources {
        *resource = seal.like_live(resource);
    }
}

/// Fetches what lies in S3.
///
/// # Errors
///
/// As of [`read`].
#[cfg(feature = "aws")]
pub(super) fn fetched(
    prepared: &Prepared,
    request: &Request,
    inputs: &[Input],
) -> Result<Remote, Failure> {
    use super::collecting::{access, network, region_of, run};
    use crate::model::Side;
    use crate::sources::aws::state_objects::{self, StatesPlan, is_object};

    let inputs: Vec<Input> = inputs.iter().filter(|i| is_object(&i.location)).cloned().collect();
    if inputs.is_empty() {
        return Ok(Remote::default());
    }
    let app = &prepared.app;
    let sides = [(Side::Primary, &app.primary), (Side::Dr, &app.dr)]
        .into_iter()
        .filter(|(side, _)| inputs.iter().any(|i| i.side == *side))
        .map(|(side, config)| Ok((side, (region_of(config, side)?, access(config)))))
        .collect::<Result<_, Failure>>()?;
    let plan = StatesPlan {
        inputs,
        sides,
        network: network(&request.reach),
        digest_key: prepared.context.digest_key.clone(),
        cache: request.cache.clone(),
    };
    run(state_objects::states(&plan))
}

/// Nothing is fetched: built without the AWS SDK, each location says so when it is read.
#[cfg(not(feature = "aws"))]
pub(super) fn fetched(_: &Prepared, _: &Request, _: &[Input]) -> Result<Remote, Failure> {
    Ok(Remote::default())
}

//! What the files of this folder share: listings that tell of other resources too, and the
//! checksum in ids.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::text;

/// The members of a listing that were read, and what stands for the rest when it was not read to
/// its end.
pub(super) struct Listing<T> {
    pub(super) members: Vec<T>,
    pub(super) missing: Option<Missing>,
}

/// Reads a listing whose members also tell about other resources.
pub(super) async fn listing<T, O, E, F>(
    c: &Collector,
    operation: &'static str,
    request: impl Fn(Option<String>) -> F,
    members: impl Fn(O) -> (Vec<T>, Option<String>),
) -> Listing<T>
where
    F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    E: ProvideErrorMetadata,
{
    let read = Mutex::new(Vec::new());
    let done = c
        .whole(operation, request, |page| {
            let (more, next) = members(page);
            read.lock().unwrap_or_else(PoisonError::into_inner).extend(more);
            (Vec::<T>::new(), next)
        })
        .await;
    let members = read.into_inner().unwrap_or_else(PoisonError::into_inner);
    Listing { members, missing: done.err() }
}

/// One id for each VPC, as a listing of other things tells it.
pub(super) struct OfVpc {
    ids: BTreeMap<String, String>,
    missing: Option<Missing>,
}

impl OfVpc {
    /// From the VPC and the id of those members that stand for their VPC.
    pub(super) fn new<T>(
        listed: Listing<T>,
        of: impl Fn(T) -> Option<(Option<String>, Option<String>)>,
    ) -> Self {
        let pairs = listed.members.into_iter().filter_map(of);
        let ids = pairs.filter_map(|(vpc, id)| Some((vpc?, id?))).collect();
        Self { ids, missing: listed.missing }
    }

    /// The id, empty where there is none.
    pub(super) fn id(&self, vpc: &str) -> Value {
        match (self.ids.get(vpc), &self.missing) {
            (Some(id), _) => text(Some(id)),
            (None, Some(missing)) => missing.value(),
            (None, None) => Value::from(""),
        }
    }
}

/// What each VPC has by default, which EC2 tells elsewhere.
pub(super) struct Defaults {
    pub(super) main_table: OfVpc,
    pub(super) security_group: OfVpc,
    pub(super) network_acl: OfVpc,
}

/// The checksum (CRC-32 of IEEE 802.3) that the provider makes ids of, for what EC2 gives none.
pub(super) fn checksum(of: &str) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 0 { crc >> 1 } else { (crc >> 1) ^ 0xEDB8_8320 };
    !of.bytes().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_end_in_the_checksum_that_states_have() {
        assert_eq!(checksum("0.0.0.0/0"), 1_080_289_494);
        assert_eq!(checksum("123456789"), 0xCBF4_3926);
    }
}

//! Live collection against answers that are made up: what goes wrong in a network or a service.

mod calls;
mod cbor;
mod databases;
mod errors;
mod library;
mod measured;
mod permitted;
mod protocol;
mod server;
mod sides;
mod states;
mod waiting;

use passmuster::model::Gap;
use passmuster::sources::snapshot_file::{self, Stored};

use crate::program::{Place, Ran};
use server::Server;

/// The arguments of a collection of both regions.
const COLLECT: [&str; 7] =
    ["collect", "--primary", "us-east-1", "--dr", "us-west-2", "-o", "s.snapshot"];

/// A collection that has ended.
struct Collected {
    ran: Ran,
    stored: Option<Stored>,
}

impl Collected {
    fn new(place: &Place, ran: Ran) -> Self {
        Self { ran, stored: snapshot_file::read(&place.path("s.snapshot")).ok() }
    }

    fn stored(&self) -> &Stored {
        self.stored.as_ref().unwrap_or_else(|| panic!("no snapshot: {}", self.ran.err))
    }

    fn gaps(&self) -> Vec<Gap> {
        self.stored().snapshot.coverage.gaps().to_vec()
    }
}

/// Collects both regions.
fn collect(server: &Server) -> Collected {
    let place = Place::new(&server.url());
    let ran = place.run(&COLLECT);
    Collected::new(&place, ran)
}

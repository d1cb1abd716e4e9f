//! The commands of the README and of the guide that need an AWS.

#[path = "../it/documented/pages.rs"]
mod pages;

use std::ffi::OsString;

use crate::program::{KEY, Place};
use crate::simulator::{Simulator, credentials};
use pages::{Sandbox, Shown, commands};

#[test]
fn every_live_command_of_the_guide_runs() {
    let told: Vec<Vec<Shown>> = pages::pages()
        .iter()
        .map(|page| {
            commands(page).into_iter().filter(|c| c.live && c.not_run().is_none()).collect()
        })
        .filter(|commands: &Vec<Shown>| !commands.is_empty())
        .collect();
    assert!(told.len() > 2, "only {} pages have live commands", told.len());
    let simulator = Simulator::with_estate();
    simulator.ready();
    let mut wrong = Vec::new();
    for commands in &told {
        let place = Place::new(&simulator.url());
        // What the pages take for granted: an older snapshot, and a file of two applications.
        let collected = place.run(&["collect", "--output", "then.snapshot"]);
        assert_eq!(collected.status, 0, "{}", collected.err);
        let config = std::fs::read_to_string(place.path("passmuster.hcl")).expect("it is there");
        assert!(config.contains("app \"checkout\""), "{config}");
        let fleet = format!("{config}\n{}", config.replace("app \"checkout\"", "app \"search\""));
        std::fs::write(place.path("fleet.hcl"), fleet).expect("it is written");

        let own = [
            ("HOME", place.directory().as_os_str().to_owned()),
            ("PASSMUSTER_KEY", OsString::from(KEY)),
            ("PASSMUSTER_HISTORY", OsString::from("none")),
        ];
        let environment: Vec<(String, OsString)> = own
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .chain(credentials(&simulator.url()).into_iter().map(|(n, v)| (n.into(), v.into())))
            .collect();
        let sandbox = Sandbox { directory: place.directory(), environment: &environment };
        wrong.extend(commands.iter().filter_map(|c| sandbox.run(c)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Collections asked of the library, where the program has no words for what is to be set.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use passmuster::model::{Region, Snapshot, Text};
use passmuster::sources::DigestKey;
use passmuster::sources::aws::{self, Access, Need, Network, Plan, Progress, Questions, SidePlan};

use super::server::Server;
use crate::simulator::credentials;

/// The moment of every such collection.
pub(super) const AT: &str = "2026-01-01T00:00:00Z";
/// The same in seconds since 1970.
pub(super) const AT_SECONDS: i64 = 1_767_225_600;

/// Whether this process has credentials; otherwise the test runs again in one that has them.
pub(super) fn has_credentials(module: &str, test: &str) -> bool {
    const MARK: &str = "PASSMUSTER_TEST_HAS_CREDENTIALS";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let name = format!("{}::{test}", module.split_once("::").expect("a module").1);
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &name, "--nocapture"])
        .env(MARK, "1")
        .envs(credentials("http://127.0.0.1:1"))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{errors}");
    false
}

/// Collects both regions. The limits are the longest that one attempt may take, and all of them.
pub(super) fn collect(
    server: &Server,
    limits: [Duration; 2],
    need: Need,
    questions: Questions,
) -> (Snapshot, Arc<Progress>) {
    let side = |region: &str| SidePlan {
        region: Region::parse(region).expect("a region"),
        account: None,
        access: Access { endpoint_url: Some(Text::from(server.url())), ..Access::default() },
    };
    let plan = Plan {
        primary: side("us-east-1"),
        dr: side("us-west-2"),
        network: Network {
            attempt_timeout: limits[0],
            operation_timeout: limits[1],
            ..Network::default()
        },
        questions,
        need,
        dr_name_suffix: Text::from("-dr"),
        digest_key: DigestKey::new([7; 32]),
        at: Text::from(AT),
    };
    let progress = Arc::default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()
        .expect("a runtime");
    let snapshot = runtime.block_on(aws::collect(&plan, &progress)).expect("it is collected");
    (snapshot, progress)
}

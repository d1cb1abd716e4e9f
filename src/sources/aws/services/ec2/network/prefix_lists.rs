//! Prefix lists of customers with their entries, inline and as resources of their own.
//!
//! The lists that AWS keeps for its services are listed too; nobody can configure them.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{ManagedPrefixList, PrefixListState};
use futures_util::future::join_all;

use super::super::shared::listing;
use super::{or_empty, tagged};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{block, list, number};

const LIST: &str = "aws_ec2_managed_prefix_list";
const ENTRY: &str = "aws_ec2_managed_prefix_list_entry";

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::lists(
        "DescribeManagedPrefixLists",
        "ec2:DescribeManagedPrefixLists",
        &[LIST, ENTRY],
    ),
    Operation {
        name: "GetManagedPrefixListEntries",
        action: "ec2:GetManagedPrefixListEntries",
        lists: &[ENTRY],
        fills: &[(LIST, &["entry"])],
    },
];

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeManagedPrefixLists") {
        return;
    }
    let listed = c
        .pages(
            "DescribeManagedPrefixLists",
            |token| {
                ec2.describe_managed_prefix_lists().set_next_token(token).max_results(100).send()
            },
            |page| (page.prefix_lists.unwrap_or_default(), page.next_token),
        )
        .await;
    let gone = |l: &ManagedPrefixList| {
        use PrefixListState::{DeleteComplete, DeleteInProgress};
        matches!(l.state(), Some(DeleteComplete | DeleteInProgress))
    };
    let of_customers = listed.iter().filter(|l| l.owner_id() != Some("AWS") && !gone(l));
    join_all(of_customers.map(|l| keep(c, ec2, l))).await;
}

async fn keep(c: &Collector, ec2: &Client, prefix_list: &ManagedPrefixList) {
    let id = prefix_list.prefix_list_id().unwrap_or_default();
    let entries = listing(
        c,
        "GetManagedPrefixListEntries",
        |token| {
            let request = ec2.get_managed_prefix_list_entries().prefix_list_id(id);
            request.set_next_token(token).max_results(100).send()
        },
        |page| (page.entries.unwrap_or_default(), page.next_token),
    )
    .await;
    for entry in &entries.members {
        let cidr = entry.cidr().unwrap_or_default();
        c.keep(
            "GetManagedPrefixListEntries",
            ENTRY,
            &format!("{id},{cidr}"),
            [
                ("cidr", or_empty(Some(cidr))),
                ("description", or_empty(entry.description())),
                ("prefix_list_id", or_empty(Some(id))),
            ],
        );
    }
    let inline = match &entries.missing {
        Some(missing) => missing.value(),
        None => list(entries.members.iter().map(|e| {
            block([("cidr", or_empty(e.cidr())), ("description", or_empty(e.description()))])
        })),
    };
    let mut attributes = vec![
        ("address_family", or_empty(prefix_list.address_family())),
        ("arn", or_empty(prefix_list.prefix_list_arn())),
        ("entry", inline),
        ("max_entries", number(prefix_list.max_entries())),
        ("name", or_empty(prefix_list.prefix_list_name())),
        ("owner_id", or_empty(prefix_list.owner_id())),
        ("version", number(prefix_list.version())),
    ];
    attributes.extend(tagged(prefix_list.tags()));
    c.keep("DescribeManagedPrefixLists", LIST, id, attributes);
}

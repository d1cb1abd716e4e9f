//! Where a DR resource names the primary side.

use super::context::Context;
use super::documents;
use super::plan::Field;
use super::symbols;
use super::text::Canonical;
use crate::model::{Resource, Side, Text, Unknown, Value};

/// A text in a DR resource that names the primary region or one of its resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerReference {
    /// The attribute path, written as in a [`crate::model::Difference`].
    pub path: Text,
    /// The text.
    pub text: Text,
    /// Why it cannot be told, where the value is not known.
    pub undecided: Option<String>,
}

/// Attributes that name the other region because that is what they are for: sources and members
/// of a replication, peers of a connection.
const BY_DESIGN: &[&str] = &[
    "destination_region",
    "global_cluster_identifier",
    "global_replication_group_id",
    "global_table_arn",
    "peer_region",
    "primary_key_arn",
    "replica",
    "replicate_source_db",
    "replication_configuration",
    "replication_source_identifier",
    "source_ami_id",
    "source_ami_region",
    "source_db_cluster_identifier",
    "source_region",
];

/// Kinds that exist to connect the regions.
const CONNECTING: &[&str] = &[
    "aws_db_instance_automated_backups_replication",
    "aws_dynamodb_global_table",
    "aws_dynamodb_table_replica",
    "aws_ecr_replication_configuration",
    "aws_elasticache_global_replication_group",
    "aws_kms_replica_key",
    "aws_rds_global_cluster",
    "aws_s3_bucket_replication_configuration",
    "aws_vpc_peering_connection",
    "aws_vpc_peering_connection_accepter",
    "aws_vpc_peering_connection_options",
];

/// The references of a DR resource to the primary side, in the order of their paths.
pub(super) fn peer_references(context: &Context, resource: &Resource) -> Vec<PeerReference> {
    if resource.side() != Side::Dr || CONNECTING.contains(&resource.kind.as_str()) {
        return Vec::new();
    }
    let none = Field::default();
    let mut walk = Walk { context, path: String::new(), found: Vec::new() };
    if let Some(why) = resource.attributes.openness() {
        // Nobody could look at it: it may name anything.
        let undecided = Some(why.because());
        walk.found.push(PeerReference { path: Text::new(), text: Text::new(), undecided });
    }
    let plan = context.plan(&resource.kind).unwrap_or(&none);
    for (name, value) in resource.attributes.iter() {
        // What repeats other attributes, and what AWS alone decides, says nothing new.
        let repeated = matches!(name.as_str(), "tags_all" | "region" | "id" | "arn");
        if repeated || BY_DESIGN.contains(&name.as_str()) {
            continue;
        }
        let field = plan.member(name).unwrap_or(&none);
        walk.path.push_str(name);
        walk.value(value, field);
        walk.path.clear();
    }
    walk.found
}

struct Walk<'a> {
    context: &'a Context,
    path: String,
    found: Vec<PeerReference>,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, field: &Field) {
        match value {
            Value::String(text) => self.text(text, field),
            Value::List(list) => {
                if let [single] = list.items() {
                    // A single member reads like an object: no index in the path.
                    self.value(single, field);
                    return;
                }
                for (at, item) in list.items().iter().enumerate() {
                    let before = self.path.len();
                    let segment = self.member(item, at, field);
                    self.path.push_str(&segment);
                    self.value(item, field);
                    self.path.truncate(before);
                }
            }
            Value::Map(map) => {
                for (name, inner) in map.iter() {
                    if BY_DESIGN.contains(&name.as_str()) {
                        continue;
                    }
                    let before = self.path.len();
                    self.path.push('.');
                    self.path.push_str(name);
                    let none = Field::default();
                    self.value(inner, field.member(name).unwrap_or(&none));
                    self.path.truncate(before);
                }
            }
            Value::Unknown(why) if field.dropped || self.symbol(why, field) => {}
            Value::Unknown(why) => self.found.push(PeerReference {
                path: Text::from(self.path.as_str()),
                text: Text::new(),
                undecided: Some(why.because()),
            }),
            _ => {}
        }
    }

    /// Looks into a value that is made of attributes of resources; whether it is.
    fn symbol(&mut self, why: &Unknown, field: &Field) -> bool {
        let Some(text) = symbols::concrete(self.context, Side::Dr, why) else { return false };
        self.text(&text, field);
        true
    }

    fn member(&self, item: &Value, at: usize, field: &Field) -> String {
        if field.keys.is_empty() {
            return format!("[{at}]");
        }
        let key = super::diff::key(self.context, item, Side::Dr, field);
        format!("[{key:?}]")
    }

    fn text(&mut self, text: &Text, field: &Field) {
        if !self.may_point_across(text) {
            return;
        }
        if let Some(document) = field.document
            && let Some(parsed) = documents::parse(text, document)
        {
            self.value(&parsed, documents::field(document));
            return;
        }
        if names_peer(self.context, text) {
            self.found.push(PeerReference {
                path: Text::from(self.path.as_str()),
                text: text.clone(),
                undecided: None,
            });
        }
    }

    /// A cheap test that lets through all that names the primary side, and little else.
    fn may_point_across(&self, text: &str) -> bool {
        if text.contains("<peer ") {
            return true;
        }
        let Some(primary) = self.context.names_of(Side::Primary) else { return false };
        if primary.region_finder.as_ref().is_some_and(|f| f.find(text.as_bytes()).is_some()) {
            return true;
        }
        let other = |word: &str| self.context.side_of_identifier(word) == Some(Side::Primary);
        if text.starts_with(['{', '[']) {
            return text.split(['"', '/']).any(other);
        }
        other(text) || (text.contains('/') && text.split('/').any(other))
    }
}

/// Whether a text on the DR side names the primary region or a resource of it.
pub(super) fn names_peer(context: &Context, text: &str) -> bool {
    let canonical = Canonical { context, side: Side::Dr };
    let form = canonical.string(text, &Field::default());
    form.contains("${peer-region}") || form.contains("<peer ")
}

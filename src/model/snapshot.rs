//! What one source said at one moment.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Coverage, Gap, Reason, Resource, Site, SourceFile, Text, Unknown, Value, View};

/// One read of one source.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// What was read, and when.
    pub meta: SnapshotMeta,
    /// The resources, in the source's order.
    pub resources: Vec<Arc<Resource>>,
    /// What was looked at, and what could not be.
    pub coverage: Coverage,
}

impl Snapshot {
    /// The same with the parts of both regions changed: what was primary is DR.
    #[must_use]
    pub fn turned(mut self) -> Self {
        let mut sites: HashMap<Arc<Site>, Arc<Site>> = HashMap::new();
        for resource in &mut self.resources {
            let site = sites.entry(Arc::clone(&resource.site)).or_insert_with_key(|site| {
                let side = site.side.opposite();
                Arc::new(Site { side, ..site.as_ref().clone() })
            });
            let site = Arc::clone(site);
            Arc::make_mut(resource).site = site;
        }
        Self { coverage: self.coverage.turned(), ..self }
    }

    /// The same with nothing known but what the resources are called: the facts are too old, or
    /// their time cannot be right.
    #[must_use]
    pub fn stale(mut self, why: &str) -> Self {
        const CALLED: &[&str] = &["arn", "id", "name"];
        let unknown = Arc::new(Unknown::new(Reason::Stale, why));
        for resource in &mut self.resources {
            let values = resource.attributes.iter().map(|(name, value)| {
                if CALLED.contains(&name.as_str()) || name.ends_with("_identifier") {
                    value.clone()
                } else {
                    Value::Unknown(Arc::clone(&unknown))
                }
            });
            if let Some(attributes) = resource.attributes.revalued(values.collect()) {
                Arc::make_mut(resource).attributes = Arc::new(attributes);
            }
        }
        self.coverage.add(Gap {
            side: None,
            kind: None,
            attributes: Vec::new(),
            operation: Text::from("snapshot"),
            iam_action: None,
            reason: Reason::Stale,
            detail: Text::from(why),
        });
        self
    }
}

/// What was read, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotMeta {
    /// Through which view the source looks at the estate.
    pub view: View,
    /// The files that were read.
    pub files: Vec<Arc<SourceFile>>,
    /// When it was read, in RFC 3339; empty where the source does not carry a time.
    pub taken_at: Text,
}

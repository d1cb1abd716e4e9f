//! sns.

use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::{Asked, Service};

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "sns",
    asked: Asked::PerRegion,
    operations: &[],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(_: Collector) {}

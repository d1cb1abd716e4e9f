//! Counts attempts that were throttled, so that a waiting collection can say so.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use super::progress::Progress;

/// Watches every attempt.
#[derive(Clone, Debug)]
pub(super) struct CountThrottles(Arc<Progress>);

impl CountThrottles {
    pub(super) fn new(progress: &Arc<Progress>) -> Self {
        Self(Arc::clone(progress))
    }
}

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for CountThrottles {
    fn name(&self) -> &'static str {
        "CountThrottles"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // 429 by definition; 503 is how S3 and the query services say it.
        let status = context.response().map(|r| r.status().as_u16());
        let body = context.response().and_then(|r| r.body().bytes()).unwrap_or_default();
        let slow = || memchr::memmem::find(body, b"hrottl").is_some()
            || memchr::memmem::find(body, b"RequestLimitExceeded").is_some();
        if status == Some(429) || (status.is_some_and(|s| s >= 400) && slow()) {
            self.0.throttled.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

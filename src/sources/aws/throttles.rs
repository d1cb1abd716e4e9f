//! Counts attempts that were throttled, so that a waiting collection can say so.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use super::gap::THROTTLED;
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
        let Some(response) = context.response().filter(|r| r.status().as_u16() >= 400) else {
            return Ok(());
        };
        // 429 by definition; most services say it by a code, in the body or in a header.
        let body = response.body().bytes().unwrap_or_default();
        let header = response.headers().get("x-amzn-errortype").unwrap_or_default();
        let said = |code: &&str| {
            header.contains(*code) || memchr::memmem::find(body, code.as_bytes()).is_some()
        };
        if response.status().as_u16() == 429 || THROTTLED.iter().any(said) {
            self.0.throttled.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

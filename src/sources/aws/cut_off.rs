//! Refuses XML answers that end before their document does.
//!
//! The SDK takes the end of the bytes for the end of every open element: half a listing would
//! look like a whole one, and what is missing in it like something that does not exist.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// Looks at the end of every good answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct RefuseCutOff;

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for RefuseCutOff {
    fn name(&self) -> &'static str {
        "RefuseCutOff"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let body = response.body().bytes().unwrap_or_default();
        if response.status().is_success() && is_cut_off(body) {
            return Err("the answer ends before its document does".into());
        }
        Ok(())
    }
}

/// Whether this is XML whose outermost element is not closed at the end.
fn is_cut_off(body: &[u8]) -> bool {
    let mut rest = body.trim_ascii();
    while rest.starts_with(b"<?") || rest.starts_with(b"<!") {
        let Some(end) = memchr::memchr(b'>', rest) else { return true };
        rest = rest[end + 1..].trim_ascii_start();
    }
    let Some(inner) = rest.strip_prefix(b"<") else { return false };
    let Some(end) = memchr::memchr(b'>', inner) else { return true };
    let (tag, content) = (&inner[..end], &inner[end + 1..]);
    if tag.ends_with(b"/") {
        return false;
    }
    let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    let closed = content
        .strip_suffix(b">")
        .and_then(|c| c.trim_ascii_end().strip_suffix(name))
        .is_some_and(|c| c.ends_with(b"</"));
    !closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_documents_are_taken() {
        for whole in [
            "<R xmlns=\"x\"><a>1</a></R>",
            "<?xml version=\"1.0\"?>\n<!-- made -->\n<R>\n</R>\n",
            "<R><R></R></R >",
            "<R xmlns=\"x\"/>",
            "<R />",
            "{\"a\": \"<b>\"}",
            "",
        ] {
            assert!(!is_cut_off(whole.as_bytes()), "{whole}");
        }
    }

    #[test]
    fn documents_that_end_early_are_not() {
        for cut in ["<R><a>1</a>", "<R><a>1</", "<R", "<?xml", "<R><a/></Q>", "<R>R>"] {
            assert!(is_cut_off(cut.as_bytes()), "{cut}");
        }
    }
}

//! Listings that come page by page.

use std::collections::BTreeSet;
use std::future::Future;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::collector::Collector;
use super::gap::Missing;
use crate::model::Reason;

/// Pages of one listing; more are taken for a service that never ends.
const MOST_PAGES: usize = 20_000;

impl Collector {
    /// All members of a listing. A page that fails, or a page token that comes again, leaves a gap
    /// and what was listed before it.
    pub(super) async fn pages<T, O, E, F>(
        &self,
        operation: &'static str,
        request: impl Fn(Option<String>) -> F,
        members: impl Fn(O) -> (Vec<T>, Option<String>),
    ) -> Vec<T>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata,
    {
        // What is missing is noted where it was met.
        self.listing(operation, request, members).await.0
    }

    /// The same, with what stands for the members that are missing, where some are.
    pub(super) async fn listing<T, O, E, F>(
        &self,
        operation: &'static str,
        request: impl Fn(Option<String>) -> F,
        members: impl Fn(O) -> (Vec<T>, Option<String>),
    ) -> (Vec<T>, Option<Missing>)
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata,
    {
        let mut all = Vec::new();
        let read = self.read_pages(operation, request, members, &mut all).await;
        (all, read.err())
    }

    /// The same for a listing that fills in an attribute: all or nothing.
    pub(super) async fn whole<T, O, E, F>(
        &self,
        operation: &'static str,
        request: impl Fn(Option<String>) -> F,
        members: impl Fn(O) -> (Vec<T>, Option<String>),
    ) -> Result<Vec<T>, Missing>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata,
    {
        let mut all = Vec::new();
        self.read_pages(operation, request, members, &mut all).await?;
        Ok(all)
    }

    async fn read_pages<T, O, E, F>(
        &self,
        operation: &'static str,
        request: impl Fn(Option<String>) -> F,
        members: impl Fn(O) -> (Vec<T>, Option<String>),
        all: &mut Vec<T>,
    ) -> Result<(), Missing>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata,
    {
        let mut token: Option<String> = None;
        let mut seen = BTreeSet::new();
        loop {
            let page = self.call(operation, request(token)).await?;
            let (items, next) = members(page);
            all.extend(items);
            let Some(next) = next.filter(|t| !t.is_empty()) else { return Ok(()) };
            if !seen.insert(next.clone()) || seen.len() > MOST_PAGES {
                let label = self.label(operation);
                let detail =
                    format!("{label} gave the same page again: the listing is not complete");
                return Err(self.note(operation, &label, Reason::Unreadable, detail, None));
            }
            token = Some(next);
        }
    }
}

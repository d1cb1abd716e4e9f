//! How AWS is reached: credentials, endpoints, timeouts and retries of one side.
//!
//! Each side has its own credentials and its own retry budget, so that a region that throttles or
//! is dark does not use up what the other needs. A profile is asked by name: the SDK's own chain
//! would let `AWS_ACCESS_KEY_ID` win over it. The instance metadata service is asked only where
//! the caller allows it.

use std::path::PathBuf;
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::model::{Region, Text};

/// Attempts of one call. Three, the SDK's default, lose calls where many are made at once.
pub(super) const ATTEMPTS: u32 = 9;
/// Attempts of the first call of a side, which finds out whether the side is there at all.
pub(super) const FIRST_ATTEMPTS: u32 = 3;

/// How one side is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The profile in the shared configuration files; the SDK's chain where there is none.
    pub profile: Option<Text>,
    /// A role that is assumed with those credentials.
    pub role_arn: Option<Text>,
    /// The external id that the role's trust policy asks for.
    pub external_id: Option<Text>,
    /// The endpoint of all services, over `AWS_ENDPOINT_URL`.
    pub endpoint_url: Option<Text>,
}

/// Further settings for both sides.
#[derive(Clone, Debug)]
pub struct Network {
    /// Whether credentials may come from the instance metadata service.
    pub instance_metadata: bool,
    /// Certificates that are trusted besides the system's, in PEM.
    pub ca_bundle: Option<PathBuf>,
    /// The longest that one attempt of a call may take.
    pub attempt_timeout: Duration,
    /// The longest that a call may take with all its attempts.
    pub operation_timeout: Duration,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            instance_metadata: false,
            ca_bundle: None,
            attempt_timeout: Duration::from_secs(40),
            operation_timeout: Duration::from_mins(3),
        }
    }
}

/// The one HTTP stack: rustls with ring.
///
/// # Errors
///
/// The certificates cannot be read.
pub(super) fn http(network: &Network) -> std::io::Result<SharedHttpClient> {
    let mut store = tls::TrustStore::default();
    if let Some(path) = &network.ca_bundle {
        store = store.with_pem_certificate(std::fs::read(path)?);
    }
    let context = tls::TlsContext::builder()
        .with_trust_store(store)
        .build()
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .tls_context(context)
        .build_https())
}

/// The settings that the clients of one side are made from.
pub(super) async fn config(
    access: &Access,
    region: &Region,
    network: &Network,
    http: &SharedHttpClient,
) -> SdkConfig {
    let region = aws_config::Region::new(region.as_str().to_owned());
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(30).min(network.attempt_timeout))
        .operation_attempt_timeout(network.attempt_timeout)
        .operation_timeout(network.operation_timeout)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(region.clone())
        .http_client(http.clone())
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
    if let Ok(name) = AppName::new(concat!("passmuster-", env!("CARGO_PKG_VERSION"))) {
        loader = loader.app_name(name);
    }
    if let Some(url) = &access.endpoint_url {
        loader = loader.endpoint_url(url.as_str());
    }
    let provider =
        ProviderConfig::default().with_region(Some(region.clone())).with_http_client(http.clone());
    let own = match &access.profile {
        Some(profile) => SharedCredentialsProvider::new(
            ProfileFileCredentialsProvider::builder()
                .configure(&provider)
                .profile_name(profile.as_str())
                .build(),
        ),
        None if network.instance_metadata => SharedCredentialsProvider::new(
            DefaultCredentialsChain::builder().configure(provider).region(region).build().await,
        ),
        None => SharedCredentialsProvider::new(without_instance_metadata(&provider)),
    };
    let base = loader.credentials_provider(own).load().await;
    match &access.role_arn {
        None => base,
        Some(role) => {
            let mut assumed = AssumeRoleProvider::builder(role.as_str())
                .session_name("passmuster")
                .configure(&base);
            if let Some(id) = &access.external_id {
                assumed = assumed.external_id(id.as_str());
            }
            let provider = SharedCredentialsProvider::new(assumed.build().await);
            base.into_builder().credentials_provider(provider).build()
        }
    }
}

/// The SDK's chain without the instance metadata service, which a machine outside EC2 waits for.
fn without_instance_metadata(provider: &ProviderConfig) -> CredentialsProviderChain {
    CredentialsProviderChain::first_try(
        "Environment",
        EnvironmentVariableCredentialsProvider::new(),
    )
    .or_else("Profile", ProfileFileCredentialsProvider::builder().configure(provider).build())
    .or_else(
        "WebIdentityToken",
        WebIdentityTokenCredentialsProvider::builder().configure(provider).build(),
    )
    .or_else("EcsContainer", EcsCredentialsProvider::builder().configure(provider).build())
}

/// The settings for the first call of a side.
pub(super) fn first(config: &SdkConfig) -> SdkConfig {
    config
        .clone()
        .into_builder()
        .retry_config(RetryConfig::standard().with_max_attempts(FIRST_ATTEMPTS))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(3))
                .operation_attempt_timeout(Duration::from_secs(8))
                .operation_timeout(Duration::from_secs(20))
                .build(),
        )
        .build()
}

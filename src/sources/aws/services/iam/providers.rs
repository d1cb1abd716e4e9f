//! OpenID Connect identity providers. The listing, which has no pages, tells only their ARNs.

use aws_sdk_iam::Client;
use futures_util::future::join_all;

use super::tag_map;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{text, texts};

/// Collects the identity providers.
pub(super) async fn collect(c: &Collector, iam: &Client) {
    let request = iam.list_open_id_connect_providers().send();
    let Ok(answer) = c.call("ListOpenIDConnectProviders", request).await else { return };
    let arns = answer.open_id_connect_provider_list().iter().filter_map(|p| p.arn());
    join_all(arns.map(|arn| provider(c, iam, arn))).await;
}

async fn provider(c: &Collector, iam: &Client, arn: &str) {
    let request = iam.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send();
    let Ok(provider) = c.call("GetOpenIDConnectProvider", request).await else { return };
    let tags = tag_map(provider.tags());
    c.keep(
        "GetOpenIDConnectProvider",
        "aws_iam_openid_connect_provider",
        arn,
        [
            ("arn", Value::text(arn)),
            ("client_id_list", texts(provider.client_id_list())),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("thumbprint_list", texts(provider.thumbprint_list())),
            ("url", text(provider.url())),
        ],
    );
}

//! Certificate Manager: certificates and their validation.
//!
//! Keys, bodies and chains are never asked for. A listing without key types leaves out all but
//! RSA up to 2048 bits. A certificate that has been issued is validated: Terraform's second
//! resource, which has no existence of its own.

use aws_sdk_acm::Client;
use aws_sdk_acm::types::{
    CertificateDetail, CertificateOptions, CertificateStatus, CertificateSummary, CertificateType,
    DomainValidation, Filters, KeyAlgorithm, RenewalSummary,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, list, tags, text, texts};

const STATUS: &str = "status.aws_acm_certificate";
const KINDS: &[&str] = &["aws_acm_certificate", "aws_acm_certificate_validation", STATUS];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "acm",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("ListCertificates", "acm:ListCertificates", KINDS),
        Operation::lists("DescribeCertificate", "acm:DescribeCertificate", KINDS),
        Operation::fills(
            "ListTagsForCertificate",
            "acm:ListTagsForCertificate",
            &[("aws_acm_certificate", &["tags", "tags_all"])],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    if !c.wants("ListCertificates") {
        return;
    }
    let acm = client!(c, aws_sdk_acm);
    let types = KeyAlgorithm::values().iter().map(|v| KeyAlgorithm::from(*v)).collect();
    let every = Filters::builder().set_key_types(Some(types)).build();
    // The request alone takes kilobytes: on the heap.
    let pages = c.pages(
        "ListCertificates",
        |token| {
            acm.list_certificates()
                .includes(every.clone())
                .set_next_token(token)
                .max_items(1000)
                .send()
        },
        |page| (page.certificate_summary_list.unwrap_or_default(), page.next_token),
    );
    let listed = Box::pin(pages).await;
    join_all(listed.iter().map(|certificate| certificate_of(&c, &acm, certificate))).await;
}

async fn certificate_of(c: &Collector, acm: &Client, summary: &CertificateSummary) {
    let arn = summary.certificate_arn().unwrap_or_default();
    let request = acm.describe_certificate().certificate_arn(arn).send();
    let (answer, tags) =
        futures_util::join!(c.call("DescribeCertificate", request), tags_of(c, acm, arn));
    let Ok(answer) = answer else { return };
    let Some(certificate) = answer.certificate() else { return };
    c.keep(
        "DescribeCertificate",
        STATUS,
        arn,
        [
            ("arn", text(Some(arn))),
            ("domain_name", text(certificate.domain_name())),
            ("in_use", Value::Bool(!certificate.in_use_by().is_empty())),
            ("not_after", time(certificate.not_after())),
            ("renewal_eligibility", text(certificate.renewal_eligibility())),
            ("status", text(certificate.status())),
        ],
    );
    // Nobody validated it in time; Terraform regards it as gone.
    if certificate.status() == Some(&CertificateStatus::ValidationTimedOut) {
        return;
    }
    let mut attributes = attributes_of(certificate);
    attributes.extend([("tags", tags.clone()), ("tags_all", tags)]);
    c.keep("DescribeCertificate", "aws_acm_certificate", arn, attributes);
    validation(c, arn, certificate);
}

fn attributes_of(told: &CertificateDetail) -> Vec<(&'static str, Value)> {
    let issued = told.r#type() == Some(&CertificateType::AmazonIssued);
    let domains = told.domain_validation_options();
    // Others than those that Amazon issues are validated by nobody.
    let method = if issued {
        text(domains.iter().find_map(|d| d.validation_method()))
    } else {
        Value::from("NONE")
    };
    let records = domains.iter().filter_map(|domain| {
        let record = domain.resource_record()?;
        Some(block([
            ("domain_name", text(Some(domain.domain_name()))),
            ("resource_record_name", text(Some(record.name()))),
            ("resource_record_type", text(Some(record.r#type()))),
            ("resource_record_value", text(Some(record.value()))),
        ]))
    });
    vec![
        ("arn", text(told.certificate_arn())),
        ("certificate_authority_arn", text(told.certificate_authority_arn())),
        ("domain_name", text(told.domain_name())),
        ("domain_validation_options", list(records)),
        ("key_algorithm", text(told.key_algorithm().map(|k| algorithm(k.as_str())))),
        ("not_after", time(told.not_after())),
        ("not_before", time(told.not_before())),
        ("options", at_most_one(told.options().map(options))),
        ("renewal_eligibility", text(told.renewal_eligibility())),
        ("renewal_summary", at_most_one(told.renewal_summary().map(renewal))),
        ("status", text(told.status())),
        ("subject_alternative_names", texts(told.subject_alternative_names())),
        ("type", text(told.r#type())),
        ("validation_emails", texts(domains.iter().flat_map(DomainValidation::validation_emails))),
        ("validation_method", method),
    ]
}

/// The service writes `RSA-2048` where its own enumeration has `RSA_2048`.
fn algorithm(said: &str) -> String {
    said.replace('-', "_")
}

#[expect(deprecated, reason = "Terraform still has the attribute")]
fn options(told: &CertificateOptions) -> Value {
    let preference = told.certificate_transparency_logging_preference();
    block([("certificate_transparency_logging_preference", text(preference))])
}

fn renewal(told: &RenewalSummary) -> Value {
    block([
        ("renewal_status", text(Some(told.renewal_status()))),
        ("renewal_status_reason", text(told.renewal_status_reason())),
        ("updated_at", time(Some(told.updated_at()))),
    ])
}

/// A time to the second, as Terraform writes it.
fn time(told: Option<&DateTime>) -> Value {
    text(told.and_then(|t| DateTime::from_secs(t.secs()).fmt(Format::DateTime).ok()))
}

/// The validation, whose id is the time of issue in Go's own format.
fn validation(c: &Collector, arn: &str, told: &CertificateDetail) {
    let valid = told.r#type() == Some(&CertificateType::AmazonIssued)
        && told.status() == Some(&CertificateStatus::Issued);
    let Some(issued) = told.issued_at().filter(|_| valid) else { return };
    c.keep(
        "DescribeCertificate",
        "aws_acm_certificate_validation",
        &go_time(issued),
        [("certificate_arn", text(Some(arn)))],
    );
}

fn go_time(time: &DateTime) -> String {
    let iso = time.fmt(Format::DateTime).unwrap_or_default();
    format!("{} +0000 UTC", iso.trim_end_matches('Z').replace('T', " "))
}

async fn tags_of(c: &Collector, acm: &Client, arn: &str) -> Value {
    let request = acm.list_tags_for_certificate().certificate_arn(arn).send();
    match c.call("ListTagsForCertificate", request).await {
        Ok(answer) => tags(answer.tags().iter().map(|t| (Some(t.key()), t.value()))),
        Err(missing) => missing.value(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_terraform_and_go_do() {
        let precise = DateTime::from_fractional_secs(1_700_000_000, 0.25);
        assert_eq!(time(Some(&precise)), Value::from("2023-11-14T22:13:20Z"));
        assert_eq!(go_time(&precise), "2023-11-14 22:13:20.25 +0000 UTC");
        assert_eq!(go_time(&DateTime::from_secs(1_700_000_000)), "2023-11-14 22:13:20 +0000 UTC");
    }
}

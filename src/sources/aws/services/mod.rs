//! One file for each service: its calls, and how what they tell becomes resources.

mod acm;
mod apigatewayv2;
mod application_autoscaling;
mod autoscaling;
mod backup;
mod cloudwatch;
mod dynamodb;
mod ec2;
mod ecr;
mod ecs;
mod elasticache;
mod elasticloadbalancing;
mod iam;
mod kms;
mod lambda;
mod logs;
mod metrics;
mod rds;
mod route53;
mod s3;
mod secretsmanager;
mod servicediscovery;
mod servicequotas;
mod sns;
mod sqs;
mod ssm;
mod wafv2;

use super::spec::Service;

/// Every service, in order of name.
pub const SERVICES: &[&Service] = &[
    &acm::SERVICE,
    &apigatewayv2::SERVICE,
    &application_autoscaling::SERVICE,
    &autoscaling::SERVICE,
    &backup::SERVICE,
    &cloudwatch::SERVICE,
    &cloudwatch::DASHBOARDS,
    &metrics::SERVICE,
    &dynamodb::SERVICE,
    &ec2::SERVICE,
    &ec2::REGIONS,
    &ec2::OFFERINGS,
    &ecr::SERVICE,
    &ecs::SERVICE,
    &elasticache::SERVICE,
    &elasticloadbalancing::SERVICE,
    &iam::SERVICE,
    &iam::PERMISSIONS,
    &kms::SERVICE,
    &lambda::SERVICE,
    &logs::SERVICE,
    &rds::SERVICE,
    &rds::OFFERINGS,
    &route53::SERVICE,
    &s3::SERVICE,
    &secretsmanager::SERVICE,
    &servicediscovery::SERVICE,
    &servicequotas::SERVICE,
    &sns::SERVICE,
    &sqs::SERVICE,
    &ssm::SERVICE,
    &wafv2::SERVICE,
];

//! The expression language of rules, configuration and Terraform.

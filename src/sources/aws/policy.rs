//! The IAM policy that collecting needs.

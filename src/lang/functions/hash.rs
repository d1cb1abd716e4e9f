//! Digests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest as _;

use super::Row;
use super::arguments::text;
use crate::model::Value;

pub(super) const ROWS: &[Row] = &[
    ("base64sha256", 1, 1, false, |a| {
        Ok(Value::text(STANDARD.encode(sha2::Sha256::digest(text(a, 0)?.as_bytes()))))
    }),
    ("base64sha512", 1, 1, false, |a| {
        Ok(Value::text(STANDARD.encode(sha2::Sha512::digest(text(a, 0)?.as_bytes()))))
    }),
    ("md5", 1, 1, false, |a| Ok(hex(&md5::Md5::digest(text(a, 0)?.as_bytes())))),
    ("sha1", 1, 1, false, |a| Ok(hex(&sha1::Sha1::digest(text(a, 0)?.as_bytes())))),
    ("sha256", 1, 1, false, |a| Ok(hex(&sha2::Sha256::digest(text(a, 0)?.as_bytes())))),
    ("sha512", 1, 1, false, |a| Ok(hex(&sha2::Sha512::digest(text(a, 0)?.as_bytes())))),
    ("uuidv5", 2, 2, false, |a| {
        let (namespace, name) = (text(a, 0)?, text(a, 1)?);
        let namespace = match namespace.as_str() {
            "dns" => uuid::Uuid::NAMESPACE_DNS,
            "url" => uuid::Uuid::NAMESPACE_URL,
            "oid" => uuid::Uuid::NAMESPACE_OID,
            "x500" => uuid::Uuid::NAMESPACE_X500,
            other => uuid::Uuid::parse_str(other)
                .map_err(|_| format!("{other:?} is neither a UUID nor dns, url, oid or x500"))?,
        };
        Ok(Value::text(uuid::Uuid::new_v5(&namespace, name.as_bytes()).to_string()))
    }),
];

fn hex(bytes: &[u8]) -> Value {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    Value::text(out)
}

//! Keyed digests of secrets.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::model::{Digest, Value};

/// The key under which the secrets of one run are digested.
///
/// A digest without a key could be reversed for short secrets by trying them all. Snapshots that
/// are to be compared must be read under one key.
#[derive(Clone)]
pub struct DigestKey(Hmac<Sha256>);

impl DigestKey {
    /// Takes 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        // Shorter than a block: the key is padded with zeros.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..bytes.len()].copy_from_slice(&bytes);
        Self(Hmac::<Sha256>::new(&block))
    }

    /// The HMAC-SHA256 of `bytes`.
    #[must_use]
    pub fn digest(&self, bytes: &[u8]) -> Digest {
        let mut mac = self.0.clone();
        mac.update(bytes);
        Digest::new(mac.finalize().into_bytes().into())
    }

    /// What stands in a text for a secret: a word and the first half of the digest in
    /// hexadecimal, so that equal secrets are equal texts.
    pub(super) fn stand_in(&self, secret: &str) -> String {
        use std::fmt::Write as _;
        let mut text = String::from("sensitive:");
        for byte in &self.digest(secret.as_bytes()).bytes()[..16] {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// The value as a digest. Null, the empty string and the unknown hold no secret and stay.
    pub(super) fn seal(&self, value: &Value) -> Value {
        let digest = match value {
            Value::Null | Value::Sensitive(_) | Value::Resource(_) => return value.clone(),
            // What is certain of it may be a part of the secret.
            Value::Unknown(why) => {
                return Value::Unknown(crate::lang::derived(std::sync::Arc::clone(why)));
            }
            Value::String(text) if text.is_empty() => return value.clone(),
            Value::String(text) => self.digest(text.as_bytes()),
            Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Map(_) => {
                let mut mac = self.0.clone();
                absorb(&mut mac, value);
                Digest::new(mac.finalize().into_bytes().into())
            }
        };
        Value::Sensitive(std::sync::Arc::new(digest))
    }
}

impl std::fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DigestKey(…)")
    }
}

/// Feeds a value with its structure. Its depth is bounded by the JSON reader's.
fn absorb(mac: &mut Hmac<Sha256>, value: &Value) {
    let mut framed = |tag: u8, bytes: &[u8]| {
        mac.update(&[tag]);
        mac.update(&(bytes.len() as u64).to_be_bytes());
        mac.update(bytes);
    };
    match value {
        Value::Null => framed(b'0', &[]),
        Value::Bool(b) => framed(b'b', &[u8::from(*b)]),
        Value::Number(n) => framed(b'n', n.to_string().as_bytes()),
        Value::String(s) => framed(b's', s.as_bytes()),
        Value::Sensitive(d) => framed(b'd', d.bytes()),
        Value::Unknown(_) | Value::Resource(_) => framed(b'u', &[]),
        Value::List(list) => {
            framed(b'l', &(list.items().len() as u64).to_be_bytes());
            for item in list.items() {
                absorb(mac, item);
            }
        }
        Value::Map(map) => {
            framed(b'm', &(map.len() as u64).to_be_bytes());
            for (key, item) in map.iter() {
                mac.update(&(key.len() as u64).to_be_bytes());
                mac.update(key.as_bytes());
                absorb(mac, item);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_secrets_have_equal_digests_under_one_key_only() {
        let (a, b) = (DigestKey::new([1; 32]), DigestKey::new([2; 32]));
        assert_eq!(a.digest(b"x"), a.digest(b"x"));
        assert_ne!(a.digest(b"x"), b.digest(b"x"));
        assert_ne!(a.stand_in("x"), a.stand_in("y"));
    }

    #[test]
    fn what_holds_no_secret_stays() {
        let key = DigestKey::new([1; 32]);
        assert_eq!(key.seal(&Value::Null), Value::Null);
        assert_eq!(key.seal(&Value::from("")), Value::from(""));
        assert!(matches!(key.seal(&Value::list(vec![Value::from(1)])), Value::Sensitive(_)));
    }

    #[test]
    fn structure_is_part_of_a_digest() {
        let key = DigestKey::new([1; 32]);
        let nested = Value::list(vec![Value::list(vec![Value::from("a")]), Value::from("b")]);
        let flat = Value::list(vec![Value::list(vec![]), Value::from("a"), Value::from("b")]);
        assert_ne!(key.seal(&nested), key.seal(&flat));
    }
}

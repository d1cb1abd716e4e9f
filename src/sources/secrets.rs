//! Which names and texts hold a secret.
//!
//! Terraform's own marks and the schema's come first; this file is the net below them. Old
//! states carry no marks, provider schemas call `environment` plain, and container definitions
//! are one string. A name that only *points* at a secret (an ARN, an id, a path) is none, and
//! neither is a value that is an ARN: such references are what recovery rules look at.

use std::sync::Arc;

use serde_json::Value as Json;

use super::DigestKey;
use crate::lang::convert::relist;
use crate::model::{Bounds, Map, Text, Unknown, Value};

/// Attributes of providers that hold a secret under a name that does not end like one.
const EXACT: &[&str] = &[
    "secret_string",
    "secret_binary",
    "private_key_pem",
    "private_key_openssh",
    "private_key_pem_pkcs8",
    "ses_smtp_password_v4",
    "authorization_token",
];

/// How names of secrets end, without underscores.
const ENDINGS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "privatekey",
    "secretkey",
    "accesskey",
    "credential",
    "credentials",
    "authkey",
    "encryptionkey",
    "signingkey",
    "pwd",
];

/// Names that end like a secret and are none.
const INNOCENT: &[&str] = &["creationtoken", "publicaccesskey", "nexttoken", "kmsencryptionkey"];

/// Words that, in the name of an environment variable, mean a secret.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "secret",
    "token",
    "credentials",
    "apikey",
];

/// Last words that turn the name into that of a reference or a setting.
const REFERENCE_WORDS: &[&str] = &[
    "arn",
    "id",
    "name",
    "path",
    "file",
    "url",
    "uri",
    "region",
    "ttl",
    "version",
    "endpoint",
    "host",
    "enabled",
    "length",
    "expiry",
    "expiration",
    "policy",
    "type",
    "prefix",
    "store",
];

/// Kinds whose one attribute is a secret by itself.
const OF_KINDS: &[(&str, &str)] = &[
    ("aws_iam_access_key", "secret"),
    ("aws_ssm_parameter", "value"),
    ("aws_kms_secrets", "plaintext"),
    ("aws_kms_ciphertext", "plaintext"),
    ("aws_eks_cluster_auth", "token"),
    ("random_password", "result"),
    ("random_password", "bcrypt_hash"),
    ("tls_private_key", "private_key_pem"),
];

/// The top-level attributes of a kind that are secret whatever the state says.
pub(super) fn of_kind(kind: &str) -> impl Iterator<Item = &'static str> {
    let kind = crate::model::plain_kind(kind);
    OF_KINDS.iter().filter(move |(k, _)| *k == kind).map(|(_, attribute)| *attribute)
}

/// Whether a string under this name is a secret.
pub(super) fn names_a_secret(name: &str) -> bool {
    if name.len() > 128 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b)) {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    if EXACT.contains(&lower.as_str()) {
        return true;
    }
    let folded: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    if ENDINGS.iter().any(|end| folded.ends_with(end)) {
        return !INNOCENT.contains(&folded.as_str());
    }
    // Terraform's attributes are lower case throughout; in names that people gave to
    // environment variables the secret word may stand anywhere.
    if !name.bytes().any(|b| b.is_ascii_uppercase()) {
        return false;
    }
    let words: Vec<&str> = lower.split(['_', '-', '.']).collect();
    let secret = words.iter().any(|w| WORDS.contains(w)) || folded.contains("apikey");
    secret && !words.last().is_some_and(|w| REFERENCE_WORDS.contains(w))
}

/// The attributes with every secret that its name tells digested, as the JSON readers do while
/// they read.
pub(super) fn guarded_map(map: &Map, key: &DigestKey) -> Map {
    let values = map.iter().map(|(name, value)| under(name, value, key));
    map.revalued(values.collect()).unwrap_or_else(|| map.clone())
}

/// The value under a name.
fn under(name: &str, value: &Value, key: &DigestKey) -> Value {
    match value {
        Value::String(text) if names_a_secret(name) && !is_reference(text) => key.seal(value),
        other => guarded(other, key),
    }
}

fn guarded(value: &Value, key: &DigestKey) -> Value {
    match value {
        Value::String(text) if text.len() >= 8 => {
            masked(text, key).map_or_else(|| value.clone(), Value::text)
        }
        Value::List(list) => {
            let items = list.items().iter().map(|v| guarded(v, key)).collect();
            relist(items, list.flavour(), list)
        }
        Value::Map(map) => {
            let named = map.get("name").and_then(Value::as_str).is_some_and(names_a_secret);
            let values = map.iter().map(|(name, value)| match value {
                Value::String(text) if named && name.as_str() == "value" && !is_reference(text) => {
                    key.seal(value)
                }
                other => under(name, other, key),
            });
            let made = map.revalued(values.collect()).unwrap_or_else(|| map.as_ref().clone());
            Value::Map(Arc::new(made))
        }
        // What is known of an unknown may hold a secret as well.
        Value::Unknown(why) => {
            let hidden = |text: &Option<Text>| {
                let text = text.as_ref()?;
                Some(masked(text, key).map_or_else(|| text.clone(), Text::from))
            };
            let (symbol, prefix) = (hidden(&why.symbol), hidden(&why.bounds.prefix));
            if symbol == why.symbol && prefix == why.bounds.prefix {
                return value.clone();
            }
            let bounds = Bounds { prefix: None, ..why.bounds.clone() };
            Value::unknown(Unknown { bounds, symbol, ..why.as_ref().clone() })
        }
        other => other.clone(),
    }
}

/// Whether a text under a secret's name is only a reference to it.
pub(super) fn is_reference(text: &str) -> bool {
    text.is_empty() || text.starts_with("arn:") || text.starts_with("${")
}

/// The text with what is secret inside it replaced; `None` when nothing is.
///
/// Looked for are the password in a URL, and in JSON documents strings under a secret's name
/// and the `value` beside a `name` that names a secret.
pub(super) fn masked(text: &str, key: &DigestKey) -> Option<String> {
    if matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[')) {
        if !document_is_suspect(text) {
            return None;
        }
        return match serde_json::from_str::<Json>(text) {
            Ok(mut document) => mask_document(&mut document, key).then(|| document.to_string()),
            // Cut off or no JSON at all, with a secret's name in it: nobody compares its parts.
            Err(_) => Some(key.stand_in(text)),
        };
    }
    mask_url(text, key)
}

/// A quick look whether any string in a document could name a secret or hold a URL's password.
fn document_is_suspect(text: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr::memchr(b'@', bytes).is_some() && text.contains("://") {
        return true;
    }
    let mut quotes = memchr::memchr_iter(b'"', bytes);
    let Some(mut from) = quotes.next() else { return false };
    // Between any two quotes, so that an escaped quote cannot shift the count.
    for quote in quotes {
        if names_a_secret(&text[from + 1..quote]) {
            return true;
        }
        from = quote;
    }
    false
}

/// Masks a document in place; its depth is bounded by the JSON reader's. True when it did.
fn mask_document(document: &mut Json, key: &DigestKey) -> bool {
    let mut changed = false;
    match document {
        Json::Array(items) => {
            for item in items {
                changed |= mask_document(item, key);
            }
        }
        Json::Object(entries) => {
            let named = entries.get("name").and_then(Json::as_str).is_some_and(names_a_secret);
            for (name, value) in entries.iter_mut() {
                let secret = names_a_secret(name) || (named && name == "value");
                changed |= match value {
                    Json::String(text) if secret && !is_reference(text) => {
                        *text = key.stand_in(text);
                        true
                    }
                    _ => mask_document(value, key),
                };
            }
        }
        Json::String(text) => {
            if let Some(masked) = masked_inside(text, key) {
                *text = masked;
                changed = true;
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
    changed
}

/// A string inside a document: another document or a URL. One level is enough: what is quoted
/// twice is sealed whole.
fn masked_inside(text: &str, key: &DigestKey) -> Option<String> {
    if matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[')) {
        return document_is_suspect(text).then(|| key.stand_in(text));
    }
    mask_url(text, key)
}

/// Replaces the password in `scheme://user:password@host`.
fn mask_url(text: &str, key: &DigestKey) -> Option<String> {
    memchr::memchr(b'@', text.as_bytes())?;
    let mut masked = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        masked.push_str(head);
        let end = tail.find(['/', '?', '#', ' ', '\n', '"', '\'', ',']).unwrap_or(tail.len());
        let (authority, after) = tail.split_at(end);
        match authority
            .rsplit_once('@')
            .and_then(|(login, host)| Some((login.split_once(':')?, host)))
        {
            Some(((user, password), host)) if !password.is_empty() => {
                masked.push_str(user);
                masked.push(':');
                masked.push_str(&key.stand_in(password));
                masked.push('@');
                masked.push_str(host);
                changed = true;
            }
            _ => masked.push_str(authority),
        }
        rest = after;
    }
    masked.push_str(rest);
    changed.then_some(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_names_of_references() {
        for secret in [
            "password",
            "master_password",
            "DB_PASSWORD",
            "dbPassword",
            "API_KEY",
            "auth_token",
            "client_secret",
            "STRIPE_SECRET_LIVE",
            "aws_secret_access_key",
            "secret_string",
            "DB_PASS",
            "JWT_SECRET",
            "private-key",
        ] {
            assert!(names_a_secret(secret), "{secret}");
        }
        for plain in [
            "secret_arn",
            "SECRET_ARN",
            "TOKEN_URL",
            "http_tokens",
            "password_encryption",
            "creation_token",
            "kms_key_id",
            "DB_PASSWORD_PATH",
            "secretsmanager:GetSecretValue",
            "name",
            "key",
            "PASSENGERS",
            "secret_id",
            "manage_master_user_secret_rotation",
        ] {
            assert!(!names_a_secret(plain), "{plain}");
        }
    }

    #[test]
    fn container_definitions_lose_their_secrets_and_nothing_else() {
        let key = DigestKey::new([3; 32]);
        let text = r#"[{"environment":[{"name":"DB_PASSWORD","value":"hunter2"},{"name":"REGION","value":"us-east-1"},{"name":"DB_URL","value":"postgres://app:hunter2@db.us-east-1.example/x"}],"name":"api","secrets":[{"name":"API_KEY","valueFrom":"arn:aws:ssm:us-east-1:111122223333:parameter/k"}]}]"#;
        let masked = masked(text, &key).unwrap();
        assert!(!masked.contains("hunter2"), "{masked}");
        assert!(masked.contains("us-east-1") && masked.contains("parameter/k"), "{masked}");
        assert!(masked.contains("postgres://app:sensitive:"), "{masked}");
        assert!(masked.contains("@db.us-east-1.example/x"), "{masked}");
    }

    #[test]
    fn a_document_without_secrets_is_left_as_it_is() {
        let key = DigestKey::new([3; 32]);
        let policy = r#"{"Statement": [{"Action": "secretsmanager:GetSecretValue"}]}"#;
        assert_eq!(masked(policy, &key), None);
        assert_eq!(masked("someone@example.com", &key), None);
        assert_eq!(masked("https://example.com/a@b", &key), None);
    }

    #[test]
    fn broken_documents_with_a_secret_are_sealed_whole() {
        let key = DigestKey::new([3; 32]);
        let masked = masked(r#"{"password": "hunter2", "#, &key).unwrap();
        assert!(masked.starts_with("sensitive:") && !masked.contains("hunter2"));
    }
}

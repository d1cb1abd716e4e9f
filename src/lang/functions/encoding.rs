//! Texts in other forms: base64, URLs, CSV, other character sets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::Encoding;

use super::Row;
use super::arguments::{MAX_WIDTH, bounded, object, text, typed_list};
use crate::model::{Text, Value};

pub(super) const ROWS: &[Row] = &[
    ("base64decode", 1, 1, false, |a| {
        String::from_utf8(decoded(&text(a, 0)?)?)
            .map(Value::text)
            .map_err(|_| "the decoded bytes are not UTF-8".to_owned())
    }),
    ("base64encode", 1, 1, false, |a| bounded(STANDARD.encode(text(a, 0)?.as_bytes()))),
    ("csvdecode", 1, 1, false, |a| csv(&text(a, 0)?)),
    ("textdecodebase64", 2, 2, false, |a| {
        let (bytes, name) = (decoded(&text(a, 0)?)?, text(a, 1)?);
        let encoding = named(&name)?;
        let (decoded, bad) = encoding.decode_without_bom_handling(&bytes);
        if bad {
            return Err(format!("the bytes are not valid {name}"));
        }
        bounded(decoded.into_owned())
    }),
    ("textencodebase64", 2, 2, false, |a| {
        let (source, name) = (text(a, 0)?, text(a, 1)?);
        bounded(STANDARD.encode(encoded(&source, named(&name)?, &name)?))
    }),
    ("urlencode", 1, 1, false, |a| {
        let mut out = String::new();
        for byte in text(a, 0)?.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    out.push(char::from(byte));
                }
                b' ' => out.push('+'),
                other => out.push_str(&format!("%{other:02X}")),
            }
        }
        bounded(out)
    }),
];

fn decoded(source: &str) -> Result<Vec<u8>, String> {
    // Line breaks inside are passed over, as Go does.
    let plain: String = source.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    STANDARD.decode(plain).map_err(|_| "not base64".to_owned())
}

fn named(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(name.as_bytes()).ok_or_else(|| format!("{name:?} is no known encoding"))
}

fn encoded(source: &str, encoding: &'static Encoding, name: &str) -> Result<Vec<u8>, String> {
    let upper = name.to_ascii_uppercase();
    if upper.starts_with("UTF-16") {
        let big = upper.ends_with("BE");
        let pair = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        return Ok(source.encode_utf16().flat_map(pair).collect());
    }
    let (bytes, _, unmappable) = encoding.encode(source);
    if unmappable {
        return Err(format!("a character cannot be written in {name}"));
    }
    Ok(bytes.into_owned())
}

/// A list of objects, named by the first line.
fn csv(source: &str) -> Result<Value, String> {
    let wrong = |e: csv::Error| format!("not CSV: {e}");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(source.as_bytes());
    let mut records = reader.records();
    let Some(head) = records.next() else { return Err("the CSV has no header".to_owned()) };
    let head: Vec<Text> = head.map_err(wrong)?.iter().map(Text::from).collect();
    for (at, name) in head.iter().enumerate() {
        if head.iter().take(at).any(|other| other == name) {
            return Err(format!("the column {name:?} occurs twice"));
        }
    }
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(wrong)?;
        if rows.len() >= MAX_WIDTH {
            return Err("the CSV has too many lines".to_owned());
        }
        rows.push(object(head.iter().cloned().zip(record.iter().map(Value::text)).collect()));
    }
    Ok(typed_list(rows))
}

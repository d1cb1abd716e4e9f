//! The bytes of a file as JSON text.
//!
//! PowerShell redirects to UTF-16 with a byte order mark; other tools write the mark before
//! UTF-8. Both are taken away here. What is no text at all is recognised by its first bytes, so
//! that the message can say what to do.

use super::problem::{Place, Problem};

/// The text of a file, without byte order mark.
pub(super) fn text_of(bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(
            "the file is empty",
            "write it again with `terraform state pull`; a state that holds nothing is not empty",
        ));
    }
    match bytes.as_slice() {
        [b'P', b'K', 3, 4, ..] => {
            return Err(Problem::new(
                "this is a binary plan or another archive",
                "turn a plan into JSON with `terraform show -json FILE > plan.json`",
            ));
        }
        [0x1f, 0x8b, ..] => {
            return Err(Problem::new("the file is compressed with gzip", "run `gunzip` first"));
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            return Err(Problem::new("the file is compressed with zstd", "run `unzstd` first"));
        }
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => return utf16(&bytes, u16::from_le_bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => return utf16(&bytes, u16::from_be_bytes),
        _ => {}
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let start = &bytes[..bytes.len().min(1024)];
        let controls = start.iter().filter(|b| **b < 9).count();
        let what = if controls > 0 { "a binary file" } else { "not UTF-8 or UTF-16 text" };
        Problem::at(
            what,
            Place::of(bytes, at),
            "name a state or the output of `terraform show -json`",
        )
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Problem> {
    let not_text = |at: usize| {
        Problem::new(
            format!("not valid UTF-16 at byte {at}"),
            "write the file again, in UTF-8 if the shell allows it",
        )
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(not_text(bytes.len()));
    }
    let mut text = String::with_capacity(pairs.len() + pairs.len() / 8);
    let mut read = 0;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = decoded.map_err(|_| not_text(read))?;
        read += 2 * c.len_utf16();
        text.push(c);
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_usual_encoding_gives_the_same_text() {
        let text = "{\"é\": \"😀\"}";
        let le = utf16_bytes(text, u16::to_le_bytes);
        let be = utf16_bytes(text, u16::to_be_bytes);
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &le),
            marked(&[0xfe, 0xff], &be),
            le,
            be,
        ] {
            assert_eq!(text_of(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_not_text_is_named() {
        let said = |bytes: &[u8]| text_of(bytes.to_vec()).unwrap_err().to_string();
        assert!(said(b"").contains("empty"));
        assert!(said(b"PK\x03\x04zip").contains("terraform show -json"));
        assert!(said(b"\x1f\x8b\x08").contains("gunzip"));
        assert!(said(b"{\n\"a\": \"\xff\"}").contains("line 2, column 7"));
        assert!(said(b"\x7fELF\x02\x01\x01\xff").contains("binary"));
        assert!(said(b"\xff\xfe{").contains("UTF-16"));
        assert!(said(b"\xff\xfe\x00\xd8{\x00").contains("UTF-16"));
    }
}

//! Texts as words of a shell, of JMESPath, and of an AWS CLI option.

/// A text as one word of a Bash command line. Nothing in it is expanded; characters that a
/// terminal would obey are written as escapes, so a word never spans lines.
#[must_use]
pub fn shell(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=,@%+-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.chars().any(harmful) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if harmful(c) => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// Control characters, and invisible ones that hide or reorder what follows.
pub(super) fn harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
                | '\u{061c}' | '\u{180e}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A text as a raw string of JMESPath (<https://jmespath.org/specification.html>).
pub(super) fn jmespath(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"\'"))
}

/// Whether the AWS CLI takes a text as the value of an option and as nothing else: it reads
/// `file://` and, in version 1, `http://` values from there, and a leading hyphen begins an option.
pub(super) fn sound(text: &str) -> bool {
    let elsewhere = ["file://", "fileb://", "http://", "https://"];
    !text.is_empty()
        && text.len() <= 2_048
        && !text.starts_with('-')
        && !elsewhere.iter().any(|p| text.starts_with(p))
        && !text.chars().any(harmful)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_it_must_be() {
        assert_eq!(shell("arn:aws:rds::1:global-cluster:a"), "arn:aws:rds::1:global-cluster:a");
        assert_eq!(shell(""), "''");
        assert_eq!(shell("$(id) it's"), r"'$(id) it'\''s'");
        assert_eq!(shell("a\n'\u{1b}\\"), r"$'a\x0a\'\x1b\\'");
        assert_eq!(shell("x\u{202e}y"), r"$'x\xe2\x80\xaey'");
    }

    #[test]
    fn values_that_the_cli_would_obey_are_not_sound() {
        for bad in ["", "-x", "--endpoint-url", "file:///etc/passwd", "https://a.b/", "a\nb"] {
            assert!(!sound(bad), "{bad:?}");
        }
        assert!(sound("service/checkout/api") && sound("$(id)"));
        assert_eq!(jmespath("it's"), r"'it\'s'");
    }
}

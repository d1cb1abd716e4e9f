//! Making hostile text harmless, per format.

/// A text for a terminal: control characters and marks that reorder text are replaced, line
/// breaks become spaces.
#[must_use]
pub fn terminal(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if harmful(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Control characters, and invisible ones that hide or reorder what follows.
fn harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
                | '\u{061c}' | '\u{180e}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A text for Markdown: what begins a construct is escaped, HTML cannot begin, a table cell
/// cannot end, and no user or issue is mentioned.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in terminal(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // GitHub looks for mentions and numbers of issues in the rendered text: entities do
            // not keep it from them.
            '@' | '#' => out.extend([c, '\u{2060}']),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A text inside a code span of a Markdown table: backticks and bars cannot end it.
pub(super) fn markdown_code(text: &str) -> String {
    let clean = terminal(text).replace('`', "'").replace('|', "\u{2223}");
    format!("`{}`", if clean.is_empty() { " ".to_owned() } else { clean })
}

/// A text for HTML, in an element or in a quoted attribute: as for a terminal, and no markup can
/// begin.
pub(super) fn html(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c if harmful(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Characters that an address may hold as they are: the unreserved and reserved ones of RFC 3986,
/// less those that a terminal or a page could stumble over.
fn safe_in_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#@$&+,;=%!*()[]".contains(&byte)
}

/// An address that may stand in a link: `http` or `https`, everything unusual percent-encoded;
/// `None` for anything else. It can end neither an escape sequence nor an attribute.
#[must_use]
pub(super) fn link(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
    host.then(|| encoded(address, safe_in_address))
}

/// A text as one segment or value of an address: all but the unreserved characters of RFC 3986
/// are percent-encoded.
#[must_use]
pub(super) fn segment(text: &str) -> String {
    encoded(text, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn encoded(text: &str, safe: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if safe(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A text for a cell of a spreadsheet, on one line. One that a spreadsheet would take for a formula
/// begins with an apostrophe: <https://owasp.org/www-community/attacks/CSV_Injection>.
pub(super) fn csv_cell(text: &str) -> String {
    const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    // What a program may trim away does not hide a formula.
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || harmful(c));
    let clean = terminal(text);
    let defused = bare.starts_with(FORMULA) || text.starts_with(['\t', '\r', '\n']);
    if defused { format!("'{clean}") } else { clean }
}

/// A text as the value of a label, in the text formats of Prometheus and of OpenMetrics: what
/// would end it is escaped.
pub(super) fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_sees_no_control_character() {
        let shown = terminal("a\u{1b}[31mred\u{7}\u{202e}txt\nb");
        assert_eq!(shown, "a\u{fffd}[31mred\u{fffd}\u{fffd}txt b");
    }

    #[test]
    fn html_has_no_markup_of_a_text() {
        let mut out = String::new();
        html("<b title=\"x\" a='y'>&\u{202e}\n", &mut out);
        assert_eq!(out, "&lt;b title=&quot;x&quot; a=&#39;y&#39;&gt;&amp;\u{fffd} ");
    }

    #[test]
    fn a_spreadsheet_sees_no_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", " =1", "\u{200b}=1"] {
            assert!(csv_cell(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(csv_cell("a=1\nb"), "a=1 b");
        assert_eq!(csv_cell(""), "");
    }

    #[test]
    fn a_label_cannot_be_ended() {
        assert_eq!(label("a\\b\"}\n# c"), "a\\\\b\\\"}\\n# c");
    }

    #[test]
    fn markdown_cannot_be_broken_out_of() {
        assert_eq!(markdown("<img src=x>|@me`"), "&lt;img src=x&gt;\\|@\u{2060}me\\`");
        assert_eq!(markdown_code("a`|b"), "`a'\u{2223}b`");
    }
}

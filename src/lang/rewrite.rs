//! Rewrites of text that the parser rejects although Terraform accepts it.
//!
//! Used only after a first parse has failed. The length does not change and nothing moves, so
//! that every place stays true. Two things are mended:
//!
//! * a line break inside `{ for … }`: Terraform ignores it, the parser does not;
//! * a key that occurs twice in an object: in Terraform the last one wins, the parser refuses.

/// What an opened bracket is.
#[derive(Debug, PartialEq, Eq)]
enum Frame {
    /// `(` or `[`.
    Group,
    /// The body of a block.
    Block,
    /// An object literal, with the items that were read and where the one at hand begins.
    Object(Vec<Item>, Option<usize>),
    /// `{ for … }`.
    ForObject,
    /// `${` or `%{` inside a string or heredoc, and what is to be continued after it.
    Interpolation(Outer),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outer {
    Quoted,
    Heredoc(String),
}

#[derive(Debug, PartialEq, Eq)]
struct Item {
    key: String,
    start: usize,
    end: usize,
}

/// The text with both mends made; `None` when there was nothing to mend.
pub(super) fn mended(text: &str) -> Option<String> {
    let mut scan = Scan { text: text.as_bytes(), out: text.as_bytes().to_vec(), stack: Vec::new() };
    scan.run();
    let out = String::from_utf8(scan.out).ok()?;
    (out != text).then_some(out)
}

struct Scan<'a> {
    text: &'a [u8],
    out: Vec<u8>,
    stack: Vec<Frame>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let mut at = 0;
        // The last byte that is neither blank nor comment: tells an object from a block.
        let mut before = b'\n';
        while let Some(&byte) = self.text.get(at) {
            let next = match byte {
                b'#' => self.comment(at),
                b'/' if self.text.get(at + 1) == Some(&b'/') => self.comment(at),
                b'/' if self.text.get(at + 1) == Some(&b'*') => self.block_comment(at),
                b'\n' | b'\r' => {
                    if self.in_for_object() {
                        self.blank(at, at + 1);
                    } else if byte == b'\n' {
                        self.end_item(at);
                        before = if self.in_object() { b',' } else { b'\n' };
                    }
                    at + 1
                }
                b' ' | b'\t' => at + 1,
                _ => {
                    if let Some(Frame::Object(_, start @ None)) = self.stack.last_mut() {
                        *start = Some(at);
                    }
                    let next = self.token(at, byte, before);
                    before = self.text.get(next.saturating_sub(1)).copied().unwrap_or(byte);
                    next
                }
            };
            at = next.max(at + 1);
        }
    }

    /// One token; gives where the next begins.
    fn token(&mut self, at: usize, byte: u8, before: u8) -> usize {
        match byte {
            b'"' => self.quoted(at + 1),
            b'<' if self.text.get(at + 1) == Some(&b'<') => self.heredoc_start(at),
            b'(' | b'[' => {
                self.stack.push(Frame::Group);
                at + 1
            }
            b'{' => {
                let frame = if self.keyword_for(at + 1) {
                    Frame::ForObject
                } else if before.is_ascii_alphanumeric() || matches!(before, b'_' | b'-' | b'"') {
                    Frame::Block
                } else {
                    Frame::Object(Vec::new(), None)
                };
                self.stack.push(frame);
                at + 1
            }
            b',' => {
                self.end_item(at + 1);
                at + 1
            }
            b'}' | b')' | b']' => {
                self.end_item(at);
                match self.stack.pop() {
                    Some(Frame::Interpolation(Outer::Quoted)) => self.quoted(at + 1),
                    Some(Frame::Interpolation(Outer::Heredoc(word))) => self.heredoc(at + 1, word),
                    Some(_) | None => at + 1,
                }
            }
            _ => at + 1,
        }
    }

    fn in_object(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Object(..)))
    }

    /// Whether the innermost brace is a `{ for`; parentheses inside it do not matter.
    fn in_for_object(&self) -> bool {
        self.stack.iter().rev().find(|f| **f != Frame::Group) == Some(&Frame::ForObject)
    }

    fn keyword_for(&self, from: usize) -> bool {
        let mut at = from;
        while self.text.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        self.text.get(at..at + 3) == Some(b"for")
            && self.text.get(at + 3).is_some_and(u8::is_ascii_whitespace)
    }

    /// Ends an object item and blanks an earlier one with the same literal key.
    fn end_item(&mut self, end: usize) {
        let Some(Frame::Object(items, start)) = self.stack.last_mut() else { return };
        let Some(begin) = start.take() else { return };
        let item = self.text.get(begin..end).unwrap_or(&[]);
        let Some(key) = literal_key(item) else { return };
        let earlier = items.iter().position(|i| i.key == key);
        let gone = earlier.map(|at| items.remove(at));
        items.push(Item { key, start: begin, end });
        if let Some(gone) = gone {
            self.blank(gone.start, gone.end);
        }
    }

    fn blank(&mut self, from: usize, to: usize) {
        for byte in self.out.get_mut(from..to).into_iter().flatten() {
            if *byte != b'\n' || to == from + 1 {
                *byte = b' ';
            }
        }
    }

    fn comment(&mut self, from: usize) -> usize {
        let end = self.text[from..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(self.text.len(), |n| from + n);
        if self.in_for_object() {
            self.blank(from, end);
        }
        end
    }

    fn block_comment(&mut self, from: usize) -> usize {
        let body = self.text.get(from + 2..).unwrap_or(&[]);
        let end =
            body.windows(2).position(|w| w == b"*/").map_or(self.text.len(), |n| from + n + 4);
        if self.in_for_object() {
            for at in from..end {
                self.blank(at, at + 1);
            }
        }
        end
    }

    /// From inside a quoted string to behind its end, or into an interpolation.
    fn quoted(&mut self, from: usize) -> usize {
        let mut at = from;
        while let Some(&byte) = self.text.get(at) {
            match byte {
                b'\\' => at += 2,
                b'"' => return at + 1,
                b'$' | b'%' if self.opens(at) => {
                    self.stack.push(Frame::Interpolation(Outer::Quoted));
                    return at + 2;
                }
                b'$' | b'%' if self.text.get(at + 1) == Some(&byte) => at += 2,
                _ => at += 1,
            }
        }
        at
    }

    fn opens(&self, at: usize) -> bool {
        self.text.get(at + 1) == Some(&b'{')
    }

    fn heredoc_start(&mut self, at: usize) -> usize {
        let mut from = at + 2;
        if self.text.get(from) == Some(&b'-') {
            from += 1;
        }
        let rest = &self.text[from..];
        let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let word = String::from_utf8_lossy(&rest[..len]).into_owned();
        if word.is_empty() {
            return at + 2;
        }
        let line = rest.iter().position(|b| *b == b'\n').map_or(self.text.len(), |n| from + n + 1);
        self.heredoc(line, word)
    }

    /// From inside a heredoc to behind its last line, or into an interpolation.
    fn heredoc(&mut self, from: usize, word: String) -> usize {
        let mut at = from;
        let mut line_start = from == 0 || self.text.get(from - 1) == Some(&b'\n');
        while let Some(&byte) = self.text.get(at) {
            if line_start {
                let line = self.text[at..].split(|b| *b == b'\n').next().unwrap_or(&[]);
                if line.trim_ascii() == word.as_bytes() {
                    return at + line.len();
                }
                line_start = false;
            }
            match byte {
                b'\n' => {
                    line_start = true;
                    at += 1;
                }
                b'$' | b'%' if self.opens(at) => {
                    self.stack.push(Frame::Interpolation(Outer::Heredoc(word)));
                    return at + 2;
                }
                b'$' | b'%' if self.text.get(at + 1) == Some(&byte) => at += 2,
                _ => at += 1,
            }
        }
        at
    }
}

/// The key of `key = …`, `"key" = …` or `key : …` without interpolation.
fn literal_key(item: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(item).ok()?.trim_start();
    let (key, rest) = if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"')?;
        (quoted.get(..end)?, quoted.get(end + 1..)?)
    } else {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))?;
        (text.get(..end)?, text.get(end..)?)
    };
    let assigned = rest.trim_start();
    let assigns =
        (assigned.starts_with('=') && !assigned.starts_with("==")) || assigned.starts_with(':');
    (assigns && !key.is_empty() && !key.contains(['\\', '$', '%'])).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn line_breaks_inside_an_object_for_become_blanks() {
        let text = "a = { for k in x : k => y ? b :\n c # why\n }\nb = 1\n";
        let out = mended(text).unwrap();
        assert_eq!(out.len(), text.len());
        assert_eq!(out, "a = { for k in x : k => y ? b :  c        }\nb = 1\n");
    }

    #[test]
    fn an_earlier_equal_key_is_blanked() {
        assert_eq!(mended("a = { x = 1, y = 2, x = 3 }").unwrap(), "a = {        y = 2, x = 3 }");
        let text = "a = {\n  x = [1,\n 2]\n  \"x\" = \"${b}\"\n}\n";
        let out = mended(text).unwrap();
        assert_eq!(out, "a = {\n         \n   \n  \"x\" = \"${b}\"\n}\n");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "resource \"a\" \"b\" {\n  x = 1\n}\nresource \"a\" \"c\" {\n  x = 1\n}\n",
            "a = <<-EOT\n  x = 1\n  ${b}\n  EOT\nc = { x = \"$${x\", y = \"}\" }\n",
            "a = [for x in y : x if\n x > 1]\n",
        ] {
            assert_eq!(mended(text), None, "{text}");
        }
    }
}

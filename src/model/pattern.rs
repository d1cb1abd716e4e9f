//! Patterns of addresses and names, and attribute paths without members.

/// Whether a text fits a pattern in which `*` stands for anything.
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// An attribute path without the members in brackets, as tables and configurations write it:
/// of `a["b.c"].d[0].e` it is `a.d.e`.
#[must_use]
pub fn without_members(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in path.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(fits("*32768*", "about 32768 addresses"));
        assert!(fits("a*c", "abc") && !fits("a*c", "abd") && !fits("ab*ba", "aba"));
        assert!(fits("abc", "abc") && !fits("abc", "abcd") && fits("*", ""));
    }

    #[test]
    fn members_are_left_out_whatever_they_hold() {
        let path = r#"container_definitions["a]b"].environment["X\"Y"].value"#;
        assert_eq!(without_members(path), "container_definitions.environment.value");
        assert_eq!(without_members("a[0].b"), "a.b");
    }
}

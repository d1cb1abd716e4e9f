//! Folding of names: side words, region names and their short forms.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::{Region, Side, Text};

/// Words that say nothing but which side is meant.
const PRIMARY_WORDS: &[&str] = &["primary", "active", "main-region"];
const DR_WORDS: &[&str] =
    &["dr", "secondary", "standby", "passive", "disaster-recovery", "failover"];

/// The words that are left out of names of one side.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Lower-case words without delimiters, by how many parts they have.
    by_parts: [HashSet<String, foldhash::fast::RandomState>; 4],
}

impl Words {
    pub(super) fn new(
        side: Side,
        region: Option<&Region>,
        suffix: &str,
        groups: &[(Vec<Text>, Vec<Text>)],
    ) -> Self {
        let mut words = Self::default();
        let (own, listed): (&[&str], Vec<&Text>) = match side {
            Side::Primary => (PRIMARY_WORDS, groups.iter().flat_map(|(p, _)| p).collect()),
            Side::Dr => (DR_WORDS, groups.iter().flat_map(|(_, d)| d).collect()),
            Side::Global => (&[], Vec::new()),
        };
        for word in own {
            words.add(word);
        }
        for word in listed {
            words.add(word);
        }
        words.add(suffix.trim_matches(['-', '_', '.']));
        if let Some(region) = region {
            for form in region_forms(region.as_str()) {
                words.add(&form);
            }
        }
        words
    }

    fn add(&mut self, word: &str) {
        let lower = word.to_ascii_lowercase();
        let parts: Vec<&str> = lower.split(is_delimiter).filter(|p| !p.is_empty()).collect();
        if let Some(set) = parts.len().checked_sub(1).and_then(|n| self.by_parts.get_mut(n)) {
            set.insert(parts.join("-"));
        }
    }

    /// The name without the side's words; the name itself when nothing else would be left.
    pub(super) fn fold<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let mut kept: Vec<&str> = Vec::new();
        let mut cut = false;
        let parts: Vec<&str> = name.split(is_delimiter).collect();
        let mut at = 0;
        'parts: while at < parts.len() {
            for count in (1..=4usize.min(parts.len() - at)).rev() {
                let Some(set) = self.by_parts.get(count - 1) else { continue };
                if !set.is_empty()
                    && set.contains(&parts[at..at + count].join("-").to_ascii_lowercase())
                {
                    at += count;
                    cut = true;
                    continue 'parts;
                }
            }
            kept.push(parts[at]);
            at += 1;
        }
        if !cut {
            return Cow::Borrowed(name);
        }
        if kept.iter().all(|p| p.is_empty()) {
            return Cow::Borrowed("~");
        }
        Cow::Owned(kept.join("-"))
    }
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/' | ' ' | ':')
}

/// `us-east-1`, `use1`, `ue1`, `east-1`, `east1`.
fn region_forms(region: &str) -> Vec<String> {
    let parts: Vec<&str> = region.split('-').collect();
    let mut forms = vec![region.to_owned(), parts.concat()];
    if let [area, .., number] = parts.as_slice() {
        let middle = &parts[1..parts.len() - 1];
        // `southeast` is abbreviated by its two directions, `east` by its first letter.
        let short: String = middle
            .iter()
            .map(|m| match *m {
                "northeast" => "ne",
                "northwest" => "nw",
                "southeast" => "se",
                "southwest" => "sw",
                other => other.get(..1).unwrap_or(""),
            })
            .collect();
        forms.push(format!("{area}{short}{number}"));
        forms.push(format!("{}{short}{number}", area.get(..1).unwrap_or("")));
        let rest = parts[1..].join("-");
        forms.push(rest.replace('-', ""));
        forms.push(rest);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(side: Side, region: &str) -> Words {
        Words::new(side, Region::parse(region).as_ref(), "-dr", &[])
    }

    #[test]
    fn names_of_both_sides_meet() {
        let p = words(Side::Primary, "us-east-1");
        let d = words(Side::Dr, "us-west-2");
        for (a, b) in [
            ("vpc_primary", "vpc_dr"),
            ("app_tg", "dr_app_tg"),
            ("app-env-task-role", "app-env-dr-task-role"),
            ("vpc_east-1", "vpc_west-2"),
            ("prod-use1-api", "prod-usw2-api"),
            ("us_east_1", "us_west_2"),
        ] {
            assert_eq!(p.fold(a).replace('_', "-"), d.fold(b).replace('_', "-"), "{a} {b}");
        }
        assert_eq!(d.fold("address"), "address");
        assert_eq!(d.fold("dr"), "~");
    }
}

//! What `s3://bucket/key` names: one object, or all whose keys fit a pattern.

use glob::{MatchOptions, Pattern};

use crate::sources::problem::Problem;

/// How keys fit: only `**` reaches over a slash, as in the pattern of a file.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// Whether a location is in S3.
pub(super) fn is_object(location: &str) -> bool {
    location.starts_with("s3://")
}

/// A bucket and what is meant in it.
#[derive(Debug)]
pub(super) struct Location {
    pub(super) bucket: String,
    pub(super) wanted: Wanted,
}

/// What is meant in a bucket.
#[derive(Debug)]
pub(super) enum Wanted {
    /// The object of this key.
    Key(String),
    /// The objects whose keys begin so and fit.
    Fitting(String, Pattern),
}

impl Location {
    pub(super) fn parse(location: &str) -> Result<Self, Problem> {
        let rest = location.strip_prefix("s3://").unwrap_or(location);
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() || bucket.contains(['*', '?', '[']) {
            return Err(Problem::new("no bucket is named", "write s3://BUCKET/KEY"));
        }
        if key.is_empty() || key.ends_with('/') {
            let whole = location.trim_end_matches('/');
            return Err(Problem::new(
                "no object is named",
                format!("write {whole}/** for all that is below it"),
            ));
        }
        let wanted = match key.find(['*', '?', '[']) {
            None => Wanted::Key(key.to_owned()),
            Some(first) => {
                let pattern = Pattern::new(key).map_err(|error| {
                    Problem::new(
                        format!("not a valid pattern: {}", error.msg),
                        "use *, ?, ** and [abc]",
                    )
                })?;
                Wanted::Fitting(key[..first].to_owned(), pattern)
            }
        };
        Ok(Self { bucket: bucket.to_owned(), wanted })
    }
}

/// Whether an object that was come upon is to be read. Locks, backups and empty objects are none
/// of what is meant.
pub(super) fn fits(pattern: &Pattern, key: &str, size: i64) -> bool {
    let passed_over = size <= 0
        || key.ends_with(".tflock")
        || key.ends_with(".backup")
        || key.split('/').any(|part| part == ".terraform");
    !passed_over && pattern.matches_with(key, OPTIONS)
}

/// `x.tfstate.json` beside `x.tfstate` is the same state, shown.
pub(super) fn is_shown_twin(key: &str, exists: impl Fn(&str) -> bool) -> bool {
    key.strip_suffix(".json").is_some_and(exists)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(location: &str, key: &str) -> bool {
        match Location::parse(location).unwrap().wanted {
            Wanted::Key(own) => own == key,
            Wanted::Fitting(prefix, pattern) => key.starts_with(&prefix) && fits(&pattern, key, 1),
        }
    }

    #[test]
    fn patterns_mean_what_they_mean_for_files() {
        assert!(fit("s3://b/env/**", "env/a/b.tfstate"));
        assert!(fit("s3://b/env/**", "env/b.tfstate"));
        assert!(fit("s3://b/**/*.tfstate", "b.tfstate"));
        assert!(fit("s3://b/**/*.tfstate", "a/b/c.tfstate"));
        assert!(fit("s3://b/env/*.tfstate", "env/b.tfstate"));
        assert!(!fit("s3://b/env/*.tfstate", "env/a/b.tfstate"));
        assert!(fit("s3://b/env/[ab]?.tfstate", "env/a1.tfstate"));
        assert!(!fit("s3://b/env/[ab]?.tfstate", "env/c1.tfstate"));
        assert!(fit("s3://b/env:/prod/x", "env:/prod/x"));
    }

    #[test]
    fn locks_backups_and_empty_objects_are_passed_over() {
        let Wanted::Fitting(_, all) = Location::parse("s3://b/**").unwrap().wanted else {
            panic!("a pattern")
        };
        assert!(fits(&all, "a.tfstate", 1));
        for (key, size) in [
            ("a.tfstate", 0),
            ("a.tfstate.tflock", 9),
            ("a.tfstate.backup", 9),
            (".terraform/x", 9),
        ] {
            assert!(!fits(&all, key, size), "{key}");
        }
    }

    #[test]
    fn what_names_no_object_is_refused_with_its_mend() {
        for location in
            ["s3://", "s3:///key", "s3://*/key", "s3://bucket", "s3://b/env/", "s3://b/a**"]
        {
            let problem = Location::parse(location).unwrap_err().to_string();
            assert!(problem.contains("; "), "{location}: {problem}");
        }
    }
}

//! The rules that are known: built-in ones and the user's.

use std::sync::Arc;

use super::load;
use super::rule::Rule;
use crate::lang::{self, Diagnostic, Source, Span};
use crate::model::Text;

/// Area, slug, rule file and test file of every built-in rule, sorted.
type Builtin = (&'static str, &'static str, &'static str, &'static str);
const BUILTIN: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// A rule file with its tests, as read.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// The folder's name.
    pub area: Text,
    /// The file's name without extension.
    pub slug: Text,
    /// The rule file.
    pub rule: Arc<Source>,
    /// The test file, where there is one.
    pub tests: Option<Arc<Source>>,
}

/// All rules, in order of area and id.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    rules: Vec<Arc<Rule>>,
    files: Vec<RuleFile>,
}

impl RuleFile {
    /// The built-in rules.
    pub fn builtin() -> impl Iterator<Item = Self> {
        BUILTIN.iter().map(|(area, slug, rule, tests)| {
            let source = |name: String, text: &str| Arc::new(Source::of(&name, text));
            Self {
                area: Text::from(*area),
                slug: Text::from(*slug),
                rule: source(format!("rules/{area}/{slug}.hcl"), rule),
                tests: (!tests.is_empty())
                    .then(|| source(format!("rules/{area}/{slug}.test.hcl"), tests)),
            }
        })
    }
}

impl Catalogue {
    /// Loads rule files.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in any of them, with its place.
    pub fn load(files: impl IntoIterator<Item = RuleFile>) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut catalogue = Self::default();
        for file in files {
            match load::rules(&file.rule, &file.area, &file.slug) {
                Ok(rules) => {
                    for rule in rules {
                        if let Some(other) = catalogue.by_name(&rule) {
                            problems.push(Diagnostic::new(
                                &rule.source,
                                rule.span,
                                format!("the id {} is taken by {}", rule.id, other.source.name()),
                            ));
                        } else {
                            catalogue.rules.push(Arc::new(rule));
                        }
                    }
                    catalogue.files.push(file);
                }
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        catalogue.rules.sort_by(|a, b| (&a.area, &a.id).cmp(&(&b.area, &b.id)));
        for rule in &catalogue.rules {
            for name in rule.yields_to.iter().filter(|n| n.as_str() != "*") {
                if catalogue.get(name).is_none() {
                    let message = format!("yields_to names {name}, which is no rule");
                    problems.push(Diagnostic {
                        mend: catalogue.suggest(name).map(|m| format!("did you mean {m}?")),
                        message,
                        source: Arc::clone(&rule.source),
                        span: Span::new(rule.span.start as usize, rule.span.end as usize),
                    });
                }
            }
        }
        if problems.is_empty() { Ok(catalogue) } else { Err(problems) }
    }

    fn by_name(&self, rule: &Rule) -> Option<&Arc<Rule>> {
        std::iter::once(&rule.id).chain(&rule.aliases).find_map(|name| self.get(name))
    }

    /// The rules, in order of area and id.
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The files that they came from, with their tests.
    #[must_use]
    pub fn files(&self) -> &[RuleFile] {
        &self.files
    }

    /// The rule of an id or an earlier id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules
            .iter()
            .find(|r| r.id.as_str() == id || r.aliases.iter().any(|a| a.as_str() == id))
    }

    /// The id that is spelt most like a word.
    #[must_use]
    pub fn suggest(&self, word: &str) -> Option<&str> {
        lang::suggest(word, self.rules.iter().map(|r| r.id.as_str()))
    }
}

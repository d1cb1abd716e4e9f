//! Command lines of the AWS CLI.

use std::fmt::Display;

use crate::model::Region;

use super::quote;

/// One word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// This text, whatever it holds.
    Text(String),
    /// What an earlier command printed, or a setting of the script: a shell variable.
    Kept(&'static str),
    /// The moment so many seconds ago, in ISO 8601.
    Ago(u32),
}

impl Word {
    /// The word as Bash reads it.
    #[must_use]
    pub fn shell(&self) -> String {
        match self {
            Self::Text(text) => quote::shell(text),
            Self::Kept(name) => format!("\"${name}\""),
            Self::Ago(0) => "\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"".to_owned(),
            Self::Ago(seconds) => {
                format!("\"$(date -u -d '{seconds} seconds ago' +%Y-%m-%dT%H:%M:%SZ)\"")
            }
        }
    }
}

/// Where a command is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The region.
    pub region: Region,
    /// The variable that holds the CLI profile, where the sides have two accounts.
    pub profile: Option<&'static str>,
}

/// One command of the AWS CLI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it is sent.
    pub place: Place,
    words: Vec<Word>,
    queried: bool,
}

impl Line {
    /// `aws SERVICE OPERATION` with its region.
    #[must_use]
    pub fn new(place: &Place, service: &str, operation: &str) -> Self {
        let mut line = Self { place: place.clone(), words: Vec::new(), queried: false };
        line.push("aws").push(service).push(operation).push("--region").push(place.region.as_str());
        if let Some(profile) = place.profile {
            line.push("--profile").words.push(Word::Kept(profile));
        }
        line
    }

    /// `aws SERVICE wait CONDITION`: ends when the condition holds.
    #[must_use]
    pub fn wait(place: &Place, service: &str, condition: &str) -> Self {
        let mut line = Self::new(place, service, "wait");
        line.words.insert(3, Word::Text(condition.to_owned()));
        line
    }

    fn push(&mut self, text: &str) -> &mut Self {
        self.words.push(Word::Text(text.to_owned()));
        self
    }

    /// An option with its value.
    #[must_use]
    pub fn with(mut self, option: &str, value: &(impl Display + ?Sized)) -> Self {
        self.push(option).push(&value.to_string());
        self
    }

    /// An option with several values; nothing without any.
    #[must_use]
    pub fn with_all(mut self, option: &str, values: &[String]) -> Self {
        if !values.is_empty() {
            self.push(option);
            for value in values {
                self.push(value);
            }
        }
        self
    }

    /// An option with its value, where there is one.
    #[must_use]
    pub fn with_some(self, option: &str, value: Option<&String>) -> Self {
        match value {
            Some(value) => self.with(option, &value),
            None => self,
        }
    }

    /// An option without a value.
    #[must_use]
    pub fn flag(mut self, option: &str) -> Self {
        self.push(option);
        self
    }

    /// An option with a word that the shell fills in.
    #[must_use]
    pub fn filled(mut self, option: &str, word: Word) -> Self {
        self.push(option).words.push(word);
        self
    }

    /// Prints only what the JMESPath expression selects, as text.
    #[must_use]
    pub fn query(mut self, expression: &str) -> Self {
        self.queried = true;
        self.with("--query", &expression)
    }

    /// Prints how many things the JMESPath expression selects. None is no error, as it is where one
    /// thing is asked for by name. As text, each page of a listing would be counted by itself.
    #[must_use]
    pub fn count(self, expression: &str) -> Self {
        self.with("--query", &format!("length({expression})"))
    }

    /// The words, with the output format at the end.
    #[must_use]
    pub fn words(&self) -> Vec<Word> {
        let mut words = self.words.clone();
        let format = if self.queried { "text" } else { "json" };
        words.push(Word::Text("--output".to_owned()));
        words.push(Word::Text(format.to_owned()));
        words
    }

    /// The command as Bash reads it, on one line.
    #[must_use]
    pub fn shell(&self) -> String {
        self.words().iter().map(Word::shell).collect::<Vec<_>>().join(" ")
    }
}

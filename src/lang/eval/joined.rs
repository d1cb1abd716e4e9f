//! Texts that are put together from values.

use std::sync::Arc;

use crate::lang::convert;
use crate::lang::equality::undetermined;
use crate::lang::unknowns::unknown_of;
use crate::model::{Bounds, Text, Unknown, Value};

/// A text that is put together from values.
#[derive(Default)]
pub(super) struct Joined {
    text: String,
    unknown: Option<Arc<Unknown>>,
    /// The whole as a template, once something is not known; `None` after a part without symbol.
    symbol: Option<String>,
}

impl Joined {
    pub(super) fn push(&mut self, value: &Value, width: usize) -> Result<(), String> {
        if undetermined(value) {
            if let Some(why) = unknown_of(value) {
                let first = self.unknown.is_none();
                if first {
                    self.symbol = Some(escaped(&self.text));
                }
                match (&mut self.symbol, &why.symbol) {
                    (Some(whole), Some(part)) => whole.push_str(part),
                    (whole, _) => *whole = None,
                }
                // What is known at the very beginning bounds the whole.
                if first && let Some(prefix) = &why.bounds.prefix {
                    self.text.push_str(prefix);
                }
                self.unknown.get_or_insert(why);
            }
            return Ok(());
        }
        let converted;
        let piece = match value {
            Value::String(piece) => piece,
            Value::Null => return Err("null cannot be part of a text".to_owned()),
            other => {
                converted = convert::text(other)?;
                &converted
            }
        };
        if self.unknown.is_none() {
            self.text.push_str(piece);
        } else if let Some(symbol) = &mut self.symbol {
            symbol.push_str(&escaped(piece));
        }
        let length = self.text.len() + self.symbol.as_ref().map_or(0, String::len);
        if length > width { Err("the text grows too long".to_owned()) } else { Ok(()) }
    }

    /// Something unknown follows that has no text of its own.
    pub(super) fn unknown(&mut self, why: Arc<Unknown>) {
        self.symbol = None;
        self.unknown.get_or_insert(why);
    }

    pub(super) fn value(self) -> Value {
        match self.unknown {
            None => Value::text(self.text),
            Some(why) => {
                let prefix = (!self.text.is_empty()).then(|| Text::from(self.text));
                let bounds = Bounds { not_null: true, prefix, ..Bounds::default() };
                let symbol = self.symbol.map(Text::from);
                Value::unknown(Unknown { bounds, symbol, ..why.as_ref().clone() })
            }
        }
    }
}

/// A text as the literal part of a template.
fn escaped(text: &str) -> String {
    text.replace("${", "$${")
}

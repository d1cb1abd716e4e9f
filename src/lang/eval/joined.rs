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
}

impl Joined {
    pub(super) fn push(&mut self, value: &Value, width: usize) -> Result<(), String> {
        if undetermined(value) {
            if let Some(why) = unknown_of(value) {
                // What is known at the very beginning bounds the whole.
                if self.unknown.is_none()
                    && let Some(prefix) = &why.bounds.prefix
                {
                    self.text.push_str(prefix);
                }
                self.unknown(why);
            }
            return Ok(());
        }
        match value {
            Value::String(piece) if self.unknown.is_none() => self.text.push_str(piece),
            Value::String(_) => {}
            Value::Null => return Err("null cannot be part of a text".to_owned()),
            other => {
                let piece = convert::text(other)?;
                if self.unknown.is_none() {
                    self.text.push_str(&piece);
                }
            }
        }
        if self.text.len() > width { Err("the text grows too long".to_owned()) } else { Ok(()) }
    }

    pub(super) fn unknown(&mut self, why: Arc<Unknown>) {
        self.unknown.get_or_insert(why);
    }

    pub(super) fn value(self) -> Value {
        match self.unknown {
            None => Value::text(self.text),
            Some(why) => {
                let prefix = (!self.text.is_empty()).then(|| Text::from(self.text));
                let bounds = Bounds { not_null: true, prefix, ..Bounds::default() };
                Value::unknown(Unknown { bounds, ..why.as_ref().clone() })
            }
        }
    }
}

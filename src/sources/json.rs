//! JSON straight into [`Value`]s.
//!
//! The reader never builds a second tree: members are collected on one stack and move into
//! exactly fitting arrays; key lists and short strings are shared ([`super::strings`]); secrets
//! that are told by their names are digested before the object that holds them exists. Nesting
//! is bounded by serde_json at 128 levels.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::strings::{Path, Shapes, Strings};
use super::{DigestKey, secrets};
use crate::model::{List, ListFlavour, Map, MapFlavour, Number, Text, Value};

/// Reads the values of one file.
pub(super) struct Reader<'k> {
    pub(super) strings: Strings,
    pub(super) key: &'k DigestKey,
    shapes: Shapes,
    /// Members of the objects and lists that are still open.
    stack: Vec<Value>,
    empty_list: Value,
    empty_map: Arc<Map>,
}

impl<'k> Reader<'k> {
    /// A reader for one file; secrets are digested under `key`.
    pub(super) fn new(key: &'k DigestKey) -> Self {
        Self {
            strings: Strings::default(),
            key,
            shapes: Shapes::default(),
            stack: Vec::new(),
            empty_list: Value::list(Vec::new()),
            empty_map: Arc::default(),
        }
    }

    fn string(&mut self, text: &str) -> Value {
        // Nothing shorter holds a password inside anything.
        if text.len() >= 8
            && let Some(masked) = secrets::masked(text, self.key)
        {
            return Value::String(Text::from(masked));
        }
        Value::String(self.strings.share(text))
    }

    fn close_list(&mut self, start: usize) -> Value {
        if self.stack.len() == start {
            return self.empty_list.clone();
        }
        let items: Vec<Value> = self.stack.drain(start..).collect();
        Value::List(Arc::new(List::new(items, ListFlavour::Any)))
    }

    fn close_map(&mut self, path: &Path, start: usize) -> Option<Value> {
        if self.stack.len() == start {
            return Some(Value::Map(Arc::clone(&self.empty_map)));
        }
        let Self { shapes, stack, key, .. } = self;
        let map = shapes.finish(path, |finished| {
            let mut values: Box<[Value]> = match &finished.order {
                None => stack.drain(start..).collect(),
                Some(order) => {
                    let members = &mut stack[start..];
                    let take =
                        |at: &u32| std::mem::replace(&mut members[*at as usize], Value::Null);
                    let values = order.iter().map(take).collect();
                    stack.truncate(start);
                    values
                }
            };
            for at in &finished.secrets {
                seal_string(&mut values[*at as usize], key);
            }
            if let Some((name, value)) = finished.pair
                && values[name as usize].as_str().is_some_and(secrets::names_a_secret)
            {
                seal_string(&mut values[value as usize], key);
            }
            Map::of_shape(&finished.shape, values, MapFlavour::Any)
        })??;
        Some(Value::Map(Arc::new(map)))
    }
}

fn seal_string(value: &mut Value, key: &DigestKey) {
    if let Value::String(text) = value
        && !secrets::is_reference(text)
    {
        *value = key.seal(value);
    }
}

/// Reads one value of any form.
pub(super) struct AnyValue<'r, 'k>(pub(super) &'r mut Reader<'k>);

impl<'de> DeserializeSeed<'de> for AnyValue<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Number(Number::from(n)))
    }

    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(Value::Number(Number::from(n)))
    }

    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Value, E> {
        Number::try_from(n).map(Value::Number).map_err(|_| E::custom("expected a finite number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(self.0.string(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let start = self.0.stack.len();
        while let Some(item) = items.next_element_seed(AnyValue(self.0))? {
            self.0.stack.push(item);
        }
        Ok(self.0.close_list(start))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let start = self.0.stack.len();
        let mut path = Path::default();
        while entries.next_key_seed(NextKey { path: &mut path, reader: self.0 })?.is_some() {
            let value = entries.next_value_seed(AnyValue(self.0))?;
            self.0.stack.push(value);
        }
        let map = self.0.close_map(&path, start);
        map.ok_or_else(|| de::Error::custom("expected an object with fewer keys"))
    }
}

struct NextKey<'p, 'r, 'k> {
    path: &'p mut Path,
    reader: &'r mut Reader<'k>,
}

impl<'de> DeserializeSeed<'de> for NextKey<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for NextKey<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<(), E> {
        self.reader.shapes.step(self.path, key, &mut self.reader.strings);
        Ok(())
    }
}

/// What can be read with the shared stores of a file.
pub(super) trait Read: Sized {
    /// Reads it.
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error>;
}

/// A [`Read`] as serde takes it.
pub(super) struct Seed<'r, 'k, T>(&'r mut Reader<'k>, PhantomData<T>);

impl<'r, 'k, T> Seed<'r, 'k, T> {
    pub(super) const fn new(reader: &'r mut Reader<'k>) -> Self {
        Self(reader, PhantomData)
    }
}

impl<'de, T: Read> DeserializeSeed<'de> for Seed<'_, '_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::read(self.0, from)
    }
}

impl Read for Value {
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue(reader))
    }
}

/// An object of attributes; `None` for null.
impl Read for Option<Arc<Map>> {
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        match from.deserialize_any(AnyValue(reader))? {
            Value::Map(map) => Ok(Some(map)),
            Value::Null => Ok(None),
            _ => Err(de::Error::custom("expected an object of attributes")),
        }
    }
}

/// A string or null.
impl Read for Option<Text> {
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        struct Texts<'r>(&'r mut Strings);
        impl Visitor<'_> for Texts<'_> {
            type Value = Option<Text>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Some(self.0.share(text)))
            }
        }
        from.deserialize_any(Texts(&mut reader.strings))
    }
}

impl Read for Option<u64> {
    fn read<'de, D: Deserializer<'de>>(_: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        Self::deserialize(from)
    }
}

impl Read for bool {
    fn read<'de, D: Deserializer<'de>>(_: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        Ok(Option::<Self>::deserialize(from)?.unwrap_or_default())
    }
}

/// A list, or null for none.
impl<T: Read> Read for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        struct Items<'r, 'k, T>(&'r mut Reader<'k>, PhantomData<T>);
        impl<'de, T: Read> Visitor<'de> for Items<'_, '_, T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = from.next_element_seed(Seed::<T>::new(self.0))? {
                    items.push(item);
                }
                Ok(items)
            }
        }
        from.deserialize_any(Items(reader, PhantomData))
    }
}

/// An object whose keys are data, or null for none.
impl<T: Read> Read for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        struct Entries<'r, 'k, T>(&'r mut Reader<'k>, PhantomData<T>);
        impl<'de, T: Read> Visitor<'de> for Entries<'_, '_, T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(BTreeMap::new())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some(key) = from.next_key::<String>()? {
                    entries.insert(key, from.next_value_seed(Seed::<T>::new(self.0))?);
                }
                Ok(entries)
            }
        }
        from.deserialize_any(Entries(reader, PhantomData))
    }
}

/// A key of an object with known keys, borrowed where the JSON allows it.
pub(super) struct Word<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Word<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Word<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Word(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Word(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Words)
    }
}

/// Implements [`Read`] for a struct: each named key is read into its field, every other key is
/// passed over, null gives the default.
macro_rules! read_fields {
    ($type:ty, $expected:literal, { $($key:literal => $field:ident),* $(,)? }) => {
        impl $crate::sources::json::Read for $type {
            fn read<'de, D: serde::de::Deserializer<'de>>(
                reader: &mut $crate::sources::json::Reader<'_>,
                from: D,
            ) -> Result<Self, D::Error> {
                struct Fields<'r, 'k>(&'r mut $crate::sources::json::Reader<'k>);
                impl<'de> serde::de::Visitor<'de> for Fields<'_, '_> {
                    type Value = $type;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_unit<E>(self) -> Result<Self::Value, E> {
                        Ok(<$type>::default())
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut entries: A,
                    ) -> Result<Self::Value, A::Error> {
                        let mut read = <$type>::default();
                        while let Some(key) =
                            entries.next_key::<$crate::sources::json::Word<'de>>()?
                        {
                            match key.0.as_ref() {
                                $($key => {
                                    read.$field = entries.next_value_seed(
                                        $crate::sources::json::Seed::new(&mut *self.0),
                                    )?;
                                })*
                                _ => {
                                    entries.next_value::<serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        Ok(read)
                    }
                }
                from.deserialize_any(Fields(reader))
            }
        }
    };
}
pub(super) use read_fields;

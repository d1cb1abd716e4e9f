//! Conversions by their function names.

use super::Row;
use super::arguments::get;
use crate::lang::convert;
use crate::lang::unknowns::first_unknown;
use crate::model::Value;

pub(super) const ROWS: &[Row] = &[
    ("ephemeralasnull", 1, 1, true, |a| get(a, 0).cloned()),
    ("issensitive", 1, 1, true, |a| Ok(Value::Bool(matches!(get(a, 0)?, Value::Sensitive(_))))),
    ("nonsensitive", 1, 1, true, |a| get(a, 0).cloned()),
    ("sensitive", 1, 1, true, |a| get(a, 0).cloned()),
    ("tobool", 1, 1, true, |a| convert::to_bool(get(a, 0)?)),
    ("tolist", 1, 1, true, |a| convert::to_list(get(a, 0)?)),
    ("tomap", 1, 1, true, |a| convert::to_map(get(a, 0)?)),
    ("tonumber", 1, 1, true, |a| convert::to_number(get(a, 0)?)),
    ("toset", 1, 1, true, |a| {
        let value = get(a, 0)?;
        // Members that are not known may be equal to others.
        match (value, first_unknown(value)) {
            (Value::List(_), _) | (_, None) => convert::to_set(value),
            (_, Some(why)) => Ok(Value::Unknown(why)),
        }
    }),
    ("tostring", 1, 1, true, |a| convert::to_string(get(a, 0)?)),
];

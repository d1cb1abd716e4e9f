//! Attribute names and types of the bundled resource types.

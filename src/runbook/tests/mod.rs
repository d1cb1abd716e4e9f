//! The runbooks of small estates.

mod forms;
mod lacking;
mod ways;
mod world;

//! The runbooks of small estates.

mod forms;
mod lacking;
mod traffic;
mod ways;
mod world;

//! Live collection against a simulated AWS and against a loopback server with made-up answers.
//!
//! The simulator needs Python; where its packages are not installed they are put into a virtual
//! environment in the target directory. It makes the example estate from recorded changes, so that
//! ids agree with the committed states; where a Terraform binary with the AWS provider is there,
//! the stacks are applied as well.

#![expect(clippy::print_stdout, reason = "what a run could not do is said in its output")]

mod documented;
mod drift;
mod gate;
mod history;
mod loopback;
mod permissions;
mod program;
mod runbook;
mod simulator;
mod stack;
mod state_objects;
mod tables;

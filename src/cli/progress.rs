//! How far a collection is, on a terminal; on a pipe nothing.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::app::{Collection, Counts};

/// Between two looks at the counts.
const PAUSE: Duration = Duration::from_millis(100);

/// Shows the counts of a collection until it is dropped.
pub(super) struct Shown {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Shown {
    /// Begins to show, where standard error is a terminal.
    pub(super) fn begin(collection: &Arc<Collection>) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        if !std::io::stderr().is_terminal() {
            return Self { ended, thread: None };
        }
        let (collection, end) = (Arc::clone(collection), Arc::clone(&ended));
        let thread = thread::spawn(move || {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            let mut before = 0;
            while !end.load(Ordering::Relaxed) {
                let counts = collection.counts();
                bar.set_message(line(counts, counts.throttled > before));
                bar.tick();
                before = counts.throttled;
                thread::sleep(PAUSE);
            }
            bar.finish_and_clear();
        });
        Self { ended, thread: Some(thread) }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It only draws; there is nothing to learn from how it ended.
            let _ = thread.join();
        }
    }
}

fn line(counts: Counts, waiting: bool) -> String {
    let Counts { services, services_done, calls, resources, throttled } = counts;
    let mut line =
        format!("{services_done} of {services} services, {calls} calls, {resources} resources");
    if throttled > 0 {
        let now = if waiting { ", waiting" } else { "" };
        line.push_str(&format!(", throttled {throttled} times{now}"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throttles_are_told_only_where_there_are_some() {
        let counts =
            Counts { services: 50, services_done: 3, calls: 17, resources: 9, throttled: 0 };
        assert_eq!(line(counts, false), "3 of 50 services, 17 calls, 9 resources");
        let line = line(Counts { throttled: 2, ..counts }, true);
        assert!(line.ends_with("throttled 2 times, waiting"), "{line}");
    }
}

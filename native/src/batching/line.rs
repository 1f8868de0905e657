//! Requests of one signature that wait for a run.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::batching::learner::{Learner, Phase};

/// What waits.
pub struct Waiting<T> {
    /// Of its inputs.
    pub rows: usize,
    /// What it must have in common with others to share a run with them.
    pub lane: Vec<i64>,
    /// The request.
    pub task: T,
}

struct State<T> {
    waiting: VecDeque<Waiting<T>>,
    jobs: usize,
    learner: Learner,
}

/// What became of requests; the names are those of the Python plane.
#[derive(Default)]
pub struct Counts {
    /// That were run.
    pub requests: AtomicU64,
    /// Runs of one or more of them.
    pub batches: AtomicU64,
    /// Of these runs.
    pub rows: AtomicU64,
    /// Not run: late, or nobody waits any more.
    pub dropped: AtomicU64,
    /// Runs of more than one request that failed.
    pub failed: AtomicU64,
    /// Runs to find out which request was to blame.
    pub repeated: AtomicU64,
    /// Single runs beside a merged one.
    pub compared: AtomicU64,
}

impl Counts {
    /// requests, batches, rows, dropped, failed, repeated, compared.
    pub fn all(&self) -> [u64; 7] {
        [
            &self.requests,
            &self.batches,
            &self.rows,
            &self.dropped,
            &self.failed,
            &self.repeated,
            &self.compared,
        ]
        .map(|count| count.load(Ordering::Relaxed))
    }
}

/// What is known about a line at one moment.
pub struct Lesson {
    /// Requests that wait.
    pub waiting: usize,
    /// How far the learning has come.
    pub phase: Phase,
    /// Why it is off; empty otherwise.
    pub reason: &'static str,
    /// The largest useful batch.
    pub max_rows: usize,
    /// Microseconds per row alone.
    pub alone_us: Option<f64>,
}

/// Requests of one signature. Thread-safe; its lock is no other line's, and is held for moments.
pub struct Line<T> {
    state: Mutex<State<T>>,
    width: usize,
    /// What became of them.
    pub counts: Counts,
}

impl<T> Line<T> {
    /// A line of which so many batches may run at a time.
    pub fn new(width: usize) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            jobs: 0,
            learner: Learner::default(),
        };
        Self {
            state: Mutex::new(state),
            width: width.max(1),
            counts: Counts::default(),
        }
    }

    fn with<R>(&self, act: impl FnOnce(&mut State<T>) -> R) -> R {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether requests are to be run as if there were no line; asked once per request.
    pub fn is_out(&self) -> bool {
        self.with(|state| state.learner.is_out())
    }

    /// Let a request wait; whether the caller has to begin a job, which takes batches until there
    /// is none.
    pub fn enter(&self, waiting: Waiting<T>) -> bool {
        self.with(|state| {
            state.waiting.push_back(waiting);
            let begins = state.jobs < self.width;
            state.jobs += usize::from(begins);
            begins
        })
    }

    /// The next batch: the request that has waited longest, and those behind it that may share its
    /// run. None when nothing waits: then the job has ended.
    pub fn take(&self) -> Option<Vec<Waiting<T>>> {
        self.with(|state| {
            let Some(first) = state.waiting.pop_front() else {
                state.jobs -= 1;
                return None;
            };
            let (max_rows, max_tasks) = state.learner.limits();
            let mut rows = first.rows;
            let mut batch = vec![first];
            let mut place = 0;
            while batch.len() < max_tasks && rows < max_rows && place < state.waiting.len() {
                let other = &state.waiting[place];
                if rows + other.rows > max_rows || other.lane != batch[0].lane {
                    place += 1;
                    continue;
                }
                rows += other.rows;
                batch.extend(state.waiting.remove(place));
            }
            Some(batch)
        })
    }

    /// Tell or ask what is learnt.
    pub fn learn<R>(&self, act: impl FnOnce(&mut Learner) -> R) -> R {
        self.with(|state| act(&mut state.learner))
    }

    /// What is known now.
    pub fn lesson(&self) -> Lesson {
        self.with(|state| Lesson {
            waiting: state.waiting.len(),
            phase: state.learner.phase(),
            reason: state.learner.reason(),
            max_rows: state.learner.max_rows(),
            alone_us: state.learner.alone_us(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(rows: usize, lane: i64, task: char) -> Waiting<char> {
        Waiting {
            rows,
            lane: vec![lane],
            task,
        }
    }

    fn taken(line: &Line<char>) -> Option<String> {
        line.take()
            .map(|batch| batch.iter().map(|each| each.task).collect())
    }

    fn line_that_is_on() -> Line<char> {
        let line = Line::new(2);
        line.learn(|learner| {
            for _ in 0..8 {
                learner.ran_alone(1, 1e6);
            }
            for _ in 0..3 {
                learner.agreed(true);
            }
            learner.limits();
        });
        line
    }

    #[test]
    fn as_many_jobs_as_wide_begin_and_end_with_an_empty_line() {
        let line = Line::new(2);
        let begun: Vec<_> = "abc"
            .chars()
            .map(|task| line.enter(waiting(1, 0, task)))
            .collect();
        assert_eq!(begun, [true, true, false]);
        while line.take().is_some() {}
        assert!(line.take().is_none());
        assert!(line.enter(waiting(1, 0, 'd')));
    }

    #[test]
    fn what_is_not_known_yet_runs_alone_in_order() {
        let line = Line::new(1);
        for task in "ab".chars() {
            line.enter(waiting(1, 0, task));
        }
        assert_eq!(taken(&line).as_deref(), Some("a"));
        assert_eq!(taken(&line).as_deref(), Some("b"));
        assert_eq!(taken(&line), None);
    }

    #[test]
    fn requests_of_one_shape_share_a_run_and_others_do_not_wait_behind_them() {
        let line = line_that_is_on();
        for (lane, task) in [(1, 'a'), (2, 'b'), (1, 'c'), (1, 'd')] {
            line.enter(waiting(1, lane, task));
        }
        assert_eq!(taken(&line).as_deref(), Some("acd"));
        assert_eq!(taken(&line).as_deref(), Some("b"));
    }

    #[test]
    fn a_batch_has_no_more_rows_than_are_useful() {
        let line = line_that_is_on();
        line.learn(|learner| {
            for (rows, ns_per_row) in [(2, 1e5), (4, 2e5), (8, 2e5)] {
                for _ in 0..3 {
                    learner.ran_merged(rows, ns_per_row * 8.0);
                }
            }
        });
        let most = line.lesson().max_rows;
        for task in "abcdefghijklmnopqrstuvwxyz".chars() {
            line.enter(waiting(1, 0, task));
        }
        assert_eq!(taken(&line).map(|batch| batch.len()), Some(most.min(26)));
    }
}

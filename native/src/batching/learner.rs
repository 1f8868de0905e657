//! Whether batching pays for a signature, and up to which size. Plain data: whoever holds the line
//! holds its lock.

use std::collections::{BTreeMap, VecDeque};

/// Runs of a size that are remembered, and those that a decision rests on.
const RECENT: usize = 8;
const NEEDED: usize = 3;
/// Batches that must agree with single runs before any is trusted.
const COMPARED: u32 = 3;
/// Requests in such a batch, so that nobody waits long for the single runs.
const TRIAL_TASKS: usize = 4;
/// Of the time per row of single runs; what is above is not worth the waiting.
const PAYS: f64 = 0.9;
/// Of the time per row of smaller batches; what is above is only later.
const IMPROVES: f64 = 0.95;
/// Batches; a single run between them tells what merging saves now.
const BASELINE_EVERY: u64 = 64;
/// Batches that must have run before it is given up, and after which sizes are tried again.
const PATIENCE: u64 = 32;
const FORGET_EVERY: u64 = 1024;
/// Requests after which it is tried anew; each time twice as many, up to the second number.
const LOOK_AGAIN: u64 = 1024;
const LONGEST_LOOK: u64 = 65_536;
/// TensorFlow Serving's `max_batch_size`.
const MAX_ROWS: usize = 1000;

/// How far the learning has come; the names are those of the Python plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Every request runs alone, and is timed.
    Measuring,
    /// Small batches are merged, and each of their requests runs alone, too, and is compared.
    Trial,
    /// Requests that wait are merged.
    On,
    /// It does not pay; tried anew after a while.
    Off,
    /// It must not be: answers depend on who shares a batch.
    Never,
}

impl Phase {
    /// As metrics and status pages show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Measuring => "measuring",
            Self::Trial => "trial",
            Self::On => "on",
            Self::Off => "off",
            Self::Never => "never",
        }
    }
}

/// Nanoseconds per row of the last few runs; the median of them counts.
#[derive(Default)]
struct Times(VecDeque<f64>);

impl Times {
    fn add(&mut self, ns_per_row: f64) {
        if self.0.len() == RECENT {
            self.0.pop_front();
        }
        self.0.push_back(ns_per_row);
    }

    fn median(&self) -> Option<f64> {
        let mut sorted: Vec<_> = self.0.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }

    fn settled(&self) -> Option<f64> {
        if self.0.len() < NEEDED {
            None
        } else {
            self.median()
        }
    }
}

/// What is known about one signature.
pub struct Learner {
    phase: Phase,
    reason: &'static str,
    max_rows: usize,
    max_tasks: usize,
    alone: Times,
    merged: BTreeMap<u32, Times>,
    request_rows: usize,
    agreed: u32,
    agreed_varied: u32,
    batches: u64,
    runs: u64,
    takes: u64,
    passed: u64,
    look_again: u64,
}

impl Default for Learner {
    fn default() -> Self {
        Self {
            phase: Phase::Measuring,
            reason: "",
            max_rows: 1,
            max_tasks: 1,
            alone: Times::default(),
            merged: BTreeMap::new(),
            request_rows: 1,
            agreed: 0,
            agreed_varied: 0,
            batches: 0,
            runs: 0,
            takes: 0,
            passed: 0,
            look_again: LOOK_AGAIN,
        }
    }
}

impl Learner {
    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Why it is off or never to be; empty otherwise.
    pub fn reason(&self) -> &'static str {
        self.reason
    }

    /// The largest batch that is worth it, as far as is known.
    pub fn max_rows(&self) -> usize {
        self.max_rows
    }

    /// Microseconds per row of requests that ran alone.
    pub fn alone_us(&self) -> Option<f64> {
        self.alone.median().map(|ns| ns / 1e3)
    }

    /// Whether requests are to be run as if there were no batching; asked once per request.
    pub fn is_out(&mut self) -> bool {
        match self.phase {
            Phase::Never => true,
            Phase::Off => {
                self.passed += 1;
                if self.passed >= self.look_again {
                    self.look_again = (2 * self.look_again).min(LONGEST_LOOK);
                    self.enter(Phase::Measuring);
                }
                true
            }
            _ => false,
        }
    }

    /// How many rows and requests the batch that is taken now may have; asked once per batch.
    pub fn limits(&mut self) -> (usize, usize) {
        self.takes += 1;
        let every = if self.alone.settled().is_some() {
            BASELINE_EVERY
        } else {
            2
        };
        if self.takes % every == 1 {
            return (self.max_rows, 1);
        }
        (self.max_rows, self.max_tasks)
    }

    /// Whether the batch about to run shall be compared with single runs: the first ones, then
    /// ever fewer. Only batches of different requests prove anything about others like them.
    pub fn is_to_be_compared(&mut self, is_varied: bool) -> bool {
        self.batches += 1;
        self.agreed < COMPARED
            || (is_varied && self.agreed_varied < COMPARED)
            || self.batches.is_power_of_two()
    }

    /// A batch was compared with single runs, and agreed.
    pub fn agreed(&mut self, is_varied: bool) {
        self.agreed += 1;
        self.agreed_varied += u32::from(is_varied);
        if self.phase == Phase::Trial && self.agreed >= COMPARED {
            self.enter(Phase::On);
        }
    }

    /// Never merge requests again.
    pub fn forbid(&mut self, reason: &'static str) {
        self.reason = reason;
        self.enter(Phase::Never);
    }

    /// A request of so many rows ran alone for so long.
    pub fn ran_alone(&mut self, rows: usize, ns: f64) {
        self.request_rows = rows;
        self.alone.add(ns / as_f64(rows));
        if self.phase == Phase::Measuring && self.alone.0.len() == RECENT {
            let next = if self.agreed >= COMPARED {
                Phase::On
            } else {
                Phase::Trial
            };
            self.enter(next);
        }
        self.set_size();
    }

    /// A batch of so many rows took so long, with merging and splitting.
    pub fn ran_merged(&mut self, rows: usize, ns: f64) {
        self.merged
            .entry(bits(rows))
            .or_default()
            .add(ns / as_f64(rows));
        self.runs += 1;
        if self.runs.is_multiple_of(FORGET_EVERY) {
            let max_rows = self.max_rows;
            self.merged.retain(|&bits, _| 1 << bits <= max_rows);
        }
        self.set_size();
    }

    /// Find the useful maximum, or that there is none.
    fn set_size(&mut self) {
        if self.phase != Phase::On {
            return;
        }
        let Some(alone) = self.alone.settled() else {
            return;
        };
        let medians: Vec<_> = self
            .merged
            .iter()
            .filter_map(|(&bits, times)| Some((bits, times.settled()?)))
            .collect();
        let best = medians.iter().map(|&(_, median)| median).reduce(f64::min);
        if self.runs >= PATIENCE && best.unwrap_or(0.0) > PAYS * alone {
            self.reason = "merging its requests saves no time";
            self.enter(Phase::Off);
            return;
        }
        let useful = useful_bits(&medians, alone, bits(self.request_rows));
        self.max_rows = (1 << useful).min(MAX_ROWS);
    }

    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.passed = 0;
        match phase {
            Phase::On => {
                self.merged.clear();
                self.runs = 0;
                self.max_rows = self.max_rows.max(8 * self.request_rows);
                self.max_tasks = usize::MAX;
            }
            Phase::Trial => (self.max_rows, self.max_tasks) = (MAX_ROWS, TRIAL_TASKS),
            _ => (self.max_rows, self.max_tasks) = (1, 1),
        }
        if phase == Phase::Measuring {
            self.reason = "";
            self.alone = Times::default();
            self.merged.clear();
        }
    }
}

/// Up to how many rows, as a power of two, batches are worth it. While larger was better, what is
/// twice as large is to be tried, too.
fn useful_bits(medians: &[(u32, f64)], alone: f64, least: u32) -> u32 {
    let (mut best, mut useful, mut behind) = (alone, least, 0);
    for &(bits, median) in medians {
        if median < IMPROVES * best {
            (best, useful, behind) = (median, bits, 0);
        } else {
            behind += 1;
            // One may be noise; before any gain, all may.
            if behind > 1 && useful > least {
                return useful;
            }
        }
    }
    medians
        .last()
        .map_or(least + 3, |&(largest, _)| largest.max(least) + 1)
}

/// The power of two that so many rows fit.
fn bits(rows: usize) -> u32 {
    rows.max(1).next_power_of_two().trailing_zeros()
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn as_f64(rows: usize) -> f64 {
    rows as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW_NS: f64 = 100_000.0;

    fn measured() -> Learner {
        let mut learner = Learner::default();
        for _ in 0..RECENT {
            learner.ran_alone(1, ROW_NS);
        }
        learner
    }

    fn on() -> Learner {
        let mut learner = measured();
        for _ in 0..COMPARED {
            assert!(learner.is_to_be_compared(true));
            learner.agreed(true);
        }
        learner
    }

    #[test]
    fn requests_run_alone_until_their_time_is_known_and_then_in_small_batches() {
        let mut learner = Learner::default();
        assert_eq!(learner.limits().1, 1);
        learner = measured();
        assert_eq!(learner.phase(), Phase::Trial);
        assert_eq!(learner.limits().1, 1); // what it takes alone is looked at in between
        assert_eq!(learner.limits(), (MAX_ROWS, TRIAL_TASKS));
    }

    #[test]
    fn after_three_batches_that_agree_it_is_on() {
        let mut learner = on();
        assert_eq!(learner.phase(), Phase::On);
        learner.limits();
        assert_eq!(learner.limits(), (MAX_ROWS, usize::MAX));
    }

    #[test]
    fn sizes_that_are_no_better_are_not_used() {
        let mut learner = on();
        for (rows, ns_per_row) in [(2, 60.0), (4, 40.0), (8, 30.0), (16, 30.0), (32, 30.0)] {
            for _ in 0..NEEDED {
                learner.ran_merged(rows, ns_per_row * 1e3 * as_f64(rows));
            }
        }
        assert_eq!(learner.max_rows(), 8);
    }

    #[test]
    fn it_turns_itself_off_where_merging_saves_nothing_and_looks_again_later() {
        let mut learner = on();
        for _ in 0..PATIENCE {
            learner.ran_merged(4, 4.0 * ROW_NS);
        }
        assert_eq!(learner.phase(), Phase::Off);
        let out = (0..2 * LOOK_AGAIN).take_while(|_| learner.is_out()).count();
        assert_eq!(out as u64, LOOK_AGAIN);
        assert_eq!(learner.phase(), Phase::Measuring);
    }

    #[test]
    fn what_was_forbidden_stays_so() {
        let mut learner = on();
        learner.forbid("a batch and single runs differ");
        assert!((0..2 * LOOK_AGAIN).all(|_| learner.is_out()));
    }
}

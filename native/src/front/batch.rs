//! Predicts that share runs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::batching::comparison;
use crate::batching::line::{Line, Waiting};
use crate::batching::merge::joined;
use crate::front::ledger::Charge;
use crate::front::predict::Work;
use crate::front::status::RESOURCE_EXHAUSTED;
use crate::tensorflow::ffi::{Failure, Tensor};
use crate::tensorflow::rows::Rows;

const LATE: &str = "Run() timeout exceeded while waiting in batching queue";

/// The framed response, or why there is none.
pub type Answer = Result<Bytes, Failure>;

/// A request that waits.
pub struct Task {
    work: Work,
    rows: usize,
    deadline: Option<Instant>,
    reply: oneshot::Sender<Answer>,
    _charge: Option<Charge>, // until the run has ended
}

/// Where a request may wait for others, and how many rows it has; None where it is to be run as if
/// there were no batching. Asked once per request.
pub fn place_of(work: &Work) -> Option<(Arc<Line<Task>>, usize)> {
    let line = work.line()?;
    let rows = work.rows()?;
    (!line.is_out()).then_some((line, rows))
}

/// Let a request wait; where its answer comes. Call it on a thread that owns connections.
pub fn submit(
    (line, rows): (Arc<Line<Task>>, usize),
    work: Work,
    deadline: Option<Instant>,
    charge: Option<Charge>,
) -> oneshot::Receiver<Answer> {
    let (reply, answer) = oneshot::channel();
    let shape = work.lane();
    let task = Task {
        work,
        rows,
        deadline,
        reply,
        _charge: charge,
    };
    let waiting = Waiting {
        rows,
        lane: shape,
        task,
    };
    if line.enter(waiting) {
        tokio::task::spawn_local(job(line));
    }
    answer
}

/// Take batches until there is none: short ones run here, others where nobody else waits for the
/// thread.
async fn job(line: Arc<Line<Task>>) {
    loop {
        // What has arrived meanwhile is decoded first, and comes along.
        tokio::task::yield_now().await;
        let Some(batch) = line.take() else { return };
        let is_short = batch[0].task.work.is_short_batched();
        let line = Arc::clone(&line);
        let run = move || {
            // What panics has lost its requests, which are told so; others go on.
            let _ = catch_unwind(AssertUnwindSafe(|| run(&line, batch)));
        };
        if is_short {
            run();
        } else {
            let _ = tokio::task::spawn_blocking(run).await;
        }
    }
}

fn run(line: &Line<Task>, batch: Vec<Waiting<Task>>) {
    let now = Instant::now();
    let mut tasks = Vec::with_capacity(batch.len());
    for Waiting { task, .. } in batch {
        let is_late = task.deadline.is_some_and(|deadline| deadline <= now);
        if is_late || task.reply.is_closed() {
            line.counts.dropped.fetch_add(1, Ordering::Relaxed);
            let message = LATE.to_owned();
            let late = Failure {
                code: RESOURCE_EXHAUSTED,
                message,
            };
            task.work.count(None, Err(&late));
            let _ = task.reply.send(Err(late));
        } else {
            tasks.push(task);
        }
    }
    line.counts
        .requests
        .fetch_add(tasks.len() as u64, Ordering::Relaxed);
    match tasks.len() {
        0 => {}
        1 => tasks.into_iter().for_each(|task| alone(line, task)),
        _ => together(line, tasks),
    }
}

impl Task {
    fn answer(self, began: Instant, outputs: &[Rows<'_>]) {
        let answer = self.work.encoded(outputs);
        let size = answer.as_ref().map(Bytes::len);
        self.work.count(Some(began.elapsed()), size);
        let _ = self.reply.send(answer);
    }

    fn fail(self, failure: Failure) {
        self.work.count(None, Err(&failure));
        let _ = self.reply.send(Err(failure));
    }
}

fn alone(line: &Line<Task>, task: Task) {
    let began = Instant::now();
    match task.work.results() {
        Ok(outputs) => {
            let ns = nanoseconds(began);
            count_run(line, task.rows);
            line.learn(|learner| learner.ran_alone(task.rows, ns));
            let outputs: Vec<_> = outputs.iter().map(Rows::whole).collect();
            task.answer(began, &outputs);
        }
        Err(failure) => task.fail(failure),
    }
}

fn together(line: &Line<Task>, tasks: Vec<Task>) {
    let rows = tasks.iter().map(|task| task.rows).sum();
    let is_varied = tasks[1..]
        .iter()
        .any(|task| !task.work.brings_the_same(&tasks[0].work));
    let compares = line.learn(|learner| learner.is_to_be_compared(is_varied));
    let began = Instant::now();
    let outputs = match merged(&tasks) {
        Ok(outputs) => outputs,
        Err(failure) => {
            line.counts.failed.fetch_add(1, Ordering::Relaxed);
            return halve(line, tasks, failure);
        }
    };
    let ns = nanoseconds(began);
    if !have_rows(&outputs, rows) {
        line.learn(|learner| learner.forbid("its outputs have no row for every row of the inputs"));
        return tasks.into_iter().for_each(|task| alone(line, task));
    }
    if compares {
        if !agree(line, &tasks, &outputs) {
            line.learn(|learner| learner.forbid("answers in a batch and alone differ"));
            return tasks.into_iter().for_each(|task| alone(line, task));
        }
        line.learn(|learner| learner.agreed(is_varied));
    }
    count_run(line, rows);
    line.learn(|learner| learner.ran_merged(rows, ns));
    split(tasks, began, &outputs);
}

fn split(tasks: Vec<Task>, began: Instant, outputs: &[Tensor]) {
    let mut first = 0;
    for task in tasks {
        let end = first + task.rows;
        let rows: Vec<_> = outputs
            .iter()
            .map(|output| Rows::between(output, first, end))
            .collect();
        task.answer(began, &rows);
        first = end;
    }
}

/// A run has failed: find out whose fault it was, so that others get their answers.
fn halve(line: &Line<Task>, mut tasks: Vec<Task>, failure: Failure) {
    if tasks.len() == 1 {
        return tasks
            .into_iter()
            .for_each(|task| task.fail(failure.clone()));
    }
    let rest = tasks.split_off(tasks.len() / 2);
    for half in [tasks, rest] {
        line.counts.repeated.fetch_add(1, Ordering::Relaxed);
        let began = Instant::now();
        match merged(&half) {
            Ok(outputs) => {
                count_run(line, half.iter().map(|task| task.rows).sum());
                split(half, began, &outputs);
            }
            Err(failure) => halve(line, half, failure),
        }
    }
}

fn merged(tasks: &[Task]) -> Result<Vec<Tensor>, Failure> {
    let first = &tasks[0].work;
    if tasks.len() == 1 {
        return first.results();
    }
    let works: Vec<_> = tasks.iter().map(|task| &task.work).collect();
    let values = (0..first.values.len())
        .map(|place| {
            let parts: Vec<_> = works.iter().map(|work| &work.values[place]).collect();
            joined(&parts)
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| Failure {
            code: RESOURCE_EXHAUSTED,
            message: "There is no memory for a batch".to_owned(),
        })?;
    first.results_of(&values)
}

fn have_rows(outputs: &[Tensor], rows: usize) -> bool {
    outputs.iter().all(|output| {
        output
            .shape()
            .next()
            .and_then(|first| usize::try_from(first).ok())
            == Some(rows)
    })
}

/// Whether each request gets the same alone.
fn agree(line: &Line<Task>, tasks: &[Task], outputs: &[Tensor]) -> bool {
    let mut first = 0;
    tasks.iter().all(|task| {
        let end = first + task.rows;
        let began = Instant::now();
        line.counts.compared.fetch_add(1, Ordering::Relaxed);
        let Ok(singles) = task.work.results() else {
            return false;
        };
        line.learn(|learner| learner.ran_alone(task.rows, nanoseconds(began)));
        let is_same = outputs.iter().zip(&singles).all(|(output, single)| {
            comparison::agree(&Rows::between(output, first, end), &Rows::whole(single))
        });
        first = end;
        is_same
    })
}

fn count_run(line: &Line<Task>, rows: usize) {
    line.counts.batches.fetch_add(1, Ordering::Relaxed);
    line.counts.rows.fetch_add(rows as u64, Ordering::Relaxed);
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn nanoseconds(began: Instant) -> f64 {
    began.elapsed().as_nanos() as f64
}

//! The threads on which Python is called: no thread that owns connections ever waits for the GIL.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use pyo3::prelude::*;

type Task = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

/// A bounded number of threads that call Python, in order of submission.
pub struct PythonPool {
    tasks: Mutex<Option<Sender<Task>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl PythonPool {
    /// A pool of so many threads, started now.
    pub fn new(threads: usize) -> std::io::Result<Self> {
        let (sender, receiver) = channel::<Task>();
        let receiver = Arc::new(Mutex::new(receiver));
        let threads = (0..threads)
            .map(|number| {
                let receiver = Arc::clone(&receiver);
                std::thread::Builder::new()
                    .name(format!("tfserve-call-{number}"))
                    .spawn(move || work(&receiver))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            tasks: Mutex::new(Some(sender)),
            threads: Mutex::new(threads),
        })
    }

    /// Run `task` on one of the threads; dropped when the pool is closed.
    pub fn submit(&self, task: impl FnOnce(Python<'_>) -> PyResult<()> + Send + 'static) {
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = tasks.as_ref() {
            let _ = sender.send(Box::new(task));
        }
    }

    /// Run what was submitted, then end the threads. Call it without the GIL.
    pub fn close(&self) {
        self.tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            let _ = thread.join();
        }
    }
}

fn work(tasks: &Mutex<Receiver<Task>>) {
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(task) = task else { return };
        Python::attach(|py| {
            if let Err(error) = task(py) {
                error.write_unraisable(py, None);
            }
        });
    }
}

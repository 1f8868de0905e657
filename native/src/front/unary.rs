//! A Predict that is answered without Python.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::HeaderValue;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::front::access::Grant;
use crate::front::batch::{self, Answer};
use crate::front::call::End;
use crate::front::deadline::over;
use crate::front::message::{Broken, Messages};
use crate::front::metadata::REQUEST_ID;
use crate::front::predict::{LARGE_BYTES, Work};
use crate::front::response::{finish, gzipped, head, reset, send_message};
use crate::front::server::Core;
use crate::front::status::{
    DEADLINE_EXCEEDED, INTERNAL, OK, UNIMPLEMENTED, all_is_well, failure, trailers,
};
use crate::tensorflow::ffi::Failure;

/// What the client said ahead of its message.
pub struct Asked {
    pub arrived: Instant,
    pub deadline: Option<Instant>,
    /// Its name for the call, which it gets back.
    pub id: Option<HeaderValue>,
    /// What it may use; None: anything.
    pub grant: Option<Arc<Grant>>,
    /// Whether the answer is to be compressed.
    pub is_gzip: bool,
}

impl Asked {
    /// Whether the model may be used; counted where somebody was asked.
    fn allows(&self, model: &str, core: &Core) -> bool {
        let Some(grant) = &self.grant else {
            return true;
        };
        let is_allowed = grant.is_for(model);
        if is_allowed && let Some(access) = &core.options.access {
            access.count();
        }
        is_allowed
    }

    fn named(&self, mut end: End) -> End {
        if let Some(id) = &self.id {
            let id = id.as_bytes().to_vec();
            end.trailers.push((REQUEST_ID.to_owned(), id));
        }
        end
    }
}

/// Who answers a Predict.
pub enum Predicted {
    /// It was answered, or nobody waits for an answer.
    Answered,
    /// Nothing was sent: Python has to look at it.
    ForPython,
}

/// Answer a Predict here if that can be done.
pub async fn predict(
    messages: &mut Messages,
    respond: &mut SendResponse<Bytes>,
    asked: &Asked,
    core: &Arc<Core>,
) -> Predicted {
    let deadline = asked.deadline;
    let message = tokio::select! {
        biased;
        message = messages.next() => message,
        end = over(core, deadline) => Err(Broken::Refused(end)),
    };
    let message = match message {
        Ok(Some(message)) => message,
        Ok(None) => return Predicted::ForPython,
        Err(Broken::Gone) => return Predicted::Answered,
        Err(Broken::Refused(end)) => {
            finish(respond, None, &asked.named(end));
            return Predicted::Answered;
        }
    };
    if !messages.is_at_end() {
        // A client may say in a frame of its own that there are no more messages.
        match messages.next().await {
            Ok(None) => {}
            Err(Broken::Gone) => return Predicted::Answered,
            _ => {
                let end = failure(UNIMPLEMENTED, "Predict takes one message");
                finish(respond, None, &asked.named(end));
                return Predicted::Answered;
            }
        }
    }
    let is_late = deadline.is_some_and(|deadline| deadline <= Instant::now());
    let options = &core.options;
    // Both the bytes and what is made of them are held.
    let charged = 2 * message.len();
    let charge = match options.account.charge(charged) {
        Ok(charge) => Some(charge),
        Err(lacking) => {
            let account = &options.account;
            if let Some(end) = account.refuse(lacking, message.len(), charged, asked.arrived) {
                finish(respond, None, &asked.named(end));
                return Predicted::Answered;
            }
            None
        }
    };
    let work = if is_late || charge.is_none() {
        None
    } else {
        prepare(&message, asked.arrived, core)
            .await
            .filter(|work| asked.allows(work.model(), core))
    };
    let Some(work) = work else {
        drop(charge);
        messages.put_back(message);
        return Predicted::ForPython;
    };
    drop(message);
    let result = if let Some(place) = batch::place_of(&work) {
        let answer = batch::submit(place, work, deadline, charge);
        awaited(Run::InBatch(answer), respond, asked, core).await
    } else if work.is_short() {
        Some(work.run())
    } else {
        let run = tokio::task::spawn_blocking(move || {
            let result = work.run();
            drop(charge);
            result
        });
        awaited(Run::Elsewhere(run), respond, asked, core).await
    };
    let Some(result) = result else {
        return Predicted::Answered;
    };
    match result {
        Ok(answer) => send(respond, answer, asked, core).await,
        Err(Failure { code, message }) => {
            finish(respond, None, &asked.named(failure(code, &message)));
        }
    }
    Predicted::Answered
}

/// Decode, elsewhere where that takes long; None where Python has to look at it.
async fn prepare(message: &Bytes, arrived: Instant, core: &Arc<Core>) -> Option<Work> {
    if message.len() <= LARGE_BYTES {
        return Work::prepare(message, &core.snapshot.load(), &core.options, arrived);
    }
    let (message, core) = (message.clone(), Arc::clone(core));
    let prepared = tokio::task::spawn_blocking(move || {
        Work::prepare(&message, &core.snapshot.load(), &core.options, arrived)
    });
    prepared.await.ok().flatten()
}

async fn send(
    respond: &mut SendResponse<Bytes>,
    mut answer: Bytes,
    asked: &Asked,
    core: &Arc<Core>,
) {
    if asked.is_gzip {
        answer = if answer.len() <= LARGE_BYTES {
            gzipped(&answer)
        } else {
            let zipped = tokio::task::spawn_blocking(move || gzipped(&answer)).await;
            let Ok(zipped) = zipped else {
                return finish(
                    respond,
                    None,
                    &asked.named(failure(INTERNAL, "A run failed")),
                );
            };
            zipped
        };
    }
    let Ok(mut stream) = respond.send_response(head(asked.is_gzip), false) else {
        return;
    };
    let is_sent = tokio::select! {
        biased;
        is_sent = send_message(&mut stream, answer) => is_sent,
        _ = over(core, asked.deadline) => {
            stream.send_reset(Reason::CANCEL);
            false
        }
    };
    if is_sent {
        let last = match asked.id {
            None => all_is_well(),
            Some(_) => trailers(&asked.named(failure(OK, ""))),
        };
        let _ = stream.send_trailers(last);
    }
}

/// What a run on another thread, or with others, ends with; None where nobody waits for it any more.
///
/// A run that has begun goes on then, and stays charged until its end; one that has not never
/// begins. In a box: what is answered at once has no need of the room.
fn awaited<'a>(
    mut run: Run,
    respond: &'a mut SendResponse<Bytes>,
    asked: &'a Asked,
    core: &'a Arc<Core>,
) -> Pin<Box<dyn Future<Output = Option<Answer>> + 'a>> {
    Box::pin(async move {
        tokio::select! {
            biased;
            answer = run.end() => Some(answer),
            () = reset(respond, None) => None,
            end = over(core, asked.deadline) => {
                let text = "Timed out waiting for notification";
                let end = if end.code == DEADLINE_EXCEEDED { failure(end.code, text) } else { end };
                finish(respond, None, &asked.named(end));
                None
            }
        }
    })
}

/// A run that is called off, if it has not begun, when nobody waits for it.
enum Run {
    Elsewhere(JoinHandle<Answer>),
    InBatch(oneshot::Receiver<Answer>),
}

impl Run {
    async fn end(&mut self) -> Answer {
        let ended = match self {
            Self::Elsewhere(run) => run.await.ok(),
            Self::InBatch(answer) => answer.await.ok(),
        };
        // What ran has panicked.
        ended.unwrap_or_else(|| {
            Err(Failure {
                code: INTERNAL,
                message: "A run failed".to_owned(),
            })
        })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Self::Elsewhere(run) = self {
            run.abort();
        }
    }
}

//! A Predict that is answered without Python.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::HeaderValue;
use tokio::task::JoinHandle;

use crate::front::access::Grant;
use crate::front::call::End;
use crate::front::deadline::over;
use crate::front::ledger::Charge;
use crate::front::message::{Broken, Messages};
use crate::front::metadata::REQUEST_ID;
use crate::front::predict::Work;
use crate::front::response::{finish, gzipped, head, reset, send_message};
use crate::front::server::Core;
use crate::front::status::{
    DEADLINE_EXCEEDED, INTERNAL, OK, UNIMPLEMENTED, all_is_well, failure, trailers,
};
use crate::tensorflow::ffi::{Failure, Place};

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

/// What came of a run: the framed answer.
type Ran = Result<Bytes, Failure>;

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
        let snapshot = core.snapshot.load();
        Work::prepare(
            &message,
            &snapshot,
            options.max_tensor_bytes,
            options.as_content,
            asked.arrived,
        )
        .filter(|work| asked.allows(work.model(), core))
    };
    let Some(work) = work else {
        drop(charge);
        messages.put_back(message);
        return Predicted::ForPython;
    };
    drop(message);
    let result = if work.is_short() {
        work.run(Place::Caller)
    } else {
        match run_elsewhere(work, charge, respond, asked, core).await {
            Some(result) => result,
            None => return Predicted::Answered,
        }
    };
    match result {
        Ok(answer) => send(respond, answer, asked, core).await,
        Err(Failure { code, message }) => {
            finish(respond, None, &asked.named(failure(code, &message)));
        }
    }
    Predicted::Answered
}

async fn send(
    respond: &mut SendResponse<Bytes>,
    mut answer: Bytes,
    asked: &Asked,
    core: &Arc<Core>,
) {
    if asked.is_gzip {
        answer = gzipped(&answer);
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

/// Run on another thread; None where nobody waits for the result any more.
///
/// A run that has begun goes on then, and stays charged until its end; one that has not never
/// begins. In a box: what is answered at once has no need of the room.
fn run_elsewhere<'a>(
    work: Work,
    charge: Option<Charge>,
    respond: &'a mut SendResponse<Bytes>,
    asked: &'a Asked,
    core: &'a Arc<Core>,
) -> Pin<Box<dyn Future<Output = Option<Ran>> + 'a>> {
    Box::pin(async move {
        let mut run = Run(tokio::task::spawn_blocking(move || {
            let result = work.run(Place::Caller);
            drop(charge);
            result
        }));
        tokio::select! {
            run = &mut run.0 => Some(run.unwrap_or_else(|_| {
                Err(Failure {
                    code: INTERNAL,
                    message: "A run failed".into(),
                })
            })),
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
struct Run(JoinHandle<Ran>);

impl Drop for Run {
    fn drop(&mut self) {
        self.0.abort();
    }
}

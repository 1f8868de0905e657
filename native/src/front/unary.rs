//! A Predict that is answered without Python.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use h2::server::SendResponse;

use crate::front::deadline::over;
use crate::front::message::{Broken, Messages};
use crate::front::predict::Work;
use crate::front::response::{finish, head};
use crate::front::server::Core;
use crate::front::status::{DEADLINE_EXCEEDED, INTERNAL, OK, UNIMPLEMENTED, failure, trailers};
use crate::tensorflow::ffi::{Failure, Place};

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
    arrived: Instant,
    timeout: Option<Duration>,
    core: &Arc<Core>,
) -> Predicted {
    let deadline = timeout.map(|timeout| arrived + timeout);
    let message = match messages.next().await {
        Ok(Some(message)) => message,
        Ok(None) => return Predicted::ForPython,
        Err(Broken::Gone) => return Predicted::Answered,
        Err(Broken::Refused(end)) => {
            finish(respond, None, &end);
            return Predicted::Answered;
        }
    };
    if !messages.is_at_end() {
        // A client may say in a frame of its own that there are no more messages.
        match messages.next().await {
            Ok(None) => {}
            Err(Broken::Gone) => return Predicted::Answered,
            _ => {
                finish(
                    respond,
                    None,
                    &failure(UNIMPLEMENTED, "Predict takes one message"),
                );
                return Predicted::Answered;
            }
        }
    }
    let is_late = deadline.is_some_and(|deadline| deadline <= Instant::now());
    let options = &core.options;
    // Both the bytes and what is made of them are held.
    let charge = options.account.charge(2 * message.len());
    let work = if is_late || charge.is_none() {
        None
    } else {
        let snapshot = core.snapshot.load();
        Work::prepare(
            &message,
            &snapshot,
            options.max_tensor_bytes,
            options.as_content,
            arrived,
        )
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
        // The run goes on where nobody waits for it any more, and stays charged until its end.
        let run = tokio::task::spawn_blocking(move || {
            let result = work.run(Place::Caller);
            drop(charge);
            result
        });
        let run = tokio::select! {
            run = run => run,
            end = over(core, deadline) => {
                let text = "Timed out waiting for notification";
                let end = if end.code == DEADLINE_EXCEEDED { failure(end.code, text) } else { end };
                finish(respond, None, &end);
                return Predicted::Answered;
            }
        };
        run.unwrap_or_else(|_| {
            Err(Failure {
                code: INTERNAL,
                message: "A run failed".into(),
            })
        })
    };
    match result {
        Ok(answer) => {
            if let Ok(mut stream) = respond.send_response(head(), false)
                && stream.send_data(answer, false).is_ok()
            {
                let _ = stream.send_trailers(trailers(&failure(OK, "")));
            }
        }
        Err(Failure { code, message }) => finish(respond, None, &failure(code, &message)),
    }
    Predicted::Answered
}

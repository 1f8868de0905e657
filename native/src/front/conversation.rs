//! A call that Python answers, from the side of the connection.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use pyo3::prelude::*;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::front::call::{Command, End, Shared};
use crate::front::deadline::over;
use crate::front::message::{Broken, Messages, framed};
use crate::front::response::{finish, gzipped, head, reset, send_message, send_slowly};
use crate::front::server::Core;
use crate::front::status::{INTERNAL, failure};

/// A call that Python answers, from the side of the connection.
pub struct Conversation<'a> {
    pub respond: &'a mut SendResponse<Bytes>,
    pub stream: Option<SendStream<Bytes>>,
    pub messages: Messages,
    pub commands: UnboundedReceiver<Command>,
    pub shared: Arc<Shared>,
    /// Whether messages are sent compressed.
    pub is_gzip: bool,
}

enum Step {
    Command(Option<Command>),
    Gone,
    Over(End),
}

impl Conversation<'_> {
    /// Do what Python asks until the call is over.
    pub async fn run(mut self, core: &Arc<Core>, deadline: Option<Instant>) {
        loop {
            let step = {
                let Self {
                    respond,
                    stream,
                    commands,
                    ..
                } = &mut self;
                tokio::select! {
                    biased;
                    command = commands.recv() => Step::Command(command),
                    () = reset(respond, stream.as_mut()) => Step::Gone,
                    end = over(core, deadline) => Step::Over(end),
                }
            };
            match step {
                Step::Command(Some(Command::Receive(on_message))) => {
                    if !self.receive(core, on_message, deadline).await {
                        return;
                    }
                }
                Step::Command(Some(Command::Send(message, on_sent))) => {
                    if !self.pass(&message, on_sent, core, deadline).await {
                        return;
                    }
                }
                Step::Command(Some(Command::End(end))) => {
                    return self.answer(&end, core, deadline).await;
                }
                Step::Command(None) => {
                    return self.end(&failure(INTERNAL, "The call was not answered"));
                }
                Step::Gone => return self.leave(core),
                Step::Over(end) => {
                    self.leave(core);
                    return self.end(&end);
                }
            }
        }
    }

    /// Hand on the next message; False when the call has ended.
    async fn receive(
        &mut self,
        core: &Arc<Core>,
        on_message: Py<PyAny>,
        deadline: Option<Instant>,
    ) -> bool {
        // An answer may overtake the next message: a stream of both directions.
        let received = tokio::select! {
            biased;
            received = self.messages.next() => Ok(received),
            command = self.commands.recv() => Err(Step::Command(command)),
            end = over(core, deadline) => Err(Step::Over(end)),
        };
        match received {
            Ok(Ok(message)) => {
                core.python(move |py| {
                    let message = message.map(|bytes| pyo3::types::PyBytes::new(py, &bytes));
                    on_message.call1(py, (message,)).map(drop)
                });
                true
            }
            Ok(Err(Broken::Gone)) => {
                self.leave(core);
                false
            }
            Err(Step::Command(Some(Command::Send(message, on_sent)))) => {
                if !self.pass(&message, on_sent, core, deadline).await {
                    return false;
                }
                Box::pin(self.receive(core, on_message, deadline)).await
            }
            Err(Step::Command(Some(Command::End(end)))) => {
                self.answer(&end, core, deadline).await;
                false
            }
            Ok(Err(Broken::Refused(end))) | Err(Step::Over(end)) => {
                self.leave(core);
                self.end(&end);
                false
            }
            Err(_) => {
                self.end(&failure(INTERNAL, "The call was not answered"));
                false
            }
        }
    }

    fn leave(&self, core: &Arc<Core>) {
        if let Some(callback) = self.shared.leave() {
            core.python(move |py| callback.call0(py).map(drop));
        }
    }

    /// Send one message of several when there is room for it; False when the call has ended.
    async fn pass(
        &mut self,
        message: &[u8],
        on_sent: Py<PyAny>,
        core: &Arc<Core>,
        deadline: Option<Instant>,
    ) -> bool {
        let is_sent = tokio::select! {
            biased;
            is_sent = self.send(message, false) => Ok(is_sent),
            end = over(core, deadline) => Err(end),
        };
        match is_sent {
            Ok(true) => core.python(move |py| on_sent.call0(py).map(drop)),
            Ok(false) => self.leave(core),
            Err(_) => self.give_up(core),
        }
        is_sent.unwrap_or(false)
    }

    /// Send the last message, where there is one, and the status.
    async fn answer(&mut self, end: &End, core: &Arc<Core>, deadline: Option<Instant>) {
        if let Some(message) = &end.message {
            let is_sent = tokio::select! {
                biased;
                is_sent = self.send(message, true) => is_sent,
                _ = over(core, deadline) => {
                    self.give_up(core);
                    false
                }
            };
            if !is_sent {
                return;
            }
        }
        self.end(end);
    }

    async fn send(&mut self, message: &[u8], is_last: bool) -> bool {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => match self.respond.send_response(head(self.is_gzip), false) {
                Ok(stream) => none.insert(stream),
                Err(_) => return false,
            },
        };
        let mut message = framed(message);
        if self.is_gzip {
            message = gzipped(&message);
        }
        if is_last {
            send_message(stream, message).await
        } else {
            send_slowly(stream, message).await
        }
    }

    /// In the middle of a message: nothing can be said any more.
    fn give_up(&mut self, core: &Arc<Core>) {
        self.leave(core);
        if let Some(stream) = &mut self.stream {
            stream.send_reset(Reason::CANCEL);
        }
    }

    fn end(&mut self, end: &End) {
        finish(self.respond, self.stream.as_mut(), end);
    }
}

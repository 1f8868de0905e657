//! A call that Python answers, from the side of the connection.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use h2::SendStream;
use h2::server::SendResponse;
use pyo3::prelude::*;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::front::call::{Command, End, Shared};
use crate::front::deadline::over;
use crate::front::message::{Broken, Messages, framed};
use crate::front::response::{finish, head, reset};
use crate::front::server::Core;
use crate::front::status::{INTERNAL, failure};

/// A call that Python answers, from the side of the connection.
pub struct Conversation {
    pub respond: SendResponse<Bytes>,
    pub stream: Option<SendStream<Bytes>>,
    pub messages: Messages,
    pub commands: UnboundedReceiver<Command>,
    pub shared: Arc<Shared>,
}

enum Step {
    Command(Option<Command>),
    Gone,
    Over(End),
}

impl Conversation {
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
                    if self.send(&message, false) {
                        core.python(move |py| on_sent.call0(py).map(drop));
                    }
                }
                Step::Command(Some(Command::End(end))) => return self.end(&end),
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
                if self.send(&message, false) {
                    core.python(move |py| on_sent.call0(py).map(drop));
                }
                Box::pin(self.receive(core, on_message, deadline)).await
            }
            Err(Step::Command(Some(Command::End(end)))) => {
                self.end(&end);
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

    fn send(&mut self, message: &[u8], is_last: bool) -> bool {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => match self.respond.send_response(head(), false) {
                Ok(stream) => none.insert(stream),
                Err(_) => return false,
            },
        };
        stream.send_data(framed(message), is_last).is_ok()
    }

    fn end(&mut self, end: &End) {
        if let Some(message) = &end.message
            && !self.send(message, false)
        {
            return;
        }
        finish(&mut self.respond, self.stream.as_mut(), end);
    }
}

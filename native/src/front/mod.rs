//! gRPC over HTTP/2: connections, calls, and who answers them.

pub mod access;
mod batch;
pub mod call;
mod connection;
mod conversation;
mod counts;
pub mod deadline;
mod exchange;
pub mod ledger;
mod lifetime;
mod listener;
mod message;
mod metadata;
mod pool;
mod predict;
mod refusal;
mod response;
pub mod server;
pub mod snapshot;
mod status;
pub mod tls;
mod traffic;
mod unary;

//! gRPC over HTTP/2: connections, calls, and who answers them.

pub mod call;
mod connection;
mod counts;
pub mod ledger;
mod message;
mod pool;
mod predict;
pub mod server;
pub mod snapshot;
mod status;

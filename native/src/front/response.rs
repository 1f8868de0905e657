//! What is sent: head, status, trailers.

use bytes::Bytes;
use h2::SendStream;
use h2::server::SendResponse;
use http::Response;

use crate::front::call::End;
use crate::front::status::trailers;

/// Send the status: alone, as headers and trailers in one, where nothing was sent before.
pub fn finish(
    respond: &mut SendResponse<Bytes>,
    stream: Option<&mut SendStream<Bytes>>,
    end: &End,
) {
    if let Some(stream) = stream {
        let _ = stream.send_trailers(trailers(end));
    } else {
        let mut response = head();
        response.headers_mut().extend(trailers(end));
        let _ = respond.send_response(response, true);
    }
}

/// The headers of every answer.
pub fn head() -> Response<()> {
    let mut response = Response::new(());
    let value = http::HeaderValue::from_static("application/grpc");
    response.headers_mut().insert("content-type", value);
    response
}

/// The stream was reset by the client.
pub async fn reset(respond: &mut SendResponse<Bytes>, stream: Option<&mut SendStream<Bytes>>) {
    if let Some(stream) = stream {
        let _ = std::future::poll_fn(|context| stream.poll_reset(context)).await;
    } else {
        let _ = std::future::poll_fn(|context| respond.poll_reset(context)).await;
    }
}

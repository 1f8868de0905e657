//! Encrypted connections: rustls, TLS 1.2 and 1.3.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{NoClientAuth, WebPkiClientVerifier};
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::front::server::Core;

/// The only protocol that is spoken; who offers none of it is refused in the handshake.
const PROTOCOL: &[u8] = b"h2";

/// Key and certificates for new connections. Resumed sessions are of the same ones: what clients
/// were verified by cannot outlive it.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeTls {
    config: Arc<ServerConfig>,
}

#[pymethods]
impl NativeTls {
    /// From PEM texts; clients need certificates that lead to `client_ca` where there is one.
    ///
    /// Raises ValueError: why they cannot be used here.
    #[new]
    #[pyo3(signature = (key, certificates, client_ca=None))]
    fn new(key: &[u8], certificates: &[u8], client_ca: Option<&[u8]>) -> PyResult<Self> {
        let config = config(key, certificates, client_ca).map_err(PyValueError::new_err)?;
        Ok(Self {
            config: Arc::new(config),
        })
    }
}

fn config(
    key: &[u8],
    certificates: &[u8],
    client_ca: Option<&[u8]>,
) -> Result<ServerConfig, String> {
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let builder = match client_ca {
        None => builder.with_client_cert_verifier(Arc::new(NoClientAuth)),
        Some(roots) => {
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(certificates_in(roots)?);
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(store), provider)
                .build()
                .map_err(|error| format!("roots of client certificates: {error}"))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| "no private key in it".to_owned())?;
    let mut config = builder
        .with_single_cert(certificates_in(certificates)?, key)
        .map_err(|error| error.to_string())?;
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(config)
}

fn certificates_in(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| "a certificate is no PEM text".to_owned())
}

/// Shake hands with the certificates of this moment; None when that fails.
pub async fn accept<T: AsyncRead + AsyncWrite + Unpin>(
    io: T,
    identity: Arc<Py<PyAny>>,
    core: &Core,
) -> Option<TlsStream<T>> {
    let handshake = async {
        let config = current(identity, core).await?;
        let stream = TlsAcceptor::from(config).accept(io).await.ok()?;
        // A client that offers no protocol at all is not gRPC's.
        (stream.get_ref().1.alpn_protocol() == Some(PROTOCOL)).then_some(stream)
    };
    tokio::time::timeout(core.options.handshake, handshake)
        .await
        .ok()?
}

/// Python follows the files; nobody waits for it here but this connection.
async fn current(identity: Arc<Py<PyAny>>, core: &Core) -> Option<Arc<ServerConfig>> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    core.python(move |py| {
        let tls = identity.call0(py)?;
        let tls = tls.cast_bound::<NativeTls>(py)?;
        let _ = sender.send(Arc::clone(&tls.get().config));
        Ok(())
    });
    receiver.await.ok()
}

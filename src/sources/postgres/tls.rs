//! TLS to a server, as strict as `sslmode` asks for.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::dsn::{Check, Roots};
use super::trouble::Trouble;
use crate::model::Reason;

/// Makes the connector; paths are relative to `directory`.
pub(super) fn connector(
    check: &Check,
    direct: bool,
    directory: &Path,
) -> Result<MakeRustlsConnect, Trouble> {
    let provider = Arc::new(ring::default_provider());
    let (names, roots) = match check {
        Check::Nothing => (false, None),
        Check::Chain(roots) => (false, Some(roots)),
        Check::Full(roots) => (true, Some(roots)),
    };
    let (chain, pinned) = match roots {
        None => (None, Vec::new()),
        Some(roots) => {
            let trusted = certificates(roots, directory)?;
            let chain = verifier(&trusted, &provider)?;
            let pinned = if *roots == Roots::System { Vec::new() } else { trusted };
            (Some(chain), pinned)
        }
    };
    let verifier = Verifier { chain, pinned, names, provider: Arc::clone(&provider) };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| unusable("rustls offers no version of TLS"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    if direct {
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(MakeRustlsConnect::new(config))
}

fn unusable(detail: impl Into<String>) -> Trouble {
    Trouble::new(Reason::Unreadable, detail)
}

fn certificates(roots: &Roots, directory: &Path) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    let file = match roots {
        Roots::System => return Ok(rustls_native_certs::load_native_certs().certs),
        Roots::File(file) => file,
    };
    let broken = |what: &str| {
        unusable(format!(
            "sslrootcert {file} {what}: name a file with the certificates that are trusted, in PEM"
        ))
    };
    let pem = std::fs::read(directory.join(file)).map_err(|_| broken("cannot be read"))?;
    CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|_| broken("is not understood"))
}

fn verifier(
    trusted: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, Trouble> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(trusted.iter().cloned());
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
        .build()
        .map_err(|_| unusable("no certificate is trusted: name those that are with sslrootcert"))
}

/// Judges a server's certificate.
#[derive(Debug)]
struct Verifier {
    /// Nothing is checked where there is none.
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// Certificates that are trusted for themselves.
    pinned: Vec<CertificateDer<'static>>,
    /// Whether the server's name counts.
    names: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        // A server's self-signed certificate, named as trusted, is no chain in the eyes of the
        // verifier, but nobody else can have its key.
        if self.pinned.iter().any(|trusted| trusted == own) {
            if self.names {
                rustls::client::verify_server_name(&ParsedCertificate::try_from(own)?, name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        match chain.verify_server_cert(own, between, name, ocsp, now) {
            // The name is looked at last: all else holds.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.names => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, own, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, own, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

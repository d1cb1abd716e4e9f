//! Sends a notice over HTTP.

use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::Sha256;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error, Timeout};

use super::{Channel, Destination, Hidden, Timing};

/// Bytes of an answer that are read.
const ANSWER: u64 = 64 << 10;

/// The host of an address that may be used.
pub(super) fn host(url: &Hidden) -> Result<String, String> {
    let uri: Uri = url.reveal().parse().map_err(|_| "holds no address".to_owned())?;
    let host = uri.host().filter(|h| !h.is_empty()).ok_or("holds no address with a host")?;
    if uri.authority().is_some_and(|a| a.as_str().contains('@')) {
        return Err("holds an address with a user: only headers can say who sends".to_owned());
    }
    match uri.scheme_str() {
        Some("https") => Ok(host.to_owned()),
        Some("http") if is_loopback(host) => Ok(host.to_owned()),
        _ => Err("holds an address that is not https".to_owned()),
    }
}

/// Whether a host is this machine.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What became of one try.
enum Tried {
    Taken,
    /// It may be tried again, after the pause that the answer asks for.
    Again(String, Option<Duration>),
    Refused(String),
}

pub(super) fn send(
    destination: &Destination,
    body: &[u8],
    ca_bundle: Option<&Path>,
    timing: &Timing,
) -> Result<(), String> {
    let host = host(&destination.url)?;
    let end = Instant::now() + timing.whole;
    let agent = agent(&host, ca_bundle, timing)?;
    let mut pauses = timing.pauses.iter();
    let mut tries = 1;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match once(&agent, destination, body, timing.one_try.min(left)) {
            Tried::Taken => return Ok(()),
            Tried::Refused(why) => return Err(why),
            Tried::Again(why, asked) => {
                let Some(pause) = pauses.next() else {
                    return Err(format!("{why}, {tries} times"));
                };
                let pause = asked.map_or(*pause, |asked| asked.min(timing.longest_pause));
                if Instant::now() + pause >= end {
                    return Err(why);
                }
                thread::sleep(pause);
                tries += 1;
            }
        }
    }
}

fn agent(host: &str, ca_bundle: Option<&Path>, timing: &Timing) -> Result<Agent, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|der| Certificate::from_der(der).to_owned())
        .collect();
    if let Some(path) = ca_bundle {
        let unreadable = |why: String| format!("{}: {why}", path.display());
        let pem = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let der = certificate.map_err(|error| unreadable(error.to_string()))?;
            roots.push(Certificate::from_der(&der).to_owned());
        }
    }
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(provider)
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build();
    let builder = Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("passmuster/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(timing.connect));
    // What is meant for this machine goes to no proxy.
    let builder = if is_loopback(host) { builder.proxy(None) } else { builder };
    Ok(builder.build().new_agent())
}

fn once(agent: &Agent, destination: &Destination, body: &[u8], limit: Duration) -> Tried {
    let mut request = agent
        .post(destination.url.reveal())
        .config()
        .timeout_global(Some(limit))
        .build()
        .header("Content-Type", "application/json");
    if destination.channel == Channel::Webhook {
        if let Some(token) = &destination.token {
            request = request.header("Authorization", format!("Bearer {}", token.reveal()));
        }
        if let Some(secret) = &destination.secret {
            request = request.header("X-Passmuster-Signature", signature(secret, body));
        }
    }
    let mut answer = match request.send(body) {
        Ok(answer) => answer,
        Err(error) => return failed(&error),
    };
    let status = answer.status().as_u16();
    let asked = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let asked = asked.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    // The status says enough; the answer is read so that its sender is not cut off.
    let _ = io::copy(&mut answer.body_mut().as_reader().take(ANSWER), &mut io::sink());
    match status {
        200..=299 => Tried::Taken,
        300..=399 => Tried::Refused(format!("it answered {status}; redirects are not followed")),
        429 => Tried::Again(format!("it answered {status}"), asked),
        500..=599 => Tried::Again(format!("it answered {status}"), None),
        _ => Tried::Refused(format!("it answered {status}")),
    }
}

/// What an error means, in words of our own: the client's may hold the address.
fn failed(error: &Error) -> Tried {
    let again = |why: &str| Tried::Again(why.to_owned(), None);
    let refused = |why: &str| Tried::Refused(why.to_owned());
    match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => again("no connection in time"),
        // It may have been taken: sent again, it would be told twice.
        Error::Timeout(_) => refused("no answer in time"),
        Error::HostNotFound => again("the host was not found"),
        Error::ConnectionFailed => again("no connection"),
        Error::ConnectProxyFailed(_) => again("the proxy made no connection"),
        Error::Rustls(_) | Error::Tls(_) => refused("its certificate or TLS is not accepted"),
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
            refused("its certificate or TLS is not accepted")
        }
        Error::Io(error) => again(&format!("the connection failed ({})", error.kind())),
        Error::Http(_) => refused("the token or the address cannot be sent"),
        _ => refused("the exchange failed"),
    }
}

/// `sha256=` and the HMAC-SHA256 of the body in hexadecimal digits.
fn signature(secret: &Hidden, body: &[u8]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    format!("sha256={}", digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

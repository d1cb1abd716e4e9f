//! Servers with a certificate of their own making.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::{Arc, mpsc};
use std::thread;

use passmuster::app::{Channel, notify};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::server::{Received, read};
use super::{destination, fleet, short};

/// A server with a certificate for `localhost`; gives its address, the certificate in PEM, and
/// what it receives.
fn server() -> (String, String, mpsc::Receiver<Received>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, received) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Ok(connection) = ServerConnection::new(Arc::clone(&config)) else { return };
            let mut stream = StreamOwned::new(connection, stream);
            if let Some(request) = read(&mut stream) {
                let _ = tell.send(request);
                let _ = stream.write_all(b"HTTP/1.1 204 Taken\r\nconnection: close\r\n\r\n");
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    (format!("https://localhost:{port}/x"), made.cert.pem(), received)
}

#[test]
fn a_certificate_that_is_given_is_trusted() {
    let (url, pem, received) = server();
    let directory = tempfile::tempdir().unwrap();
    let bundle = directory.path().join("ca.pem");
    std::fs::write(&bundle, pem).unwrap();
    let destinations = [destination(Channel::Webhook, &url)];
    let problems = notify(&destinations, &fleet(), 0, Some(&bundle), &short());
    assert_eq!(problems, Vec::<String>::new());
    assert!(received.recv().unwrap().line.starts_with("POST /x"));
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let (url, _, received) = server();
    let problems = notify(&[destination(Channel::Webhook, &url)], &fleet(), 0, None, &short());
    assert!(problems[0].contains("certificate or TLS is not accepted"), "{problems:?}");
    assert!(received.try_recv().is_err(), "nothing was told");
}

#[test]
fn a_bundle_that_cannot_be_read_is_said() {
    let (url, _, _) = server();
    let missing = std::path::Path::new("nowhere.pem");
    let problems =
        notify(&[destination(Channel::Webhook, &url)], &fleet(), 0, Some(missing), &short());
    assert!(problems[0].contains("nowhere.pem"), "{problems:?}");
}

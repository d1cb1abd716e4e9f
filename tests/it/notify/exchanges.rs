//! What is sent, and how often.

use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use passmuster::app::{Channel, notify};
use serde_json::Value;

use super::server::{Answer, OK, Server};
use super::{SECRET, destination, fleet, sent, short};

#[test]
fn a_webhook_gets_a_signed_summary() {
    let server = Server::new(vec![OK]);
    assert_eq!(sent(Channel::Webhook, &server), Vec::<String>::new());
    let received = &server.received()[0];
    assert!(received.line.starts_with("POST /hooks/"), "{}", received.line);
    assert_eq!(received.header("content-type"), Some("application/json"));
    let bearer = format!("Bearer token-{SECRET}");
    assert_eq!(received.header("authorization"), Some(bearer.as_str()));
    let key = format!("key-{SECRET}");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(&received.body);
    let digest = mac.finalize().into_bytes();
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        received.header("x-passmuster-signature"),
        Some(format!("sha256={digest}").as_str())
    );
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(body["format"], "passmuster-notice");
    assert_eq!(body["version"], 1);
    assert_eq!(body["apps"][0]["app"], "shop");
}

#[test]
fn slack_gets_neither_token_nor_signature() {
    let server = Server::new(vec![OK]);
    assert_eq!(sent(Channel::Slack, &server), Vec::<String>::new());
    let received = &server.received()[0];
    assert_eq!(received.header("authorization"), None);
    assert_eq!(received.header("x-passmuster-signature"), None);
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    assert!(body["text"].as_str().unwrap().contains("shop"), "{body}");
}

#[test]
fn a_failure_of_the_server_is_tried_again_with_the_same_body() {
    let server = Server::new(vec![Answer::Status(500, "", 2), Answer::Close, OK]);
    assert_eq!(sent(Channel::Webhook, &server), Vec::<String>::new());
    let received = server.received();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|r| r.body == received[0].body));
}

#[test]
fn tries_come_to_an_end() {
    let server = Server::new(vec![Answer::Status(503, "", 2)]);
    let problems = sent(Channel::Webhook, &server);
    assert!(problems[0].contains("503, 3 times"), "{problems:?}");
    assert!(problems[0].contains("SHOP_URL (127.0.0.1)"), "{problems:?}");
    assert_eq!(server.received().len(), 3);
}

#[test]
fn a_server_may_ask_for_a_pause_but_not_for_a_long_one() {
    let busy = Answer::Status(429, "retry-after: 3600\r\n", 2);
    let server = Server::new(vec![busy, OK]);
    assert_eq!(sent(Channel::Webhook, &server), Vec::<String>::new());
    let received = server.received();
    let pause = received[1].at - received[0].at;
    assert!(pause >= short().longest_pause, "{pause:?}");
    assert!(pause < Duration::from_secs(3), "{pause:?}");
}

#[test]
fn what_is_refused_is_not_tried_again() {
    for (answer, says) in [
        (Answer::Status(400, "", 2), "400"),
        (Answer::Status(404, "", 2), "404"),
        (Answer::Status(302, "location: /elsewhere\r\n", 2), "redirects are not followed"),
    ] {
        let server = Server::new(vec![answer]);
        let problems = sent(Channel::Webhook, &server);
        assert!(problems[0].contains(says), "{problems:?}");
        assert_eq!(server.received().len(), 1, "{says}");
    }
}

#[test]
fn a_server_that_hangs_is_left_after_a_limited_time() {
    let server = Server::new(vec![Answer::Hang]);
    let begun = Instant::now();
    let problems = sent(Channel::Webhook, &server);
    assert!(problems[0].contains("no answer in time"), "{problems:?}");
    assert!(begun.elapsed() < short().whole + short().one_try, "{:?}", begun.elapsed());
    assert_eq!(server.received().len(), 1, "it may have been taken");
}

#[test]
fn an_answer_without_end_is_not_read_to_its_end() {
    let server = Server::new(vec![Answer::Status(200, "", 64 << 20)]);
    assert_eq!(sent(Channel::Slack, &server), Vec::<String>::new());
}

#[test]
fn nobody_there_is_said_and_does_not_stop_the_next_notice() {
    let server = Server::new(vec![OK]);
    // Nobody listens on the discard port.
    let dark = destination(Channel::Slack, "http://127.0.0.1:9/x");
    let good = destination(Channel::Webhook, &server.url());
    let problems = notify(&[dark, good], &fleet(), 0, None, &short());
    assert_eq!(problems.len(), 1);
    assert!(problems[0].contains("connection refused"), "{problems:?}");
    assert_eq!(server.received().len(), 1);
}

#[test]
fn only_this_machine_is_spoken_to_without_tls() {
    for (url, good) in [
        ("https://hooks.example.com/x", true),
        ("http://127.0.0.1:8080/x", true),
        ("http://[::1]/x", true),
        ("http://localhost/x", true),
        ("http://hooks.example.com/x", false),
        ("http://127.0.0.1.example.com/x", false),
        ("ftp://127.0.0.1/x", false),
        ("https://user:word@example.com/x", false),
        ("https://", false),
        ("", false),
    ] {
        let checked = destination(Channel::Slack, url).check();
        assert_eq!(checked.is_ok(), good, "{url}: {checked:?}");
        if let Err(why) = checked {
            assert!(!why.contains("example") && why.contains("SHOP_URL"), "{why}");
        }
    }
}

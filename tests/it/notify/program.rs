//! Notices of the program itself.

use super::SECRET;
use super::server::{Answer, OK, Server};
use crate::history::Place;

fn place() -> Place {
    let place = Place::new();
    place.shop(&["a", "b"], &["a"]);
    place
}

#[test]
fn report_and_exit_status_are_the_same_whoever_was_told() {
    let place = place();
    let audit = ["audit", "--output", "json", "--no-history"];
    let alone = place.run(1, &audit);
    assert_eq!(alone.status, 1);
    for (answers, warns) in [
        (vec![OK], false),
        (vec![Answer::Status(400, "", 2)], true),
        (vec![Answer::Status(302, "location: https://example.com/\r\n", 2)], true),
    ] {
        let server = Server::new(answers);
        let url = format!("{}/hooks/{SECRET}", server.url());
        let with = [audit.as_slice(), &["--notify", "slack", "--notify", "webhook=OTHER"]].concat();
        let output = place
            .command(1, &with)
            .env("PASSMUSTER_SLACK_URL", &url)
            .env("OTHER", &url)
            .env("PASSMUSTER_WEBHOOK_TOKEN", SECRET)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), alone.out);
        assert_eq!(output.status.code(), Some(1));
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!errors.contains(SECRET), "{errors}");
        assert_eq!(errors.matches("warning").count(), if warns { 2 } else { 0 }, "{errors}");
        assert_eq!(server.received().len(), 2);
    }
}

#[test]
fn an_address_is_taken_from_the_environment_alone() {
    let place = place();
    let unset = place.run(1, &["audit", "--no-history", "--notify", "slack"]);
    assert!(unset.err.contains("PASSMUSTER_SLACK_URL"), "{}", unset.err);
    assert_eq!(unset.status, 1);
    for wrong in ["teams", "slack=https://hooks.example.com/planted-secret-do-not-leak", "slack="] {
        let ran = place.run(1, &["audit", "--no-history", "--notify", wrong]);
        assert_eq!(ran.status, 2, "{wrong}: {}", ran.err);
        assert!(!ran.err.contains(SECRET), "{}", ran.err);
    }
}

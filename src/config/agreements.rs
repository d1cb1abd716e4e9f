//! Expectations and waivers as the configuration writes them.

use super::read::Reader;
use crate::assess::{Accepts, Expectation, Pin, Share, Waiver};
use crate::kinds;
use crate::lang::{self, Block, Span};
use crate::model::{Side, Text, Value};

const PINS: &[&str] = &["dr", "dr_at_least", "dr_within", "mapped", "only", "ignore"];

impl Reader<'_> {
    pub(super) fn expectation(&mut self, block: &Block) -> Option<Expectation> {
        let body = &block.body;
        self.known(body, "file app expect", "expect");
        let labels = self.labels(block, 1, 2);
        let kind = labels.first().cloned()?;
        let path = labels.get(1).cloned();
        self.names_exist(block, &kind, path.as_ref());
        let reason = self.needed(block, "reason");
        let until = self.day(block, "until").unwrap_or_default();
        let subject = self.text(body, "subject").map(|(text, _)| text).unwrap_or_default();
        let given: Vec<&&str> = PINS.iter().filter(|p| body.attribute(p).is_some()).collect();
        let [name] = given.as_slice() else {
            let message = "expect says what is expected with exactly one attribute".to_owned();
            self.report(
                block.kind_span,
                message,
                Some(format!("write one of {}", PINS.join(", "))),
            );
            return None;
        };
        let attribute = body.attribute(name)?;
        let value = self.constant(&attribute.expression)?;
        let span = attribute.expression.span();
        let pin = self.pin(name, &value, span)?;
        match (&pin, &path) {
            (Pin::Only(_), Some(_)) => {
                let message = "only concerns whole resources".to_owned();
                self.report(block.kind_span, message, Some("leave the attribute out".to_owned()));
                return None;
            }
            (Pin::Only(_) | Pin::Ignored, None) | (_, Some(_)) => {}
            (_, None) => {
                let mend = format!("write expect {:?} \"attribute\" {{ … }}", kind.as_str());
                self.report(block.kind_span, format!("{name} needs an attribute"), Some(mend));
                return None;
            }
        }
        let origin = self.origin(block.span);
        Some(Expectation { kind, path, subject, pin, reason, until, origin, preset: false })
    }

    fn names_exist(&mut self, block: &Block, kind: &Text, path: Option<&Text>) {
        let span = |at: usize| block.labels.get(at).map_or(block.kind_span, |l| l.span);
        if kind.contains('*') {
            return;
        }
        if kinds::kind(kind).is_none() && kinds::schema::of(kind).is_none() {
            let names = kinds::schema::names();
            let mend = lang::suggest(kind, names).map(|m| format!("did you mean {m}?"));
            self.report(span(0), format!("the resource type {kind} is not known"), mend);
            return;
        }
        let first = path.and_then(|p| p.split('.').next());
        if let Some(name) = first.filter(|n| !kinds::has_attribute(kind, n)) {
            let names: Vec<&str> = kinds::attribute_names(kind).collect();
            let mend = lang::suggest(name, names).map(|m| format!("did you mean {m}?"));
            self.report(span(1), format!("{kind} has no attribute {name}"), mend);
        }
    }

    fn pin(&mut self, name: &str, value: &Value, span: Span) -> Option<Pin> {
        let wrong = |reader: &mut Self, what: &str| {
            reader.report(span, format!("{name} must be {what}"), None);
            None
        };
        match name {
            "dr" => Some(Pin::Dr(value.clone())),
            "dr_at_least" | "dr_within" => match share(value) {
                Some(share) if name == "dr_at_least" => Some(Pin::DrAtLeast(share)),
                Some(share) => Some(Pin::DrWithin(share)),
                None => wrong(self, "a number or a percentage such as \"100%\""),
            },
            "mapped" => match value {
                Value::Map(map) => {
                    Some(Pin::Mapped(map.iter().map(|(k, v)| (k.clone(), v.clone())).collect()))
                }
                _ => wrong(self, "an object: primary value = DR value"),
            },
            "ignore" => match value {
                Value::Bool(true) => Some(Pin::Ignored),
                _ => wrong(self, "true"),
            },
            _ => match value.as_str() {
                Some("primary") => Some(Pin::Only(Side::Primary)),
                Some("dr") => Some(Pin::Only(Side::Dr)),
                _ => wrong(self, "\"primary\" or \"dr\""),
            },
        }
    }

    pub(super) fn waiver(&mut self, block: &Block) -> Option<Waiver> {
        self.known(&block.body, "file app waive", "waive");
        let rule = self.labels(block, 1, 1).into_iter().next()?;
        let subject = self.needed(block, "subject");
        let reason = self.needed(block, "reason");
        let owner = self.needed(block, "owner");
        if block.body.attribute("until").is_none() {
            let mend = Some("add until = \"2027-01-31\": a waiver ends".to_owned());
            self.report(block.kind_span, "until is missing".to_owned(), mend);
        }
        let until = self.day(block, "until")?;
        let accepts = Accepts::Subject(subject);
        Some(Waiver { rule, accepts, reason, owner, until, origin: self.origin(block.span) })
    }

    /// A day such as `2027-01-31`.
    pub(super) fn day(&mut self, block: &Block, name: &str) -> Option<Text> {
        let (text, span) = self.text(&block.body, name)?;
        if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() {
            return Some(text);
        }
        let message = format!("{:?} is no day", text.as_str());
        self.report(span, message, Some("write year, month and day: 2027-01-31".to_owned()));
        None
    }
}

fn share(value: &Value) -> Option<Share> {
    match value {
        Value::Number(n) => n.to_string().parse().ok().map(Share::Absolute),
        Value::String(text) => {
            let percent: f64 = text.strip_suffix('%')?.trim().parse().ok()?;
            percent.is_finite().then_some(Share::Percent(percent))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_texts() {
        assert_eq!(share(&Value::text("100%")), Some(Share::Percent(100.0)));
        assert_eq!(share(&Value::from(3)), Some(Share::Absolute(3.0)));
        assert_eq!(share(&Value::text("many")), None);
        assert_eq!(
            crate::config::read::meant("regoin", &["region"]),
            Some("did you mean region?".to_owned())
        );
    }
}

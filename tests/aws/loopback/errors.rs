//! Failures as each protocol says them.

use super::protocol::{Answer, Behaviour, Protocol, Request};

/// What every made-up failure says besides its code.
const MESSAGE: &str = "made up";

/// A failure with this code.
pub(super) fn error(request: &Request, status: u16, code: &str) -> Answer {
    let inner = format!("<Code>{code}</Code><Message>{MESSAGE}</Message>");
    let body = match request.protocol {
        Protocol::Query => {
            format!("<ErrorResponse><Error><Type>Sender</Type>{inner}</Error></ErrorResponse>")
                .into()
        }
        Protocol::Ec2 => {
            format!("<Response><Errors><Error>{inner}</Error></Errors></Response>").into()
        }
        Protocol::RestXml if request.service == "s3" => format!("<Error>{inner}</Error>").into(),
        Protocol::RestXml => {
            format!("<ErrorResponse><Error>{inner}</Error></ErrorResponse>").into()
        }
        Protocol::Json => {
            format!(r#"{{"__type":"com.amazonaws#{code}","message":"{MESSAGE}"}}"#).into_bytes()
        }
        Protocol::RestJson => return by_header(request, status, code),
        Protocol::Cbor => {
            // A map of two.
            let mut bytes = vec![0xA2];
            for text in ["__type", code, "message", MESSAGE] {
                bytes.extend([0x78, u8::try_from(text.len()).expect("a short text")]);
                bytes.extend(text.bytes());
            }
            bytes
        }
    };
    Answer { status, ..Answer::raw(request, body) }
}

/// A failure whose code stands in a header, as newer JSON services and REST ones say it.
pub(super) fn by_header(request: &Request, status: u16, code: &str) -> Answer {
    let mut answer = Answer::raw(request, format!(r#"{{"message":"{MESSAGE}"}}"#));
    answer.status = status;
    answer.headers.push(("x-amzn-ErrorType", format!("{code}:http://internal.amazon.com/")));
    answer
}

/// An answer that is begun.
pub(super) fn broken(request: &Request, behaviour: Behaviour) -> Answer {
    Answer { behaviour, ..Answer::empty(request) }
}

//! The little of CBOR (RFC 8949) that answers of CloudWatch need.

/// A value, encoded.
#[derive(Clone, Debug)]
pub(super) struct Cbor(Vec<u8>);

impl Cbor {
    pub(super) fn text(text: &str) -> Self {
        let mut bytes = head(3, text.len());
        bytes.extend(text.bytes());
        Self(bytes)
    }

    /// A double.
    pub(super) fn double(value: f64) -> Self {
        let mut bytes = vec![0xFB];
        bytes.extend(value.to_be_bytes());
        Self(bytes)
    }

    /// A time, in seconds since 1970: tag 1.
    pub(super) fn time(seconds: i64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "seconds of this century")]
        let mut bytes = Self::double(seconds as f64).0;
        bytes.insert(0, 0xC1);
        Self(bytes)
    }

    pub(super) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<Self> = items.into_iter().collect();
        let mut bytes = head(4, items.len());
        bytes.extend(items.into_iter().flat_map(|item| item.0));
        Self(bytes)
    }

    pub(super) fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        let mut bytes = head(5, N);
        for (key, value) in entries {
            bytes.extend(Self::text(key).0);
            bytes.extend(value.0);
        }
        Self(bytes)
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.0
    }
}

/// The head of a value: its type and how long it is.
fn head(major: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![major << 5 | 0x1A];
    bytes.extend(u32::try_from(length).expect("a short value").to_be_bytes());
    bytes
}

//! The descriptions of Kubernetes' API: packed, and unpacked when one is first asked for.

use std::io::Read;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../stdlib/k8s/k8s.docs");

/// The description of row `offset` of the struct of number `structure`, whose first field is `first`: 0 is the struct
/// itself, 1 its first field. Empty where there is none.
pub(super) fn line(structure: u32, first: u16, offset: u32) -> String {
    let index = structure as usize + usize::from(first) + offset as usize;
    texts().get(index).map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// A text for every struct and, after it, for each of its fields.
fn texts() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let mut whole = Vec::new();
        let decoded = ruzstd::decoding::StreamingDecoder::new(PACKED)
            .ok()
            .and_then(|mut decoder| decoder.read_to_end(&mut whole).ok());
        if decoded.is_none() {
            return Vec::new();
        }
        whole.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_descriptions_are_small() {
        assert!(PACKED.len() < 200 * 1024, "{} bytes", PACKED.len());
    }
}

//! The names that are right at first sight: every object has dozens of them, and hardly any is wrong.
//!
//! In: a text. Out: whether it is certainly a name of its kind; what is not may be one all the same.

use super::NameKind;

const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const DASH: u8 = 8;
const DOT: u8 = 16;
const LINE: u8 = 32;

const ALPHANUMERIC: u8 = SMALL | CAPITAL | DIGIT;

/// What each byte is.
#[expect(clippy::indexing_slicing, reason = "computed by the compiler")]
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'-' => DASH,
            b'.' => DOT,
            b'_' => LINE,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// What the bytes of a name may be, and what the first.
struct Bytes {
    any: u8,
    first: u8,
    limit: usize,
}

const fn bytes(any: u8, first: u8, limit: usize) -> Bytes {
    Bytes { any, first, limit }
}

/// Whether `text` is certainly a name of this kind of at most `limit` bytes.
pub(super) fn is_right(kind: NameKind, text: &str, limit: usize) -> bool {
    let small = SMALL | DIGIT;
    let bytes = match kind {
        NameKind::Label => bytes(small | DASH, small, 63),
        NameKind::ServiceLabel => bytes(small | DASH, SMALL, 63),
        NameKind::Subdomain => return is_subdomain(text, limit),
        NameKind::LabelKey | NameKind::AnnotationKey => {
            let name = match text.as_bytes().iter().position(|byte| *byte == b'/') {
                None => Some(text),
                Some(at) => text.get(..at).filter(|prefix| is_subdomain(prefix, usize::MAX)).and(text.get(at + 1..)),
            };
            return name.is_some_and(|name| is_right(NameKind::LabelValue, name, limit));
        }
        NameKind::LabelValue => bytes(ALPHANUMERIC | DASH | DOT | LINE, ALPHANUMERIC, 63),
        NameKind::ConfigKey => bytes(ALPHANUMERIC | DASH | DOT | LINE, ALPHANUMERIC, 253),
        // Of a dash only what stands around it says whether it is right.
        NameKind::PortName => bytes(small, SMALL, 15),
        NameKind::EnvName => bytes(ALPHANUMERIC | LINE, SMALL | CAPITAL | LINE, usize::MAX),
        NameKind::LooseEnvName => bytes(ALPHANUMERIC | LINE, SMALL | CAPITAL | LINE, usize::MAX),
        NameKind::PathSegment | NameKind::HeaderName => bytes(ALPHANUMERIC | DASH, SMALL | CAPITAL, usize::MAX),
    };
    let all = text.as_bytes();
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return false };
    class(*first) & bytes.first != 0
        && class(*last) & ALPHANUMERIC != 0
        && all.len() <= bytes.limit.min(limit)
        && all.iter().all(|byte| class(*byte) & bytes.any != 0)
}

/// Labels of small letters, digits and dashes, joined by dots.
fn is_subdomain(text: &str, limit: usize) -> bool {
    // As if a dot stood in front and behind: a dash has letters or digits, or dashes, around it.
    let mut before = DOT;
    for byte in text.bytes() {
        let class = class(byte);
        let goes = match class {
            SMALL | DIGIT => true,
            DASH => before != DOT,
            DOT => before & (SMALL | DIGIT) != 0,
            _ => false,
        };
        if !goes {
            return false;
        }
        before = class;
    }
    before & (SMALL | DIGIT) != 0 && text.len() <= limit.min(253)
}

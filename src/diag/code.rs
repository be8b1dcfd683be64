//! The registry of diagnostic codes: one row and one page per code.
//!
//! `K01xx` syntax, `K02xx` names and imports, `K03xx` types, `K04xx` evaluation and layers, `K05xx` Kubernetes
//! semantics, `K06xx` lint, `K07xx` secrets, `K08xx` cluster, `K09xx` internal.

/// The number of a kind of mistake, as in `K0312`. Made only by the registry below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "K{:04}", self.0)
    }
}

/// A row of the registry.
#[derive(Debug)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// A short title for lists.
    pub title: &'static str,
    /// The page: Markdown whose first two `kapp` blocks are a broken program and its mended form.
    pub page: &'static str,
}

macro_rules! registry {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $title:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: Code = Code($number);
        )*

        /// Every code, in order.
        pub const REGISTRY: &[CodeInfo] = &[
            $(CodeInfo {
                code: $name,
                title: $title,
                page: include_str!(concat!("pages/K", stringify!($number), ".md")),
            },)*
        ];
    };
}

registry! {
    UNEXPECTED = 0101, "unexpected text";
    MISSING_VALUE = 0102, "a value is missing";
    UNCLOSED = 0103, "a closing bracket is missing";
    UNOPENED = 0104, "an opening bracket is missing";
    MISSING_COMMA = 0105, "a comma is missing";
    MISSING_EQUALS = 0106, "`=` is missing";
    LATE_START = 0107, "a value or block starts on a later line";
    LOOSE_JOINT = 0108, "something stands apart from what it belongs to";
    MINUS = 0109, "a minus sign in the wrong place";
    LONE_HEAD = 0110, "an entry without value or block";
    CHAINED_COMPARISON = 0111, "a chain of comparisons";
    RANGE = 0112, "a range without two ends";
    RESERVED = 0113, "a reserved word as a name";
    OPEN_TEXT = 0114, "a text without its end";
    OPEN_COMPUTED = 0115, "`${` without `}`";
    ESCAPE = 0116, "an unknown escape";
    TEXT_START = 0117, "a text of several lines that starts on its first";
    CHARACTER = 0118, "a character that stands in text only";
    TOO_DEEP = 0119, "nested too deeply";
    COLON = 0120, "`:` where a value is set";
    FOREIGN_SIGN = 0121, "a sign or word of another language";
    YAML_ITEM = 0122, "a list in the manner of YAML";
    TEMPLATE = 0123, "a template of another tool";
    COMMENT = 0124, "a comment of another language";
    UNQUOTED = 0125, "a key or path without quotes";
    INCOMPLETE = 0126, "a part of an entry or expression is missing";
    LOOSE_CONDITION = 0127, "a condition inside a calculation";
    NAME_EXPECTED = 0128, "a name is missing";
    NOT_CALLABLE = 0129, "a call of something that is no function";
}

impl Code {
    /// Title and page.
    pub fn info(self) -> Option<&'static CodeInfo> {
        REGISTRY.iter().find(|info| info.code == self)
    }

    /// The code that `text` names, as in `K0312`.
    pub fn parse(text: &str) -> Option<Code> {
        REGISTRY.iter().map(|info| info.code).find(|code| code.to_string().eq_ignore_ascii_case(text))
    }
}

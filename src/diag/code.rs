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

registry! {}

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

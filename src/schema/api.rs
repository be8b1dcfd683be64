//! The API that a program is compiled for: which kinds there are, and in which versions of Kubernetes it must be valid.

use super::{Tables, Versions};

/// What a program is compiled for.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// The kinds of Kubernetes, and the custom resources that the program brings.
    pub tables: Tables,
    /// The versions that the caller asks for, whatever the program says.
    pub target: Option<Versions>,
}

impl Api {
    /// The versions in which the program must be valid, where it says `written` itself: those that the caller asks for,
    /// else the one written, else the newest.
    pub fn versions(&self, written: Option<&str>) -> Versions {
        let written = || written.and_then(|text| Versions::parse(text).ok());
        self.target.or_else(written).unwrap_or(Versions::of(Versions::NEWEST))
    }
}

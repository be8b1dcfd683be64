//! Texts with a grammar, one file each: the whole text is read, or the offending bytes are named.

pub mod cidr;
pub mod cron;
mod error;
pub mod host;
pub mod image;
pub mod path;
pub mod url;
pub mod zone;

pub use error::FormatError;
pub(crate) use error::{char_at, no_blanks, shown};

use super::Format;

impl Format {
    /// Whether `text` is of this format. A host may be a wildcard; the places that take none say so themselves.
    ///
    /// # Errors
    /// What breaks the grammar, where; ranges count in `text`.
    pub fn check(self, text: &str) -> Result<(), FormatError> {
        match self {
            Format::Cron => cron::parse(text).map(drop),
            Format::Zone => zone::parse(text),
            Format::Image => image::check(text),
            Format::Host => host::parse(text, host::Wildcard::Allowed).map(drop),
            Format::Url => url::parse(text).map(drop),
            Format::Path => path::parse(text).map(drop),
            Format::Cidr => cidr::parse(text).map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_format_takes_its_own() {
        for (format, right, wrong) in [
            (Format::Cron, "30 2 * * *", "30 2 * *"),
            (Format::Zone, "Europe/Paris", "Local"),
            (Format::Image, "ghcr.io/acme/web:1", "Web:1"),
            (Format::Host, "*.example.org", "a_b"),
            (Format::Url, "https://example.org", "example.org"),
            (Format::Path, "/data", "/data/.."),
            (Format::Cidr, "10.0.0.0/8", "10.0.0.1/8"),
        ] {
            assert_eq!(format.check(right), Ok(()));
            assert!(format.check(wrong).is_err(), "{format:?}");
        }
    }

    fn format() -> impl Strategy<Value = Format> {
        prop::sample::select(Format::ALL.iter().map(|(_, format)| *format).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn every_range_lies_in_the_text_and_every_fix_is_right(
            text in "\\PC{0,16}|[a-zA-Z0-9_.:/@ *-]{0,24}|[a-z]{1,4}(://|[:/@.])[A-Za-z0-9.:/@-]{0,12}|[0-9.]{0,12}(/[0-9.]{0,8})?",
            format in format(),
        ) {
            if let Err(error) = format.check(&text) {
                prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error.range);
                if let Some(fix) = error.fix {
                    prop_assert_eq!(format.check(&fix), Ok(()), "{:?} of {:?}", fix, text);
                }
            }
        }
    }
}

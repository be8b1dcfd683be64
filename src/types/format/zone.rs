//! Names of time zones, as the API server takes them. Whether the database has such a zone is not known here.

use super::{FormatError, char_at, no_blanks, shown};

/// The most bytes of each part of a name.
const LONGEST_PART: usize = 14;

/// Reads the name of a time zone: `Europe/Paris`, `Etc/UTC`.
///
/// # Errors
/// `Local`, which would be the zone of whatever machine the controller runs on; letters that no name has.
pub fn parse(text: &str) -> Result<(), FormatError> {
    const EXAMPLE: &str = "names are those of the IANA database, as `Europe/Paris` or `Etc/UTC`";
    if text.is_empty() {
        return Err(FormatError::new(0..0, "the time zone is missing").help(EXAMPLE));
    }
    no_blanks(text, "a time zone", |text| parse(text).is_ok())?;
    if text.eq_ignore_ascii_case("local") {
        return Err(FormatError::new(0..text.len(), "`Local` is the zone of whatever machine the cluster runs on")
            .help(EXAMPLE));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '_' | '.' | '/');
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !allowed(*c)) {
        let error = FormatError::new(char_at(text, at), format!("{} may not stand in a time zone", shown(c)));
        return Err(if c == ':' { error.help("an offset is no zone; name a place") } else { error.help(EXAMPLE) });
    }
    let mut at = 0usize;
    for part in text.split('/') {
        let range = at..at + part.len();
        if part.is_empty() {
            let range = at.saturating_sub(1)..(at + 1).min(text.len());
            return Err(FormatError::new(range, "a part of the time zone is missing beside this `/`"));
        }
        if matches!(part, "." | "..") || part.starts_with('-') {
            return Err(FormatError::new(range, format!("`{part}` is no part of a time zone")).help(EXAMPLE));
        }
        if part.len() > LONGEST_PART {
            let cause = format!("each part of a time zone has at most {LONGEST_PART} characters");
            return Err(FormatError::new(at + LONGEST_PART..range.end, cause));
        }
        at = range.end + 1;
    }
    let is_offset = text.starts_with(|c: char| c == '+' || c.is_ascii_digit());
    if is_offset {
        return Err(FormatError::new(0..text.len(), "an offset is no time zone")
            .help("name a place, or `Etc/GMT-2` for two hours east of Greenwich"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read() {
        for text in ["Europe/Paris", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "EST5EDT"] {
            assert_eq!(parse(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn wrong_zones_say_where() {
        for (text, wrong) in [
            ("", ""),
            ("Local", "Local"),
            ("local", "local"),
            ("Europe/Paris ", " "),
            ("Europe\\Paris", "\\"),
            ("+02:00", ":"),
            ("+0200", "+0200"),
            ("Europe//Paris", "//"),
            ("/etc", "/"),
            ("Europe/", "/"),
            ("../etc", ".."),
            ("-x", "-x"),
            ("Europe/Llanfairpwllgwyn", "yn"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(text.get(error.range.clone()), Some(wrong), "{text}: {}", error.cause);
        }
        assert_eq!(parse(" UTC").unwrap_err().fix.as_deref(), Some("UTC"));
    }
}

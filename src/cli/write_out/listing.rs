//! The listing of a directory: a file that names the files there which are ours to replace and to remove.

use std::collections::BTreeSet;

/// The name of a listing. No reader of manifests takes it for one.
pub(super) const LISTING: &str = ".kappc-files";

/// The text of the listing of `names`, made for `app`.
pub(super) fn text<'a>(app: &str, names: impl IntoIterator<Item = &'a String>) -> String {
    let mut text = first_line(app);
    for name in names {
        text.push_str(name);
        text.push('\n');
    }
    text
}

/// The names in a listing made for `app`; none where it was made for another, or is no listing.
pub(super) fn names(text: &str, app: &str) -> Option<BTreeSet<String>> {
    let names = text.strip_prefix(&first_line(app))?;
    // Whatever somebody wrote into it, only a file beside it can be meant.
    let plain = |name: &&str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
    Some(names.lines().filter(plain).map(str::to_owned).collect())
}

/// The listing `text` with more names.
pub(super) fn widened(text: &str, names: &BTreeSet<String>) -> String {
    let mut wide = text.lines().next().unwrap_or_default().to_owned();
    for name in names {
        wide.push('\n');
        wide.push_str(name);
    }
    wide + "\n"
}

/// Whether a text looks like a listing of whatever app.
pub(super) fn is_one(text: &str) -> bool {
    text.starts_with(START)
}

const START: &str = "# Made by kappc for app ";

fn first_line(app: &str) -> String {
    format!("{START}{app:?}, which replaces and removes the files listed here.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_names_files_beside_it_only() {
        let names: BTreeSet<String> = ["a.yaml", "b.yaml"].map(str::to_owned).into();
        let listing = text("shop", &names);
        assert_eq!(super::names(&listing, "shop"), Some(names.clone()));
        assert_eq!(super::names(&listing, "other"), None);
        let hostile = format!("{listing}../x\n/etc/passwd\n.git\n..\n\nc\\d\n");
        assert_eq!(super::names(&hostile, "shop"), Some(names));
    }
}

//! Did-you-mean: the known name nearest to an unknown one.

use ecow::EcoString;

/// A name that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The known name.
    pub name: EcoString,
    /// Whether it is near enough, and the only one so near, to be put in by machine.
    pub certain: bool,
}

/// How many candidates are looked at: a bound for hostile programs, not a limit that a person meets.
const MAX_CANDIDATES: usize = 5_000;

/// The candidate nearest to `name`, if any is near: same letters in another case, a typing mistake or two (insert,
/// drop, change, swap of neighbours), or `-`, `_` and nothing mixed up. Ties go to the first.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Suggestion> {
    let wanted = plain(name);
    let allowed = match wanted.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in candidates.into_iter().take(MAX_CANDIDATES) {
        if candidate == name {
            continue;
        }
        let distance = distance(&wanted, &plain(candidate), allowed);
        let Some(distance) = distance else { continue };
        match best {
            Some((d, _)) if d < distance => {}
            Some((d, known)) if d == distance => tied |= known != candidate,
            _ => {
                best = Some((distance, candidate));
                tied = false;
            }
        }
    }
    best.map(|(distance, name)| Suggestion { name: name.into(), certain: !tied && distance <= 1 })
}

/// Lower case, without the separators that people mix up.
fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '-' && *c != '_').flat_map(char::to_lowercase).collect()
}

/// The optimal string alignment distance of `a` and `b`, unless it is above `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut current = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut cost =
                (at(&previous, j) + usize::from(x != y)).min(at(&previous, j + 1) + 1).min(at(&current, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            current.push(cost);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(wrong: &str, known: &[&str]) -> Option<String> {
        suggest(wrong, known.iter().copied()).map(|s| s.name.to_string())
    }

    #[test]
    fn typing_mistakes_find_their_word() {
        assert_eq!(name("replcas", &["resources", "replicas"]).as_deref(), Some("replicas"));
        assert_eq!(name("iamge", &["image", "name"]).as_deref(), Some("image"));
        assert_eq!(name("RollingUpdate", &["rolling_update", "recreate"]).as_deref(), Some("rolling_update"));
        assert_eq!(name("zzz", &["image"]), None);
    }

    #[test]
    fn a_tie_is_never_certain() {
        assert!(!suggest("cat", ["car", "can"]).unwrap().certain);
        assert!(suggest("replcas", ["replicas"]).unwrap().certain);
    }
}

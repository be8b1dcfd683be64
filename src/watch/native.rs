//! The operating system's own watching, as a stream of "look".

use notify::event::{AccessKind, AccessMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::follow::Mouth;
use super::interest::Interest;

/// Directories being watched, until it is dropped.
pub(super) struct Native {
    _watcher: RecommendedWatcher,
}

/// Watches what `interest` says and tells `mouth` when something happened to it. What cannot be watched because it is gone
/// or closed to us is left out.
///
/// # Errors
/// In words, where watching is not to be had at all: the system's limits, a file system without it.
pub(super) fn watch(interest: Interest, mouth: Mouth) -> Result<Native, String> {
    let directories = interest.directories.clone();
    let told = move |event: notify::Result<Event>| {
        // An error says that events were lost.
        if event.map_or(true, |event| matters(&interest, &event)) {
            mouth.touched();
        }
    };
    let mut watcher = notify::recommended_watcher(told).map_err(|error| words(&error))?;
    let mut watched = 0;
    let mut refused = None;
    for directory in &directories {
        match watcher.watch(directory, RecursiveMode::NonRecursive) {
            Ok(()) => watched += 1,
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => return Err(words(&error)),
            Err(error) => refused = Some(words(&error)),
        }
    }
    match refused {
        Some(reason) if watched == 0 => Err(reason),
        _ => Ok(Native { _watcher: watcher }),
    }
}

fn matters(interest: &Interest, event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        // We ourselves open and read.
        EventKind::Access(_) => return false,
        _ => {}
    }
    event.need_rescan() || event.paths.is_empty() || event.paths.iter().any(|path| interest.matters(path))
}

fn words(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit of watched directories is reached".to_owned(),
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_no_event_and_lost_events_are() {
        let interest = Interest::default();
        let event = |kind| Event::new(kind).add_path("/".into());
        assert!(!matters(&interest, &event(EventKind::Access(AccessKind::Open(AccessMode::Any)))));
        assert!(matters(&interest, &event(EventKind::Access(AccessKind::Close(AccessMode::Write)))));
        assert!(matters(&interest, &Event::new(EventKind::Any)));
        assert!(!matters(&interest, &Event::new(EventKind::Any).add_path("/x".into())));
    }
}

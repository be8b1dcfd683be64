//! Whoever stops a run, the old generation or the new one is there, and the next run finishes the work.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::step::{Medium, RealDisk, Step};
use super::{Generation, Trouble, Written, differences, recover, write_on};
use crate::emit::Folder;

/// The real disk, which nobody unplugs.
fn take(step: &Step) -> io::Result<()> {
    if matches!(step, Step::Keep(_)) { Ok(()) } else { RealDisk.take(step) }
}

fn write(dir: &Path, generation: &Generation) -> Result<Written, Trouble> {
    write_on(&mut Poor(|_| None), dir, generation)
}

/// Takes so many steps and then none; the one in which it dies may be half a text.
struct Mortal {
    left: Option<usize>,
}

impl Mortal {
    fn after(steps: usize) -> Mortal {
        Mortal { left: Some(steps) }
    }
}

impl Medium for Mortal {
    fn take(&mut self, step: &Step) -> io::Result<()> {
        match self.left {
            Some(0) => torn(step),
            Some(left) => {
                self.left = Some(left - 1);
                return take(step);
            }
            None => {}
        }
        self.left = None;
        Err(io::Error::other("killed"))
    }
}

/// A disk that refuses some steps.
struct Poor<F: Fn(&Step) -> Option<io::ErrorKind>>(F);

impl<F: Fn(&Step) -> Option<io::ErrorKind>> Medium for Poor<F> {
    fn take(&mut self, step: &Step) -> io::Result<()> {
        (self.0)(step).map_or_else(|| take(step), |kind| Err(kind.into()))
    }
}

/// One step in the middle of which the run is stopped: half of the text is written.
fn torn(step: &Step) {
    if let Step::Write(path, text) = step {
        fs::write(path, &text.as_bytes()[..text.len() / 2]).unwrap();
    }
}

/// A generation of the app `shop`: per folder the files and their texts.
fn generation(folders: &[(&str, &[(&str, &str)])], others: &[&str]) -> Generation {
    let folder = |(path, files): &(&str, &[(&str, &str)])| Folder {
        environment: path.split_once('/').map(|(environment, _)| environment.into()),
        app: "shop".into(),
        path: (*path).to_owned(),
        files: files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
    };
    Generation {
        folders: folders.iter().map(folder).collect(),
        others: others.iter().map(|path| (*path).to_owned()).collect(),
    }
}

fn old() -> Generation {
    generation(
        &[("dev/shop", &[("a.yaml", "a"), ("b.yaml", "b"), ("c.yaml", "c")]), ("prod/shop", &[("a.yaml", "A")])],
        &[],
    )
}

/// One file changed, one stale, one new, one as it was; one environment gone.
fn new() -> Generation {
    generation(&[("dev/shop", &[("a.yaml", "aa"), ("b.yaml", "b"), ("d.yaml", "d")])], &["test/shop"])
}

/// Every file below `dir` with its text, but for staging directories.
fn tree(dir: &Path) -> BTreeMap<PathBuf, String> {
    let (mut left, mut found) = (vec![dir.to_path_buf()], BTreeMap::new());
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_str().unwrap().ends_with(recover::INSIDE) {
                continue;
            } else if path.is_dir() {
                left.push(path);
            } else {
                let _ = found.insert(path.strip_prefix(dir).unwrap().to_path_buf(), fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

/// An empty directory, and in it the one to write to.
fn place() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    (home, dir)
}

/// Files of others at every level.
fn settle(dir: &Path) {
    for path in ["README", "dev/NOTES", "dev/shop/kustomization.yaml", "dev/other/x.yaml", "prod/shop/.keep"] {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, path.file_name().unwrap().as_encoded_bytes()).unwrap();
    }
}

/// No staging directory is left.
#[track_caller]
fn tidy(home: &Path, dir: &Path) {
    for place in [home, dir] {
        for entry in fs::read_dir(place).unwrap() {
            let name = entry.unwrap().file_name();
            assert!(!name.to_str().unwrap().ends_with(recover::INSIDE), "left behind: {name:?}");
        }
    }
}

#[test]
fn a_generation_is_written_changed_and_left_alone() {
    let (home, dir) = place();
    let written = write(&dir, &old()).unwrap();
    assert_eq!(written, Written { written: 4, removed: 0, same: 0, obstacle: None });
    settle(&dir);
    let written = write(&dir, &new()).unwrap();
    assert_eq!(written, Written { written: 2, removed: 2, same: 1, obstacle: None });
    let names: Vec<String> = tree(&dir).into_keys().map(|path| path.to_str().unwrap().to_owned()).collect();
    let wanted = [
        "README",
        "dev/NOTES",
        "dev/other/x.yaml",
        "dev/shop/.kappc-files",
        "dev/shop/a.yaml",
        "dev/shop/b.yaml",
        "dev/shop/d.yaml",
        "dev/shop/kustomization.yaml",
        "prod/shop/.keep",
    ];
    assert_eq!(names, wanted);
    tidy(home.path(), &dir);
    let before = fs::metadata(&dir).unwrap().modified().unwrap();
    assert_eq!(write(&dir, &new()).unwrap(), Written { written: 0, removed: 0, same: 3, obstacle: None });
    assert_eq!(fs::metadata(&dir).unwrap().modified().unwrap(), before);
}

#[test]
fn differences_are_found_and_nothing_is_changed() {
    let (_home, dir) = place();
    assert_eq!(differences(&dir, &old()).unwrap().len(), 6);
    let _ = super::write(&dir, &old()).unwrap();
    assert_eq!(differences(&dir, &old()).unwrap(), []);
    let before = tree(&dir);
    let found: Vec<String> = differences(&dir, &new())
        .unwrap()
        .into_iter()
        .map(|(path, difference)| format!("{difference:?} {}", path.to_str().unwrap()))
        .collect();
    let wanted = [
        "Differs dev/shop/.kappc-files",
        "Differs dev/shop/a.yaml",
        "Stale dev/shop/c.yaml",
        "Missing dev/shop/d.yaml",
        "Stale prod/shop/.kappc-files",
        "Stale prod/shop/a.yaml",
    ];
    assert_eq!(found, wanted);
    assert_eq!(tree(&dir), before);
}

#[test]
fn a_kill_at_any_step_leaves_the_old_or_the_new_generation() {
    let reference = |generation: &[Generation]| {
        let (home, dir) = place();
        let _ = write(&dir, &old()).unwrap();
        settle(&dir);
        generation.iter().for_each(|generation| drop(write(&dir, generation).unwrap()));
        let tree = tree(&dir);
        drop(home);
        tree
    };
    let (before, after) = (reference(&[]), reference(&[new()]));
    let mut steps = 0;
    loop {
        let (home, dir) = place();
        let _ = write(&dir, &old()).unwrap();
        settle(&dir);
        let done = write_on(&mut Mortal::after(steps), &dir, &new()).is_ok();
        let left = tree(&dir);
        assert!(left == before || left == after, "after {steps} steps: {left:#?}");
        // The next run may be killed as well, and the one after it finds its way.
        for again in 0..4 {
            let _ = write_on(&mut Mortal::after(again * 3), &dir, &new());
            let left = tree(&dir);
            assert!(left == before || left == after, "after {steps} and {again} steps: {left:#?}");
        }
        let _ = write(&dir, &new()).unwrap();
        assert_eq!(tree(&dir), after, "after {steps} steps");
        tidy(home.path(), &dir);
        // And back.
        let _ = write(&dir, &old()).unwrap();
        assert_eq!(tree(&dir), before);
        if done {
            break;
        }
        steps += 1;
    }
    assert!(steps > 30, "{steps} steps");
}

#[test]
fn the_first_generation_comes_whole_as_well() {
    for steps in 0..60 {
        let (home, dir) = place();
        let done = write_on(&mut Mortal::after(steps), &dir, &old()).is_ok();
        let left = tree(&dir).len();
        assert!(left == 0 || left == 6, "{left} files after {steps} steps");
        let _ = write(&dir, &old()).unwrap();
        assert_eq!(tree(&dir).len(), 6);
        tidy(home.path(), &dir);
        assert!(!done || left == 6);
    }
}

#[test]
fn where_directories_cannot_change_places_every_file_is_whole_and_the_next_run_finishes() {
    let poor = |step: &Step| matches!(step, Step::Exchange(..)).then_some(io::ErrorKind::InvalidInput);
    let (_home, dir) = place();
    let _ = write(&dir, &old()).unwrap();
    settle(&dir);
    let written = write_on(&mut Poor(poor), &dir, &new()).unwrap();
    assert!(written.obstacle.unwrap().contains("invalid input"));
    let after = tree(&dir);
    for steps in 0_usize.. {
        let (home, dir) = place();
        let _ = write(&dir, &old()).unwrap();
        settle(&dir);
        let left = std::cell::Cell::new(steps);
        let mortal = |step: &Step| {
            let refused = poor(step);
            if refused.is_none() && left.get() == 0 {
                return Some(io::ErrorKind::Other);
            }
            left.set(left.get().saturating_sub(1));
            refused
        };
        let done = write_on(&mut Poor(mortal), &dir, &new()).is_ok();
        for (path, text) in tree(&dir) {
            let known = matches!(text.as_str(), "a" | "aa" | "A" | "b" | "c" | "d");
            assert!(known || !path.to_str().unwrap().ends_with("shop/a.yaml"), "{path:?}: {text}");
        }
        let _ = write(&dir, &new()).unwrap();
        assert_eq!(tree(&dir), after, "after {steps} steps");
        tidy(home.path(), &dir);
        if done {
            break;
        }
    }
}

#[test]
fn a_full_disk_leaves_the_old_generation_and_nothing_else() {
    for full_from in 0..4 {
        let (home, dir) = place();
        let _ = write(&dir, &old()).unwrap();
        settle(&dir);
        let before = tree(&dir);
        let seen = std::cell::Cell::new(0);
        let full = |step: &Step| {
            let Step::Write(..) = step else { return None };
            seen.set(seen.get() + 1);
            if seen.get() <= full_from {
                return None;
            }
            torn(step);
            Some(io::ErrorKind::StorageFull)
        };
        let trouble = write_on(&mut Poor(full), &dir, &new()).unwrap_err();
        assert!(matches!(trouble, Trouble::Unwritable { .. }), "{trouble:?}");
        assert_eq!(tree(&dir), before);
        tidy(home.path(), &dir);
    }
}

#[test]
fn what_is_not_ours_stays_and_what_stands_in_the_way_is_named() {
    let (_home, dir) = place();
    let _ = write(&dir, &old()).unwrap();
    for (path, word) in [("dev/shop/d.yaml", "file not made by kappc"), ("dev/shop/e", "")] {
        fs::write(dir.join(path), "mine").unwrap();
        match write(&dir, &new()) {
            Err(Trouble::InTheWay { what, .. }) => assert!(what.contains(word), "{what}"),
            other => panic!("{other:?}"),
        }
    }
    fs::remove_file(dir.join("dev/shop/d.yaml")).unwrap();
    fs::create_dir(dir.join("dev/shop/d.yaml")).unwrap();
    assert!(matches!(write(&dir, &new()), Err(Trouble::InTheWay { what: "a directory", .. })));
    fs::remove_dir(dir.join("dev/shop/d.yaml")).unwrap();
    // What says the same is as good as ours.
    fs::write(dir.join("dev/shop/d.yaml"), "d").unwrap();
    let _ = write(&dir, &new()).unwrap();
    assert_eq!(fs::read_to_string(dir.join("dev/shop/e")).unwrap(), "mine");
}

#[test]
fn a_directory_of_another_app_is_in_the_way() {
    let (_home, dir) = place();
    let _ = write(&dir, &old()).unwrap();
    let mut other = new();
    other.folders[0].app = "Shop".into();
    assert!(matches!(write(&dir, &other), Err(Trouble::InTheWay { what: "the files of another app", .. })));
}

#[test]
fn other_environments_stay_until_the_program_has_them_no_more() {
    let (_home, dir) = place();
    let _ = write(&dir, &old()).unwrap();
    let only_dev = |others: &[&str]| generation(&[("dev/shop", &[("a.yaml", "a")])], others);
    let _ = write(&dir, &only_dev(&["prod/shop"])).unwrap();
    assert!(dir.join("prod/shop/a.yaml").exists());
    let _ = write(&dir, &only_dev(&[])).unwrap();
    assert!(!dir.join("prod").exists() && dir.join("dev/shop/a.yaml").exists());
    // A program that gives up its environments moves up.
    let _ = write(&dir, &generation(&[("shop", &[("a.yaml", "a")])], &[])).unwrap();
    assert!(!dir.join("dev").exists() && dir.join("shop/a.yaml").exists());
}

#[cfg(unix)]
#[test]
fn what_does_not_change_is_the_same_file_as_before() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt, symlink};
    let (_home, dir) = place();
    let _ = write(&dir, &old()).unwrap();
    settle(&dir);
    symlink("README", dir.join("link")).unwrap();
    fs::create_dir(dir.join("dev/empty")).unwrap();
    fs::set_permissions(dir.join("dev"), PermissionsExt::from_mode(0o750)).unwrap();
    let stat = |path: &str| fs::metadata(dir.join(path)).unwrap();
    let id = |path: &str| (stat(path).ino(), stat(path).mtime_nsec());
    let before = ["README", "dev/shop/b.yaml", "dev/shop/kustomization.yaml", "link"].map(id);
    let _ = write(&dir, &new()).unwrap();
    assert_eq!(["README", "dev/shop/b.yaml", "dev/shop/kustomization.yaml", "link"].map(id), before);
    assert!(dir.join("link").is_symlink() && dir.join("dev/empty").is_dir());
    assert_eq!(stat("dev").mode() & 0o777, 0o750);
    assert_eq!(stat("README").nlink(), 1);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_followed_below_the_directory_and_is_at_its_top() {
    let (home, dir) = place();
    let real = home.path().join("real");
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, &dir).unwrap();
    let _ = write(&dir, &old()).unwrap();
    let _ = write(&dir, &new()).unwrap();
    assert!(dir.is_symlink() && real.join("dev/shop/a.yaml").is_file());
    fs::rename(real.join("dev"), home.path().join("dev")).unwrap();
    std::os::unix::fs::symlink(home.path().join("dev"), real.join("dev")).unwrap();
    assert!(matches!(write(&dir, &old()), Err(Trouble::InTheWay { what: "a symbolic link", .. })));
}

#[test]
fn what_others_write_at_the_last_moment_is_not_lost() {
    let (_home, dir) = place();
    let _ = write(&dir, &old()).unwrap();
    settle(&dir);
    let busy = |step: &Step| {
        if let Step::Exchange(..) = step {
            fs::write(dir.join("README.new"), "edited").unwrap();
            fs::rename(dir.join("README.new"), dir.join("README")).unwrap();
            fs::create_dir(dir.join("prod/late")).unwrap();
            fs::write(dir.join("prod/late/file"), "late").unwrap();
        }
        None
    };
    let _ = write_on(&mut Poor(busy), &dir, &new()).unwrap();
    assert_eq!(fs::read_to_string(dir.join("README")).unwrap(), "edited");
    assert_eq!(fs::read_to_string(dir.join("prod/late/file")).unwrap(), "late");
    assert_eq!(fs::read_to_string(dir.join("dev/shop/a.yaml")).unwrap(), "aa");
}

#[test]
fn a_repository_is_not_replaced_as_a_whole() {
    let (_home, dir) = place();
    let _ = write(&dir, &old()).unwrap();
    fs::create_dir(dir.join(".git")).unwrap();
    let written = write(&dir, &new()).unwrap();
    assert!(written.obstacle.unwrap().contains("is a repository"));
    assert!(dir.join(".git").is_dir() && dir.join("dev/shop/d.yaml").is_file() && !dir.join("prod").exists());
}

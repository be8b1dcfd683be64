//! The ways in which editors save, step by step, each with and without pauses that end a burst of events.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use kappc::watch::Way;

use super::{Loop, app, module};

/// Saves `text` in the file at the path, pausing between steps.
type Save = fn(&Path, &str, &dyn Fn());

/// Saves several times, each time waiting for the outcome.
fn saves(name: &str, save: Save) {
    let dir = module(name);
    let looping = Loop::start(&dir, Way::Native);
    for version in 10..18 {
        let pause = || sleep(Duration::from_millis(if version % 2 == 0 { 0 } else { 90 }));
        save(&dir.join("web.kapp"), &app(version), &pause);
        looping.wait(&format!("{name} saved version {version}"));
        assert!(looping.state().good.unwrap().contains(&format!("agnhost:2.{version}")));
    }
}

fn beside(path: &Path, name: &str) -> std::path::PathBuf {
    path.with_file_name(name)
}

#[test]
fn vim_probes_backs_up_by_renaming_and_writes_anew() {
    saves("vim", |path, text, pause| {
        fs::write(beside(path, ".web.kapp.swp"), "swap").unwrap();
        fs::write(beside(path, "4913"), "").unwrap();
        fs::remove_file(beside(path, "4913")).unwrap();
        pause();
        fs::rename(path, beside(path, "web.kapp~")).unwrap();
        pause();
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.sync_all().unwrap();
        pause();
        fs::remove_file(beside(path, "web.kapp~")).unwrap();
        fs::remove_file(beside(path, ".web.kapp.swp")).unwrap();
    });
}

#[test]
fn emacs_locks_by_a_dangling_link_and_backs_up_by_renaming() {
    saves("emacs", |path, text, pause| {
        symlink("user@host.1:2", beside(path, ".#web.kapp")).unwrap();
        fs::write(beside(path, "#web.kapp#"), text).unwrap();
        pause();
        fs::rename(path, beside(path, "web.kapp~")).unwrap();
        pause();
        fs::write(path, text).unwrap();
        pause();
        fs::remove_file(beside(path, "#web.kapp#")).unwrap();
        fs::remove_file(beside(path, ".#web.kapp")).unwrap();
    });
}

#[test]
fn vs_code_empties_the_file_and_writes_it() {
    saves("vscode", |path, text, pause| {
        let mut file = OpenOptions::new().write(true).truncate(true).open(path).unwrap();
        pause();
        let (first, second) = text.split_at(text.len() / 2);
        file.write_all(first.as_bytes()).unwrap();
        pause();
        file.write_all(second.as_bytes()).unwrap();
    });
}

#[test]
fn jetbrains_writes_beside_and_renames_twice() {
    saves("jetbrains", |path, text, pause| {
        fs::write(beside(path, "web.kapp___jb_tmp___"), text).unwrap();
        pause();
        fs::rename(path, beside(path, "web.kapp___jb_old___")).unwrap();
        pause();
        fs::rename(beside(path, "web.kapp___jb_tmp___"), path).unwrap();
        pause();
        fs::remove_file(beside(path, "web.kapp___jb_old___")).unwrap();
    });
}

//! When a round is due and when not.

use std::fs;

use kappc::watch::Way;

use super::{Loop, app, module, service};

#[test]
fn what_changes_no_answer_is_no_round() {
    let dir = module("rounds");
    let looping = Loop::start(&dir, Way::Native);
    let web = dir.join("web.kapp");
    // The same content, written, replaced, touched, away for no time; and what is no part of the program.
    let text = fs::read(&web).unwrap();
    fs::write(dir.with_file_name("same"), &text).unwrap();
    fs::rename(dir.with_file_name("same"), &web).unwrap();
    fs::File::open(&web).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    fs::write(dir.join(".web.kapp.swp"), "x").unwrap();
    fs::write(dir.with_file_name("elsewhere.kapp"), "x").unwrap();
    fs::write(dir.with_file_name("next"), app(2)).unwrap();
    fs::rename(dir.with_file_name("next"), &web).unwrap();
    looping.wait("a change at last");
    assert_eq!(looping.state().rounds, 2);
}

#[test]
fn what_was_missing_is_watched() {
    let dir = module("missing");
    fs::remove_file(dir.join("greeting.txt")).unwrap();
    let looping = Loop::start(&dir, Way::Native);
    assert!(looping.state().good.is_none());
    fs::write(dir.join("greeting.txt"), "late").unwrap();
    looping.wait("the missing text is there");
    assert!(looping.state().good.unwrap().contains("late"));
}

#[test]
fn a_directory_may_be_missing_with_those_above_it() {
    let base = module("deep");
    let dir = base.join("a/b/c");
    let looping = Loop::start(&dir, Way::Native);
    assert!(looping.state().last.unwrap().is_err());
    fs::create_dir_all(&dir).unwrap();
    super::fill(&dir, 3);
    looping.wait("it is there");
    fs::rename(base.join("a"), base.join("z")).unwrap();
    looping.wait("a directory above has another name");
    assert!(looping.state().last.unwrap().is_err());
    fs::rename(base.join("z"), base.join("a")).unwrap();
    looping.wait("it has its name again");
    fs::write(dir.join("api.kapp"), service("api", 9)).unwrap();
    looping.wait("a file in what came back");
    assert!(looping.state().good.unwrap().contains("agnhost:2.9"));
}

//! Two hundred operations by a seeded die, each followed by what a fresh compilation says.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use kappc::watch::Way;

use super::{Loop, app, fill, module, service};

/// xorshift64: the same numbers on every machine.
struct Die(u64);

impl Die {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

const FILES: [&str; 3] = ["web.kapp", "api.kapp", "greeting.txt"];

/// A text for the file, broken one time in five.
fn text(die: &mut Die, file: &str) -> String {
    let version = die.below(50);
    match file {
        "web.kapp" if die.below(5) == 0 => "app shop { namespace = \"shop\"\nservice web {".to_owned(),
        "web.kapp" => app(version),
        "greeting.txt" => format!("greeting {version}"),
        _ if die.below(5) == 0 => "service api { imag = 1 }\n".to_owned(),
        _ => service("api", version),
    }
}

/// One operation on the module in `dir`; its name. What it needs and is not there is made first.
fn operate(die: &mut Die, dir: &Path) -> String {
    let file = FILES[usize::try_from(die.below(3)).unwrap()];
    let path = dir.join(file);
    let text = text(die, file);
    let spare = dir.with_file_name("spare");
    let operation = die.below(14);
    if operation < 12 && !dir.is_dir() {
        fs::create_dir_all(dir).unwrap();
    }
    let name = match operation {
        0..=3 => {
            fs::write(&path, text).unwrap();
            "written"
        }
        4 | 5 => {
            fs::write(&spare, text).unwrap();
            fs::rename(&spare, &path).unwrap();
            "replaced"
        }
        6 => {
            let _ = fs::remove_file(&path);
            "removed"
        }
        7 => {
            let _ = fs::remove_file(&path);
            fs::write(&path, text).unwrap();
            "removed and written"
        }
        8 => {
            if let Ok(same) = fs::read(&path) {
                fs::write(&path, same).unwrap();
            }
            "written as it was"
        }
        9 => {
            // The link's goal lies elsewhere and is written through it from then on.
            fs::write(&spare, text).unwrap();
            let goal = dir.with_file_name(format!("goal-of-{file}"));
            fs::rename(&spare, &goal).unwrap();
            let _ = fs::remove_file(&path);
            symlink(&goal, &path).unwrap();
            "made a link"
        }
        10 => {
            let extra = dir.join(format!("extra{}.kapp", die.below(3)));
            if fs::remove_file(&extra).is_err() {
                fs::write(&extra, service(&format!("extra{}", die.below(3)), 1)).unwrap();
            }
            "an extra file toggled"
        }
        11 => {
            fs::write(dir.join(format!("notes{}.txt", die.below(9))), text).unwrap();
            "an unread file written"
        }
        12 => {
            let _ = fs::remove_dir_all(dir);
            if die.below(2) == 0 {
                fs::create_dir(dir).unwrap();
                fill(dir, die.below(50));
            }
            "the directory removed"
        }
        _ => {
            // As a switch of branches may do it.
            let (new, old) = (dir.with_file_name("new"), dir.with_file_name("old"));
            fs::create_dir(&new).unwrap();
            fill(&new, die.below(50));
            let moved = fs::rename(dir, &old);
            fs::rename(&new, dir).unwrap();
            if moved.is_ok() {
                fs::remove_dir_all(&old).unwrap();
            }
            "the directory replaced"
        }
    };
    format!("{name} ({file})")
}

fn operations(test: &str, way: Way, seed: u64, count: usize) {
    let dir = module(test);
    let looping = Loop::start(&dir, way);
    let mut die = Die(seed);
    let mut good = looping.state().good;
    let mut history = Vec::new();
    for step in 0..count {
        // Now and then several at once.
        let burst = if die.below(6) == 0 { 5 } else { 1 };
        let names: Vec<String> = (0..burst).map(|_| operate(&mut die, &dir)).collect();
        history.extend(names.iter().map(|name| format!("{step}: {name}")));
        let recent = history[history.len().saturating_sub(8)..].join("\n");
        looping.wait(&format!("seed {seed}\n{recent}\n"));
        let state = looping.state();
        // What takes several steps may pass through a sound state, such as an empty file.
        let one_step = names.len() == 1 && ["replaced", "removed ("].iter().any(|name| names[0].starts_with(name));
        if one_step && state.last.unwrap().is_err() {
            assert_eq!(state.good, good, "the last good one stays\n{recent}");
        }
        good = state.good;
    }
}

#[test]
fn two_hundred_operations_told_by_the_system() {
    operations("random", Way::Native, 0x9e37_79b9_7f4a_7c15, 200);
}

#[test]
fn forty_operations_found_by_looking() {
    operations("polled", Way::Poll, 0x2545_f491_4f6c_dd1d, 40);
}

//! `kappc watch` over a program whose secrets change, and which is broken in every way: nothing of them is said.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{BYTES, FILE, FOLDER, INPUT, LITERAL, NUMBER, clean, mistakes, prepare, program};

/// How long a state is waited for.
const LIMIT: Duration = Duration::from_secs(60);

/// A running command; killed with this.
struct Running {
    child: Child,
    said: PathBuf,
    dir: PathBuf,
}

impl Running {
    fn start(test: &str, format: &str) -> Running {
        let dir = prepare(&format!("watch-{test}-{format}"), &program("", "", ""));
        let said = dir.with_extension("said");
        let log = File::create(&said).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kappc"))
            .args(["watch", ".", "--env", "all", "--out", "out", "--format", format, "--set"])
            .arg(format!("input={INPUT}"))
            .current_dir(&dir)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let running = Running { child, said, dir };
        running.waits(1);
        running
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap()
    }

    /// How many rounds have ended, by the line that ends each.
    fn rounds(&self) -> usize {
        ["watching: ", "no change in ", " changed, "].map(|end| self.said().matches(end).count()).iter().sum()
    }

    #[track_caller]
    fn waits(&self, rounds: usize) {
        let start = Instant::now();
        while self.rounds() < rounds {
            assert!(start.elapsed() < LIMIT, "no round after:\n{}", self.said());
            sleep(Duration::from_millis(3));
        }
    }

    /// Puts a file in place at once, as editors do, and waits for what is said of it.
    #[track_caller]
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let before = self.rounds();
        let aside = self.dir.with_extension("new");
        fs::write(&aside, bytes).unwrap();
        fs::rename(aside, self.dir.join(path)).unwrap();
        self.waits(before + 1);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watching_shows_no_secret_that_changes() {
    let running = Running::start("changes", "pretty");
    // Each holds what the tests look for, and something more.
    running.put("files/one.txt", format!("{FILE}-again\n"));
    running.put("folder/two.txt", format!("{FOLDER}-again"));
    running.put("files/three.bin", [b"\xff\xfe", BYTES.as_bytes(), b"again"].concat());
    let text = program("", "", "");
    running.put("app.kapp", text.replace(LITERAL, &format!("{LITERAL}-again")));
    running.put("app.kapp", text.replace(NUMBER, &format!("{NUMBER}0")));
    running.put("app.kapp", text.replace("password = ", "word = "));
    running
        .put("app.kapp", text.lines().filter(|line| !line.contains("\" Secret direct")).collect::<Vec<_>>().join("\n"));
    running.put("app.kapp", &text);
    let said = running.said();
    assert!(said.contains("~ Secret shop/hidden"), "{said}");
    assert!(said.contains("- Secret direct") || said.contains("- Secret shop/direct"), "{said}");
    clean("watch", &said);
}

#[test]
fn watching_shows_no_secret_of_a_broken_program() {
    for format in ["pretty", "json"] {
        let running = Running::start("broken", format);
        for (beside, in_web, at_top) in mistakes() {
            running.put("app.kapp", program(beside, in_web, at_top));
        }
        running.put("app.kapp", program("", "", ""));
        running.put("files/one.txt", [FILE.as_bytes(), b"\xff"].concat());
        let said = running.said();
        let told = said.matches("the last good build stays").count();
        assert!(told >= mistakes().len(), "{told} rounds with errors:\n{said}");
        clean(&format!("watch in {format}"), &said);
    }
}

//! `kappc watch` as a process: what it writes, what it says, how it ends.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use super::{app, module, service, until};

/// A running command; killed with this, if it has not ended.
struct Running {
    child: Child,
    said: PathBuf,
    dir: PathBuf,
}

impl Running {
    fn start(test: &str, more: &[&str]) -> Running {
        let dir = module(test);
        let said = dir.with_file_name("said");
        let log = File::create(&said).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kappc"))
            .args(["watch", "shop", "--out", "shop/out", "--format", "short"])
            .args(more)
            .current_dir(dir.parent().unwrap())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let running = Running { child, said, dir };
        running.says("watching: ");
        running
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap()
    }

    #[track_caller]
    fn says(&self, text: &str) {
        until(|| if self.said().contains(text) { Ok(()) } else { Err(format!("no `{text}` in:\n{}", self.said())) });
    }

    /// Waits until the output is that of a fresh build.
    #[track_caller]
    fn settles(&self) -> BTreeMap<PathBuf, (String, SystemTime)> {
        let fresh = self.dir.with_file_name("fresh");
        let built = Command::new(env!("CARGO_BIN_EXE_kappc"))
            .args(["build", "shop", "--out", "fresh"])
            .current_dir(self.dir.parent().unwrap())
            .output()
            .unwrap();
        assert!(built.status.success(), "{built:?}");
        let texts = |tree: &BTreeMap<PathBuf, (String, SystemTime)>| -> BTreeMap<PathBuf, String> {
            tree.iter().map(|(path, (text, _))| (path.clone(), text.clone())).collect()
        };
        let wanted = texts(&tree(&fresh));
        let out = self.dir.join("out");
        until(|| if texts(&tree(&out)) == wanted { Ok(()) } else { Err(self.said()) });
        tree(&out)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every manifest below `dir`, with its text and when it was written.
fn tree(dir: &Path) -> BTreeMap<PathBuf, (String, SystemTime)> {
    let mut files = BTreeMap::new();
    let mut left = vec![dir.to_path_buf()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if let (Some("yaml"), Ok(text)) =
                (path.extension().and_then(|e| e.to_str()), fs::read_to_string(&path))
            {
                let modified = fs::metadata(&path).and_then(|meta| meta.modified());
                let modified = modified.unwrap_or(SystemTime::UNIX_EPOCH);
                let _ = files.insert(path.strip_prefix(dir).unwrap().to_path_buf(), (text, modified));
            }
        }
    }
    files
}

#[test]
fn it_writes_what_changed_and_nothing_else() {
    let running = Running::start("writes", &[]);
    let first = running.settles();
    fs::write(running.dir.join("api.kapp"), format!("// moved\n\n{}", service("api", 7))).unwrap();
    let second = running.settles();
    running.says("~ Deployment shop/api\n    spec.template.spec.containers[api].image: ");
    assert_eq!(first.len(), second.len());
    for (path, (text, written)) in &second {
        let changed = path.ends_with("deployment-api.yaml");
        assert_eq!(first[path].0 != *text, changed, "{path:?}");
        assert_eq!(first[path].1 != *written, changed, "{path:?}");
    }
    fs::remove_file(running.dir.join("api.kapp")).unwrap();
    let third = running.settles();
    assert!(third.len() < second.len());
    running.says("- Service shop/api");
    // Its own output in the module's directory set nothing off.
    assert!(!running.said().contains("no change"), "{}", running.said());
}

#[test]
fn errors_are_told_and_the_last_good_output_stays() {
    let running = Running::start("errors", &[]);
    let first = running.settles();
    fs::write(running.dir.join("web.kapp"), app(2).replace("memory", "memry")).unwrap();
    running.says("the last good build stays");
    assert!(running.said().contains("memry"), "{}", running.said());
    assert_eq!(tree(&running.dir.join("out")), first);
    fs::write(running.dir.join("web.kapp"), app(3)).unwrap();
    assert_ne!(running.settles(), first);
    running.says("no errors any more after");
}

#[test]
fn polling_comes_to_the_same() {
    let running = Running::start("poll", &["--poll"]);
    let first = running.settles();
    fs::write(running.dir.join("greeting.txt"), "another").unwrap();
    assert_ne!(running.settles(), first);
}

#[test]
fn an_interrupt_ends_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let mut running = Running::start(&format!("ends{signal}"), &[]);
        let before = running.settles();
        let sent = Command::new("kill").args([signal, &running.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        until(|| match running.child.try_wait().unwrap() {
            Some(status) if status.success() => Ok(()),
            Some(status) => panic!("{status}: {}", running.said()),
            None => Err("it goes on".to_owned()),
        });
        running.says("stopped watching");
        assert_eq!(tree(&running.dir.join("out")), before);
    }
}

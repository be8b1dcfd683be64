//! Watching real files: every way of changing them ends in what a fresh compilation of the same files says.
//!
//! Nothing here measures time: a state is waited for, up to a limit that only a broken build reaches.
#![cfg(all(unix, feature = "watch"))]
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

#[path = "watch/command.rs"]
mod command;
#[path = "watch/editors.rs"]
mod editors;
#[path = "watch/random.rs"]
mod random;
#[path = "watch/rounds.rs"]
mod rounds;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use kappc::emit::{EmitOptions, emit};
use kappc::source::{Disk, Files};
use kappc::watch::{Course, Mouth, Timing, Way, channel, follow};
use kappc::{Inputs, Selection, compile, report};

/// How long a state is waited for.
const LIMIT: Duration = Duration::from_secs(60);

/// An empty directory of this test's own.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// The first file of a program, in its `version`.
fn app(version: u64) -> String {
    format!("app shop {{ namespace = \"shop\" }}\n\n{}", service("web", version))
}

/// A service that reads `greeting.txt`, if that is not told otherwise by its name.
fn service(name: &str, version: u64) -> String {
    let greeting = if name == "web" { "file(\"greeting.txt\")" } else { "\"hello\"" };
    format!(
        "service {name} {{\n  image       = \"registry.k8s.io/e2e-test-images/agnhost:2.{version}\"\n  \
         args        = [\"netexec\", {greeting}]\n  port http   = 8080\n  probe ready = http(\"/healthz\")\n  \
         memory      = 32Mi..64Mi\n}}\n"
    )
}

/// A module of two files and a text.
fn module(test: &str) -> PathBuf {
    let dir = folder(test).join("shop");
    fs::create_dir(&dir).unwrap();
    fill(&dir, 1);
    dir
}

fn fill(dir: &Path, version: u64) {
    fs::write(dir.join("web.kapp"), app(version)).unwrap();
    fs::write(dir.join("api.kapp"), service("api", version)).unwrap();
    fs::write(dir.join("greeting.txt"), format!("hello {version}")).unwrap();
}

/// All that a compilation says: the objects, or what is wrong.
fn outcome(files: &dyn Files, path: &Path) -> Result<String, String> {
    let inputs = Inputs { environments: Selection::All, ..Inputs::default() };
    let compilation = compile(files, path, &inputs).map_err(|failure| format!("{failure:?}"))?;
    match compilation.manifests.as_slice() {
        [] => Err(report::short(&compilation.sources, &compilation.diagnostics, &compilation.environments)),
        all => Ok(all.iter().map(|(_, objects)| emit(objects, EmitOptions::default(), &compilation.sources)).collect()),
    }
}

/// What a loop has come to.
#[derive(Debug, Default, Clone)]
struct State {
    rounds: usize,
    /// What the last round says.
    last: Option<Result<String, String>>,
    /// What the last round without errors says.
    good: Option<String>,
}

/// A loop in a thread of its own, which ends with this.
struct Loop {
    path: PathBuf,
    state: Arc<Mutex<State>>,
    mouth: Mouth,
    thread: Option<JoinHandle<()>>,
}

/// Nothing is looked at unasked, so that what the system tells must suffice.
const TOLD: Timing = Timing { quiet: Duration::from_millis(10), cap: Duration::from_millis(60), look: None };

impl Loop {
    fn start(path: &Path, way: Way) -> Loop {
        let (mouth, ear) = channel();
        let state = Arc::new(Mutex::new(State::default()));
        let course = Course { timing: TOLD, way, poll: Duration::from_millis(20), output: None };
        let (shared, own) = (Arc::clone(&state), path.to_path_buf());
        let run = move || {
            let round = |files: &dyn Files| {
                let outcome = outcome(files, &own);
                let mut state = shared.lock().unwrap();
                state.rounds += 1;
                state.good = outcome.clone().ok().or(state.good.take());
                state.last = Some(outcome);
            };
            follow(&Disk, &course, &ear, round, |notice| panic!("{notice:?}"));
        };
        let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap();
        let started = Loop { path: path.to_path_buf(), state, mouth, thread: Some(thread) };
        started.wait("the start");
        started
    }

    fn state(&self) -> State {
        self.state.lock().unwrap().clone()
    }

    /// Waits until the last round says what the files say.
    #[track_caller]
    fn wait(&self, after: &str) {
        let wanted = outcome(&Disk, &self.path);
        until(|| match self.state().last {
            Some(last) if last == wanted => Ok(()),
            last => Err(format!("after {after}: {last:#?}\nwanted: {wanted:#?}")),
        });
        if let Ok(text) = wanted {
            assert_eq!(self.state().good, Some(text));
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        self.mouth.stop();
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || std::thread::panicking());
    }
}

/// Waits until `holds` does.
#[track_caller]
fn until(mut holds: impl FnMut() -> Result<(), String>) {
    let start = Instant::now();
    while let Err(why) = holds() {
        assert!(start.elapsed() < LIMIT, "{why}");
        sleep(Duration::from_millis(3));
    }
}

//! Programs from memory: what they are given, and what comes of them.

use std::path::{Path, PathBuf};

use kappc::report::{Colors, Glyphs, Screen, pretty};
use kappc::source::Memory;
use kappc::{Compilation, Failure, Goal, Inputs, Selection, compile};

/// Files by path, the first one a source of the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Program {
    /// What is compiled: a file or a directory.
    pub(crate) path: String,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) inputs: Inputs,
}

impl Program {
    /// A program built in every environment that it has. It is one file, but where a comment that is a path,
    /// `// platform/platform.kapp`, says that another file follows. Other TOML than `kapp.toml` gives it parameters.
    pub(crate) fn of(path: &str, text: &str) -> Program {
        let mut files = vec![(path.to_owned(), String::new())];
        for line in text.lines() {
            match file_comment(line) {
                Some(path) => files.push((path.to_owned(), String::new())),
                None => {
                    let (_, text) = files.last_mut().unwrap();
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
        let has_environments = files[0].1.lines().any(|line| line.starts_with("environments "));
        let environments = if has_environments { Selection::All } else { Selection::Unnamed };
        let is_params = |path: &&String| path.ends_with(".toml") && !path.ends_with("kapp.toml");
        let params = files.iter().map(|(path, _)| path).filter(is_params).map(PathBuf::from).collect();
        Program {
            path: path.to_owned(),
            files: files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect(),
            inputs: Inputs { params, environments, ..Inputs::default() },
        }
    }

    /// Reads the `//#` lines: `//# build` asks for objects, `//# env NAME` too and names an environment or `all`,
    /// `//# set NAME=VALUE` sets a parameter, `//# params FILE` several. Without them the program is only checked.
    pub(crate) fn direct(&mut self, text: &str) -> Result<(), String> {
        for line in text.lines().filter_map(|line| line.strip_prefix("//#")) {
            match line.trim().split_once(' ').unwrap_or((line.trim(), "")) {
                ("build", "") => self.inputs.goal = Goal::Build,
                ("env", "all") => {
                    self.inputs.goal = Goal::Build;
                    self.inputs.environments = Selection::All;
                }
                ("env", name) if !name.is_empty() => {
                    self.inputs.goal = Goal::Build;
                    match &mut self.inputs.environments {
                        Selection::Named(names) => names.push(name.to_owned()),
                        other => *other = Selection::Named(vec![name.to_owned()]),
                    }
                }
                ("params", file) if !file.is_empty() => self.inputs.params.push(file.into()),
                ("set", setting) => {
                    let (name, value) = setting.split_once('=').ok_or(format!("`//# set {setting}` has no `=`"))?;
                    self.inputs.settings.push((name.to_owned(), value.to_owned()));
                }
                _ => return Err(format!("`//#{line}` is none of build, env NAME, set NAME=VALUE, params FILE")),
            }
        }
        Ok(())
    }

    pub(crate) fn compile(&self) -> Result<Compilation, Failure> {
        let memory = self.files.iter().fold(Memory::new(), |memory, (path, bytes)| memory.with(path, bytes.clone()));
        compile(&memory, Path::new(&self.path), &self.inputs)
    }
}

/// The path of the file that starts behind `line`.
fn file_comment(line: &str) -> Option<&str> {
    let path = line.strip_prefix("// ")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    ((path.ends_with(".kapp") || path.ends_with(".toml")) && path.chars().all(plain)).then_some(path)
}

/// The diagnostics as snapshots keep them: no colors, a hundred columns.
pub(crate) fn drawn(compilation: &Compilation) -> String {
    let screen = Screen { colors: Colors::Off, glyphs: Glyphs::Unicode, width: 100 };
    let text = pretty(&compilation.sources, &compilation.diagnostics, &compilation.environments, &screen);
    // Snapshots are looked after by tools that take blanks off line ends.
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

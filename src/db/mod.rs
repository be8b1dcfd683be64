//! The staircase: from paths and inputs to a whole compilation, every room called in order.
//!
//! In: [`Files`], the path that the user named, [`Inputs`]. Out: a [`Compilation`]. What can be kept between two runs
//! will be kept here.

mod data;
mod includes;
mod load;
mod manifest;
mod params;
mod settings;
mod standard;
mod targets;
mod texts;
mod verdict;

use std::path::{Path, PathBuf};

use ecow::EcoString;
use rayon::prelude::*;

use crate::check::{Checked, check, lint, loose_docs};
use crate::diag::{Diagnostics, Severity, suggest};
use crate::eval::{self, Evaluated, evaluate};
use crate::lower::{self, Manifests, lower};
use crate::resolve::{ModuleFiles, concealed, resolve};
use crate::schema::{Api, Tables, Versions};
use crate::source::{Files, Package, ReadError, Sources};
use crate::vocab::Vocabulary;

use manifest::Manifest;
use targets::Asked;

/// What a run is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// `--params FILE`, in order: TOML, JSON or YAML.
    pub params: Vec<PathBuf>,
    /// `--set name=value`, in order; the value as written. Goes before the files.
    pub settings: Vec<(String, String)>,
    /// `--env`: the environments to emit.
    pub environments: Selection,
    /// `--target`: the versions of Kubernetes for which the output must be valid, whatever the program says.
    pub target: Option<Versions>,
    /// Whether objects are wanted, or only diagnostics.
    pub goal: Goal,
}

/// Which environments are emitted; all are checked anyway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Selection {
    /// None was named: right for a program without environments.
    #[default]
    Unnamed,
    /// These.
    Named(Vec<String>),
    /// `--env all`.
    All,
}

/// What is wanted of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Goal {
    /// Objects; every parameter needs a value.
    #[default]
    Build,
    /// Diagnostics only; a parameter without a value is open.
    Check,
    /// As [`Goal::Check`], and what evaluation and lowering made is kept together with its history.
    Inspect,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Compilation {
    /// Every text that was read.
    pub sources: Sources,
    /// Everything that is wrong, sorted by place, equal ones of several environments made one.
    pub diagnostics: Diagnostics,
    /// The objects of each environment asked for, in the order in which the program names the environments; `None` for a
    /// program without. Empty where there are errors, and for [`Goal::Check`].
    pub manifests: Vec<(Option<EcoString>, Manifests)>,
    /// The environments of the program, in order.
    pub environments: Vec<EcoString>,
    /// For [`Goal::Inspect`]: what was made in each environment asked for, in all where none was named. Where there are
    /// errors, what could be made in spite of them.
    pub inspected: Vec<Inspected>,
    /// For [`Goal::Inspect`]: the kinds of objects that are known, those that the program brings included.
    pub tables: Tables,
    /// How much work it was, in units that do not depend on the machine.
    pub work: Work,
    remains: Remains,
}

/// What a run made on its way to the objects. Nobody reads it, but to free it is work too, which whoever ends with the
/// compilation can save by leaving it to the system.
#[derive(Debug, Default)]
#[expect(dead_code, reason = "kept, not read")]
struct Remains {
    loaded: Vec<load::Module>,
    checked: Checked,
    evaluated: Vec<Evaluated>,
}

/// What was made in one environment.
#[derive(Debug)]
pub struct Inspected {
    /// The evaluated module, with the environment's name.
    pub module: Evaluated,
    /// Its objects.
    pub manifests: Manifests,
}

/// Counters of work, for tests that compare n with 2n.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Bytes of source text.
    pub bytes: u64,
    /// Steps of evaluation, over all environments.
    pub steps: u64,
    /// Objects, over all environments.
    pub objects: u64,
}

/// Why there is nothing to compile: not a mistake in a program.
#[derive(Debug)]
pub enum Failure {
    /// A file or directory that the user named, or a source of the module, cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: ReadError,
    },
    /// A source is not UTF-8.
    NotText {
        /// Which.
        path: PathBuf,
        /// The first byte that is not.
        offset: usize,
    },
    /// The directory holds no `.kapp` file.
    NoSources {
        /// Which.
        path: PathBuf,
    },
    /// An input is wrong in itself: an unknown environment, an unknown parameter.
    Usage(String),
}

/// Declarations from which on environments are evaluated at the same time: below, it costs more than it saves.
const PARALLEL_FROM: usize = 50;

/// Compiles the module at `path`, a file or a directory; for `DIR/...` every module below `DIR`.
///
/// # Errors
/// Where nothing could be compiled for reasons outside the program.
pub fn compile(files: &dyn Files, path: &Path, inputs: &Inputs) -> Result<Compilation, Failure> {
    targets::compile(files, path, inputs)
}

fn sound(found: &Diagnostics) -> bool {
    found.iter().all(|known| known.severity != Severity::Error)
}

/// Compiles one module and adds what comes of it to `whole`.
fn module(
    files: &dyn Files,
    path: &Path,
    inputs: &Inputs,
    asked: &mut Asked,
    whole: &mut Compilation,
) -> Result<(), Failure> {
    let mut sources = std::mem::take(&mut whole.sources);
    let earlier: u64 = sources.iter().map(|(_, source)| source.text.len() as u64).sum();
    let root = Package::root_of(files, load::directory(files, path));
    let (manifest, mut diagnostics) = Manifest::read(files, &root, load::directory(files, path), &mut sources);
    let load::Loaded { modules: loaded, diagnostics: found } = load::load(files, path, &root, &manifest, &mut sources)?;
    let mut work = Work::default();
    for parsed in loaded.iter().flat_map(|module| &module.parsed) {
        diagnostics.extend(parsed.diagnostics.iter().cloned());
    }
    diagnostics.extend(found);
    work.bytes = sources.iter().map(|(_, source)| source.text.len() as u64).sum::<u64>() - earlier;
    let vocabulary = Vocabulary::get();
    let modules: Vec<ModuleFiles<'_>> = loaded
        .iter()
        .map(|module| ModuleFiles {
            title: module.title.as_str().into(),
            files: module.trees(),
            imports: module.imports.clone(),
        })
        .collect();
    for span in modules.iter().flat_map(|module| concealed(&module.files)) {
        sources.conceal(span);
    }
    let (program, found) = resolve(&modules, vocabulary);
    verdict::add(&mut diagnostics, found);
    let (mut given, found) = params::read(files, &inputs.params, &program, &mut sources, asked)?;
    diagnostics.extend(found);
    settings::read(&inputs.settings, &program, &mut sources, asked, &mut given)?;
    let is_library = program.root().is_none_or(|root| root.app.is_none());
    // Of several modules, one without `app` is there to be imported.
    let goal = if asked.of_several() && is_library && inputs.goal == Goal::Build { Goal::Check } else { inputs.goal };
    let mut included = includes::load(files, &root, &program, &mut sources);
    verdict::add(&mut diagnostics, included.of_program);
    let mut api = Api { tables: Tables::builtin(), target: inputs.target };
    included.tables.drain(..).for_each(|table| api.tables.add(table));
    let (checked, found) = check(&program, vocabulary, &api, &given);
    verdict::add(&mut diagnostics, found);
    let own = load::own(&loaded, &sources);
    let mut lints = Diagnostics::new();
    if sound(&diagnostics) {
        lints.extend(lint(&modules, &program));
        for parsed in loaded.last().into_iter().flat_map(|module| &module.parsed) {
            lints.extend(loose_docs(&sources, &parsed.comments));
        }
    }
    let wanted = wanted(&inputs.environments, &checked.environments, goal, asked)?;
    let (mut manifests, mut inspected, mut spent) = (Vec::new(), Vec::new(), Vec::new());
    if verdict::may_go_on(&diagnostics, &checked) {
        let environments: Vec<Option<usize>> = match checked.environments.len() {
            0 => vec![None],
            count => (0..count).map(Some).collect(),
        };
        let broken = verdict::broken(&diagnostics);
        let package = Some(Package { files, sources: &sources, root: &root });
        let run = |environment: &Option<usize>| {
            let open_params = goal != Goal::Build;
            let history = goal == Goal::Inspect;
            let mut evaluated = evaluate(
                &checked,
                &eval::Inputs { environment: *environment, open_params, package, broken: &broken, history },
            );
            verdict::mark_broken(&mut evaluated);
            let steps = evaluated.steps;
            let lowered = lower(&evaluated.module, &included.includes, &api);
            let mut diagnostics = evaluated.diagnostics;
            diagnostics.extend(lowered.diagnostics);
            (*environment, evaluated.module, lowered.value.unwrap_or_default(), diagnostics, steps)
        };
        let bytes: u64 = sources.iter().map(|(_, source)| source.text.len() as u64).sum();
        let much = checked.declarations.len() >= PARALLEL_FROM || bytes - earlier >= LARGE;
        let outcomes: Vec<_> = if environments.len() > 1 && much {
            environments.par_iter().map(run).collect()
        } else {
            environments.iter().map(run).collect()
        };
        let idle = if sound(&diagnostics) && outcomes.iter().all(|(_, _, _, found, _)| sound(found)) {
            let made = outcomes.iter().map(|(_, module, objects, _, _)| (module, objects));
            let mut idle = lower::idle_allows(made);
            idle.retain(|warning| own.contains(&sources.place(warning.primary.span).map(|place| place.source)));
            idle
        } else {
            Diagnostics::new()
        };
        let mut of_environments = Vec::new();
        for (environment, module, objects, found, steps) in outcomes {
            work.steps += steps;
            work.objects += objects.objects.len() as u64;
            let name = environment.and_then(|index| checked.environments.get(index).cloned());
            of_environments.push((name.clone(), found));
            let named = environment.is_none_or(|index| wanted.contains(&index));
            match goal {
                Goal::Inspect if named || inputs.environments == Selection::Unnamed => {
                    inspected.push(Inspected { module, manifests: objects });
                }
                Goal::Build if named => {
                    manifests.push((name, objects));
                    spent.push(module);
                }
                Goal::Build | Goal::Check | Goal::Inspect => spent.push(module),
            }
        }
        verdict::add(&mut diagnostics, verdict::grouped(of_environments));
        diagnostics.extend(idle);
    }
    // Of a document with a mistake nothing was made, so that nothing else is a consequence of it.
    diagnostics.extend(included.of_files);
    if sound(&diagnostics) {
        diagnostics.extend(lints);
    }
    manifest.apply(&mut diagnostics);
    whole.sources = sources;
    whole.diagnostics.extend(diagnostics);
    whole.manifests.extend(manifests);
    whole.inspected.extend(inspected);
    if goal == Goal::Inspect {
        whole.tables = api.tables.clone();
    }
    for environment in &checked.environments {
        if !whole.environments.contains(environment) {
            whole.environments.push(environment.clone());
        }
    }
    whole.work.bytes += work.bytes;
    whole.work.steps += work.steps;
    whole.work.objects += work.objects;
    // One after the other could be more than the memory holds.
    if !asked.of_several() {
        whole.remains = Remains { loaded, checked, evaluated: spent };
    }
    Ok(())
}

/// Texts of this many bytes, included ones too, make objects that are worth handing out.
const LARGE: u64 = 64 * 1024;

/// The environments to emit, by index.
fn wanted(selection: &Selection, known: &[EcoString], goal: Goal, asked: &mut Asked) -> Result<Vec<usize>, Failure> {
    let list = || known.join(", ");
    match selection {
        Selection::All => Ok((0..known.len()).collect()),
        Selection::Unnamed if known.is_empty() || goal != Goal::Build => Ok(Vec::new()),
        Selection::Unnamed => Err(Failure::Usage(format!(
            "the program has the environments {}: choose with `--env NAME` or `--env all`",
            list()
        ))),
        Selection::Named(names) => {
            let mut wanted = Vec::new();
            for name in names {
                match known.iter().position(|environment| environment == name) {
                    Some(index) => {
                        asked.found(name);
                        wanted.push(index);
                    }
                    None if known.is_empty() => {
                        let message = "the program names no environments";
                        asked.missing(name, format!("there is no environment `{name}`: {message}"))?;
                    }
                    None => {
                        let near = suggest(name, known.iter().map(EcoString::as_str));
                        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", near.name));
                        let message = format!("there is no environment `{name}`: the program has {}{hint}", list());
                        asked.missing(name, message)?;
                    }
                }
            }
            Ok(wanted)
        }
    }
}

/// Why a file cannot be read, in words.
fn read_error(error: &ReadError) -> String {
    match error {
        ReadError::Missing => "there is no such file".to_owned(),
        ReadError::Denied(reason) => reason.clone(),
        ReadError::TooLarge(limit) => format!("it is larger than {limit} bytes"),
    }
}

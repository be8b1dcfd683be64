//! From arguments to a plan: what will be done, every choice made, nothing left to ask.

use std::path::PathBuf;

use super::args::{Args, Color, Command, Format, Module, Output, Picture};
use super::fmt::{Formatting, Target};
use super::new::Wish;
use super::surroundings::Surroundings;
use super::{Exit, allows, build, check, completions, explain, fix, fmt, graph, man, new};
use crate::db::{Goal, Inputs, Selection};
use crate::report::{Colors, Screen};

/// One variant per command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Compile and write manifests.
    Build(Job, Manner),
    /// Compile for the diagnostics.
    Check(Job),
    /// Compile again and again.
    #[cfg(feature = "watch")]
    Watch(Job, Manner, crate::watch::Way),
    /// Format.
    Format(Formatting),
    /// Draw what needs what.
    Graph(Job, Picture),
    /// Start a program.
    New(Wish),
    /// Complete command lines.
    Completions(clap_complete::Shell),
    /// Show the manual.
    Man,
    /// Mend what can be mended.
    Fix(Job),
    /// List what is allowed.
    Allows(Job),
    /// List what can be explained.
    ListTopics,
    /// Explain a code, a word or a declaration.
    Explain(Question),
}

/// What is to be explained.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// A code, or words joined by dots.
    pub(super) topic: String,
    /// The module to look into.
    pub(super) job: Job,
    /// Whether only a module can be meant.
    pub(super) of_program: bool,
}

/// What is compiled, and how its diagnostics are shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// The module.
    pub(super) path: PathBuf,
    /// Parameters, environments, and what is wanted.
    pub(super) inputs: Inputs,
    /// How diagnostics are shown.
    pub(super) format: Form,
}

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// For people.
    Pretty(Screen),
    /// For a machine.
    Machine(Machine),
}

/// The forms for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Machine {
    /// One line each.
    Short,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands.
    Github,
    /// A JUnit report.
    Junit,
}

/// How manifests are written, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manner {
    /// YAML or JSON.
    pub(super) output: Output,
    /// Whether each object says where it was declared.
    pub(super) origins: bool,
    /// Where manifests go.
    pub(super) to: Destination,
    /// The file for the source map.
    pub(super) source_map: Option<PathBuf>,
}

/// Where manifests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// To standard output.
    Stream,
    /// To files below this directory.
    Directory(PathBuf),
    /// Nowhere: they are compared with the files below this directory.
    Comparison(PathBuf),
}

/// Decides what the arguments mean where the process runs.
pub(super) fn plan(args: Args, surroundings: &Surroundings) -> Plan {
    let colors = match args.color {
        Color::Always => Colors::On,
        Color::Auto if surroundings.colors => Colors::On,
        Color::Auto | Color::Never => Colors::Off,
    };
    let screen = Screen { colors, glyphs: surroundings.glyphs, width: surroundings.width };
    match args.command {
        Command::Build(build) => {
            let to = match build.out {
                None => Destination::Stream,
                Some(dir) if build.check => Destination::Comparison(dir),
                Some(dir) => Destination::Directory(dir),
            };
            let (output, source_map) = (build.output, build.source_map);
            let manner = Manner { output, origins: !build.no_origins, to, source_map };
            Plan::Build(job(build.module, select(build.environments), Goal::Build, screen), manner)
        }
        Command::Check(check) => {
            let goal = if check.allows { Goal::Inspect } else { Goal::Check };
            let job = job(check.module, Selection::Unnamed, goal, screen);
            match (check.fix, check.allows) {
                (true, _) => Plan::Fix(job),
                (_, true) => Plan::Allows(job),
                _ => Plan::Check(job),
            }
        }
        #[cfg(feature = "watch")]
        Command::Watch(watch) => {
            let to = watch.out.map_or(Destination::Stream, Destination::Directory);
            let manner = Manner { output: watch.output, origins: false, to, source_map: None };
            // Nobody waits for one environment, so all are wanted where none is named.
            let environments = if watch.environments.is_empty() { Selection::All } else { select(watch.environments) };
            let way = if watch.poll { crate::watch::Way::Poll } else { crate::watch::Way::Native };
            Plan::Watch(job(watch.module, environments, Goal::Build, screen), manner, way)
        }
        Command::Fmt(fmt) => Plan::Format(Formatting {
            targets: fmt.paths.into_iter().map(Target::of).collect(),
            check: fmt.check,
            form: form(fmt.format, screen),
        }),
        Command::Graph(graph) => {
            let inputs = Inputs {
                params: graph.params,
                settings: graph.settings,
                environments: select(graph.environments),
                target: None,
                goal: Goal::Inspect,
            };
            Plan::Graph(Job { path: graph.path, inputs, format: Form::Pretty(screen) }, graph.format)
        }
        Command::New(wish) => Plan::New(Wish { kind: wish.kind, name: wish.name, dir: wish.dir }),
        Command::Completions(completions) => Plan::Completions(completions.shell),
        Command::Man => Plan::Man,
        Command::Explain(explain) => match explain.topic {
            None => Plan::ListTopics,
            Some(topic) => Plan::Explain(Question {
                topic,
                of_program: explain.path.is_some() || !explain.environments.is_empty(),
                job: Job {
                    path: explain.path.unwrap_or_else(|| PathBuf::from(".")),
                    inputs: Inputs {
                        params: explain.params,
                        settings: explain.settings,
                        environments: select(explain.environments),
                        target: None,
                        goal: Goal::Inspect,
                    },
                    format: Form::Pretty(screen),
                },
            }),
        },
    }
}

fn job(module: Module, environments: Selection, goal: Goal, screen: Screen) -> Job {
    let format = form(module.format, screen);
    Job {
        path: module.path,
        inputs: Inputs { params: module.params, settings: module.settings, environments, target: module.target, goal },
        format,
    }
}

fn form(format: Format, screen: Screen) -> Form {
    match format {
        Format::Pretty => Form::Pretty(screen),
        Format::Short => Form::Machine(Machine::Short),
        Format::Json => Form::Machine(Machine::Json),
        Format::Sarif => Form::Machine(Machine::Sarif),
        Format::Github => Form::Machine(Machine::Github),
        Format::Junit => Form::Machine(Machine::Junit),
    }
}

/// `all` beside names is all.
fn select(names: Vec<String>) -> Selection {
    match names.as_slice() {
        [] => Selection::Unnamed,
        some if some.iter().any(|name| name == "all") => Selection::All,
        _ => Selection::Named(names),
    }
}

impl Plan {
    /// Does it.
    pub(super) fn run(self) -> Exit {
        match self {
            Plan::Build(job, manner) => build::run(&job, &manner),
            Plan::Check(job) => check::run(&job),
            #[cfg(feature = "watch")]
            Plan::Watch(job, manner, way) => super::watch::run(&job, &manner, way),
            Plan::Format(formatting) => fmt::run(&formatting),
            Plan::Graph(job, picture) => graph::run(&job, picture),
            Plan::New(wish) => new::run(&wish),
            Plan::Completions(shell) => completions::run(shell),
            Plan::Man => man::run(),
            Plan::Fix(job) => fix::run(&job),
            Plan::Allows(job) => allows::run(&job),
            Plan::ListTopics => explain::list(),
            Plan::Explain(question) => explain::run(&question),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Glyphs;
    use clap::Parser as _;

    fn planned(args: &[&str]) -> Plan {
        let surroundings = Surroundings { colors: true, glyphs: Glyphs::Unicode, width: 80 };
        plan(Args::try_parse_from(args).unwrap(), &surroundings)
    }

    #[test]
    fn nothing_said_means_here_and_for_people() {
        let Plan::Build(job, manner) = planned(&["kappc", "build"]) else { panic!() };
        assert_eq!(job.path, PathBuf::from("."));
        assert_eq!(job.inputs.environments, Selection::Unnamed);
        assert_eq!(job.format, Form::Pretty(Screen { colors: Colors::On, glyphs: Glyphs::Unicode, width: 80 }));
        let to = Destination::Stream;
        assert_eq!(manner, Manner { output: Output::Yaml, origins: true, to, source_map: None });
    }

    #[test]
    fn environments_add_up_and_all_is_all() {
        let named = |args: &[&str]| match planned(args) {
            Plan::Build(job, _) => job.inputs.environments,
            other => panic!("{other:?}"),
        };
        let both = Selection::Named(vec!["a".into(), "b".into()]);
        assert_eq!(named(&["kappc", "build", "--env", "a", "--env", "b"]), both);
        assert_eq!(named(&["kappc", "build", "--env", "a", "--env", "all"]), Selection::All);
    }

    #[test]
    fn a_directory_is_written_or_compared() {
        let to = |args: &[&str]| match planned(args) {
            Plan::Build(_, manner) => manner.to,
            other => panic!("{other:?}"),
        };
        assert_eq!(to(&["kappc", "build", "--out", "x"]), Destination::Directory("x".into()));
        assert_eq!(to(&["kappc", "build", "--out", "x", "--check"]), Destination::Comparison("x".into()));
        assert!(Args::try_parse_from(["kappc", "build", "--check"]).is_err());
    }

    #[cfg(feature = "watch")]
    #[test]
    fn watching_wants_all_environments_unless_some_are_named() {
        let wants = |args: &[&str]| match planned(args) {
            Plan::Watch(job, manner, way) => (job.inputs.environments, manner.to, way),
            other => panic!("{other:?}"),
        };
        use crate::watch::Way;
        assert_eq!(wants(&["kappc", "watch"]), (Selection::All, Destination::Stream, Way::Native));
        let named = ["kappc", "watch", "--env", "a", "--out", "x", "--poll"];
        let directory = Destination::Directory("x".into());
        assert_eq!(wants(&named), (Selection::Named(vec!["a".into()]), directory, Way::Poll));
        assert!(Args::try_parse_from(["kappc", "watch", "-o", "json"]).is_err(), "a format of nothing");
    }

    #[test]
    fn an_argument_is_stronger_than_the_terminal() {
        let Plan::Check(job) = planned(&["kappc", "check", "--color", "never"]) else { panic!() };
        assert!(matches!(job.format, Form::Pretty(Screen { colors: Colors::Off, .. })));
    }
}

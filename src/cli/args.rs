//! The arguments as they are written. What they mean together is decided in `plan`.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::schema::Versions;

/// `kappc`.
#[derive(Debug, Parser)]
#[command(
    name = "kappc",
    version,
    about = "Compiles .kapp files, typed descriptions of applications, to Kubernetes manifests",
    after_help = "Examples:
  kappc build                        compile the module in this directory
  kappc build shop --env prod        one environment of the module in ./shop
  kappc check shop                   report every mistake, in every environment
  kappc fmt                          give the files of this directory the one form
  kappc explain K0201                what an error means and how to mend it
  kappc explain service.replicas     what an entry means

Exit codes: 0 clean, 1 the program has errors, 2 wrong usage, 3 cannot read or write,
101 internal error.",
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to use colors; `auto` asks the terminal and NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
}

/// One variant per command.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compile a module and write its manifests to standard output
    ///
    /// Manifests go to standard output and diagnostics to standard error. Nothing is written where
    /// the program has errors. Warnings do not change the exit code.
    #[command(after_help = "Examples:
  kappc build shop --env prod | kubectl apply -f -
  kappc build shop --env dev --set tag=1.5.0 -o json
  kappc build shop --env all --out deploy
  kappc build shop --env all --out deploy --check")]
    Build(Build),

    /// Report every mistake of a module, in every environment, and write nothing
    ///
    /// A parameter without a value is open: whatever value it may have is checked.
    #[command(after_help = "Examples:
  kappc check
  kappc check shop/web.kapp --format short
  kappc check --format sarif > results.sarif
  kappc check --fix
  kappc check --allows")]
    Check(Check),

    /// Compile again whenever a file that matters changes, and say what that changes in the objects
    ///
    /// While the program has errors, what was built last stays. Without --env, all environments are
    /// built. Ctrl-C ends it and removes nothing.
    #[cfg(feature = "watch")]
    #[command(after_help = "Examples:
  kappc watch shop                   say what changes
  kappc watch shop --out deploy      and keep the files in ./deploy up to date")]
    Watch(Watch),

    /// Give programs the one form, in place
    ///
    /// Names each file that it changes. A block or list that is written on one line stays on one
    /// line while it fits 120 columns. A file with mistakes in its syntax is left as it is.
    #[command(after_help = "Examples:
  kappc fmt shop                     the files of one directory
  kappc fmt shop/...                 and of every directory below it
  kappc fmt --check ...              name the files that would change, and fail if there are any
  kappc fmt - < shop/web.kapp        from standard input to standard output")]
    Fmt(Fmt),

    /// Draw which declaration needs which
    ///
    /// Without `--env` all environments are in one picture, and what is in some only says so.
    #[command(after_help = "Examples:
  kappc graph shop > shop.svg
  kappc graph shop --env prod --format dot | dot -Tpdf > shop.pdf
  kappc graph shop --format mermaid")]
    Graph(Graph),

    /// Explain an error code, a word of the language, or what became of a program, or list them
    #[command(after_help = "Examples:
  kappc explain K0201                an error, with a broken and a mended program
  kappc explain service              what a service takes
  kappc explain service.replicas     what one entry means
  kappc explain Deployment.spec      what Kubernetes' own API says of it
  kappc explain web                  what is made of `web`, each field with who said so
  kappc explain web.replicas --env prod
                                     who sets it, layer by layer, and who wins
  kappc explain                      every code and where to start")]
    Explain(Explain),

    /// Start a program: a small one that compiles and says what its parts are for
    #[command(after_help = "Examples:
  kappc new service web              the app `web` in ./web
  kappc new job report web           one more file of the app in ./web
  kappc new app shop                 two services in two environments in ./shop")]
    New(New),

    /// Write what a shell needs to complete this command
    #[command(after_help = "Examples:
  kappc completions bash > /etc/bash_completion.d/kappc
  kappc completions zsh > ~/.zfunc/_kappc
  kappc completions fish > ~/.config/fish/completions/kappc.fish")]
    Completions(Completions),

    /// Write the manual page
    #[command(after_help = "Examples:
  kappc man > /usr/local/share/man/man1/kappc.1")]
    Man,
}

/// What is compiled, and how its diagnostics are written.
#[derive(Debug, clap::Args)]
pub(super) struct Module {
    /// The module: a directory with .kapp files, or one file
    #[arg(default_value = ".", hide_default_value = true, value_name = "PATH")]
    pub(super) path: PathBuf,

    /// Give a parameter a value; may be repeated, the last one counts
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    pub(super) settings: Vec<(String, String)>,

    /// Values of parameters from a TOML, JSON or YAML file; may be repeated, --set goes before it
    #[arg(long, value_name = "FILE")]
    pub(super) params: Vec<PathBuf>,

    /// The versions of Kubernetes for which everything must be valid, all at once: `1.31`, `1.30..1.34`; without it, the
    /// app's `target`
    #[arg(long, value_name = "VERSIONS", value_parser = Versions::parse)]
    pub(super) target: Option<Versions>,

    /// How diagnostics are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Pretty)]
    pub(super) format: Format,
}

/// `kappc build`.
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) module: Module,

    /// The environment to build, or `all`; may be repeated
    #[arg(long = "env", value_name = "NAME")]
    pub(super) environments: Vec<String>,

    /// How manifests are written
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = Output::Yaml)]
    pub(super) output: Output,

    /// Leave out the comment that says where an object was declared
    #[arg(long)]
    pub(super) no_origins: bool,

    /// Write one file an object below this directory, as ENV/APP/KIND-NAME.yaml, and remove stale ones
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// Write nothing; say what in the directory differs from what would be written
    #[arg(long, requires = "out")]
    pub(super) check: bool,

    /// Write where each field of each object comes from, as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    pub(super) source_map: Option<PathBuf>,
}

/// `kappc check`.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) module: Module,

    /// Mend in the files what can be mended for certain, and report what is left
    #[arg(long, conflicts_with = "allows")]
    pub(super) fix: bool,

    /// List every `allow` in force with its reason, as a review wants to see them
    #[arg(long)]
    pub(super) allows: bool,
}

/// `kappc watch`.
#[cfg(feature = "watch")]
#[derive(Debug, clap::Args)]
pub(super) struct Watch {
    #[command(flatten)]
    pub(super) module: Module,

    /// The environment to build, or `all`; may be repeated
    #[arg(long = "env", value_name = "NAME")]
    pub(super) environments: Vec<String>,

    /// Write one file an object below this directory, as `build --out` does
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// How manifests are written
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = Output::Yaml, requires = "out")]
    pub(super) output: Output,

    /// Look at the files again and again instead of being told by the system
    #[arg(long)]
    pub(super) poll: bool,
}

/// `kappc fmt`.
#[derive(Debug, clap::Args)]
pub(super) struct Fmt {
    /// Files, directories, directories with all below them (`DIR/...`), or `-` for standard input
    #[arg(default_value = ".", hide_default_value = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Change nothing; name the files that would change and fail if there are any
    #[arg(long)]
    pub(super) check: bool,

    /// How diagnostics are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Pretty)]
    pub(super) format: Format,
}

/// `kappc graph`.
#[derive(Debug, clap::Args)]
pub(super) struct Graph {
    /// The module: a directory with .kapp files, or one file
    #[arg(default_value = ".", hide_default_value = true, value_name = "PATH")]
    pub(super) path: PathBuf,

    /// An environment to draw; may be repeated
    #[arg(long = "env", value_name = "NAME")]
    pub(super) environments: Vec<String>,

    /// Give a parameter a value; may be repeated, the last one counts
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    pub(super) settings: Vec<(String, String)>,

    /// Values of parameters from a TOML, JSON or YAML file; may be repeated, --set goes before it
    #[arg(long, value_name = "FILE")]
    pub(super) params: Vec<PathBuf>,

    /// What is drawn: a picture, or a text for Graphviz or Mermaid
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Picture::Svg)]
    pub(super) format: Picture,
}

/// `kappc explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// An error code; a word of the language, or a declaration of the program, and what it takes,
    /// joined by dots
    #[arg(value_name = "TOPIC")]
    pub(super) topic: Option<String>,

    /// The module, for a declaration of a program: a directory with .kapp files, or one file
    #[arg(value_name = "PATH")]
    pub(super) path: Option<PathBuf>,

    /// The environment to look at; may be repeated, all without
    #[arg(long = "env", value_name = "NAME")]
    pub(super) environments: Vec<String>,

    /// Give a parameter a value; may be repeated, the last one counts
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    pub(super) settings: Vec<(String, String)>,

    /// Values of parameters from a TOML, JSON or YAML file; may be repeated, --set goes before it
    #[arg(long, value_name = "FILE")]
    pub(super) params: Vec<PathBuf>,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Pretty,
    /// One line each
    Short,
    /// One document with everything that is known
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
    /// A JUnit report
    Junit,
}

/// `kappc new`.
#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// What to start with
    #[arg(value_name = "KIND", value_enum)]
    pub(super) kind: Scaffold,

    /// How it is called
    #[arg(value_name = "NAME")]
    pub(super) name: String,

    /// The directory for it, NAME where nothing is said
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

/// What `kappc new` can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Scaffold {
    Service,
    Daemon,
    Job,
    App,
}

/// `kappc completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// `--format` of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Picture {
    Svg,
    Dot,
    Mermaid,
}

/// `--output`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    Yaml,
    Json,
}

/// The two sides of `name=value`.
fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE, for example tag=1.5.0".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_setting_is_cut_at_its_first_equals_sign() {
        assert_eq!(setting("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(setting("a="), Ok(("a".to_owned(), String::new())));
        assert!(setting("=b").is_err());
        assert!(setting("a").is_err());
    }
}

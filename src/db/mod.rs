//! The staircase: from paths and inputs to a whole compilation, every room called in order.
//!
//! In: [`Files`], the path that the user named, [`Inputs`]. Out: a [`Compilation`]. What can be kept between two runs
//! will be kept here.

use std::path::{Path, PathBuf};

use ecow::EcoString;

use crate::diag::Diagnostics;
use crate::lower::Manifests;
use crate::source::{Files, ReadError, Sources};

/// What a run is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// `--set name=value`, in order; the value as written.
    pub settings: Vec<(String, String)>,
    /// `--env`: the environments to emit.
    pub environments: Selection,
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
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Compilation {
    /// Every text that was read.
    pub sources: Sources,
    /// Everything that is wrong, sorted by place, equal ones of several environments made one.
    pub diagnostics: Diagnostics,
    /// The environments that the program declares, in its order; empty where it has none.
    pub environments: Vec<EcoString>,
    /// The objects of each environment asked for, in the order in which the program names the environments; `None` for a
    /// program without. Empty where there are errors, and for [`Goal::Check`].
    pub manifests: Vec<(Option<EcoString>, Manifests)>,
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
    /// An input is wrong in itself: an unknown environment, an unknown parameter, a value that does not parse.
    Usage(String),
}

/// Compiles the module at `path`, a file or a directory.
///
/// # Errors
/// Where nothing could be compiled for reasons outside the program.
pub fn compile(_files: &dyn Files, _path: &Path, _inputs: &Inputs) -> Result<Compilation, Failure> {
    Ok(Compilation::default())
}

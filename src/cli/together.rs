//! Several files replaced together: none where one of them cannot be.

use std::path::PathBuf;

use super::replace::{Ready, prepare};
use crate::source::{Disk, Files as _};

/// Why nothing was written.
#[derive(Debug)]
pub(super) struct Refusal {
    /// What stands in the way.
    pub(super) what: String,
    /// What has become of the files, and what to do.
    pub(super) help: &'static str,
}

/// Replaces the files: path, the bytes it must hold now, the bytes it shall hold. All new texts are on the disk before
/// the first one takes its place.
///
/// # Errors
/// Where a file changed meanwhile, may not be written, or is named twice with different texts: nothing has changed
/// then. Only where the disk fails between two renames may some files be new already; each is whole.
pub(super) fn replace(files: &[(PathBuf, Vec<u8>, Vec<u8>)]) -> Result<(), Refusal> {
    let mut ready: Vec<(Ready, &[u8])> = Vec::new();
    for (path, old, new) in files {
        if Disk.read(path).ok().as_ref() != Some(old) {
            return Err(Refusal {
                what: format!("`{}` was changed by someone else meanwhile", path.display()),
                help: "nothing was changed; run the command again",
            });
        }
        if let Ok(real) = Disk.real(path)
            && let Some((_, other)) = ready.iter().find(|(known, _)| known.target == real)
        {
            if *other == new.as_slice() {
                continue;
            }
            return Err(Refusal {
                what: format!("`{}` is a file that the module reads twice, with different changes", path.display()),
                help: "nothing was changed; let the module hold it once",
            });
        }
        let prepared = prepare(path, new).map_err(|error| Refusal {
            what: format!("cannot write `{}`: {error}", path.display()),
            help: "nothing was changed; see that you may write the file and its directory",
        })?;
        ready.push((prepared, new));
    }
    for (ready, _) in ready {
        let target = ready.target.display().to_string();
        ready.place().map_err(|error| Refusal {
            what: format!("cannot replace `{target}`: {error}"),
            help: "some files may be mended already and others not; run the command again",
        })?;
    }
    Ok(())
}

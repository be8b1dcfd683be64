//! `file`, `binary` and `dir`: what stands in files of the package.

use std::sync::Arc;

use super::{Call, Fault};
use crate::eval::budget;
use crate::eval::value::{Data, Value};
use crate::source::{PackageError, ReadError};
use crate::vocab::Ordered;

/// `file(p)`: its text.
pub(super) fn text(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let path = call.text(0);
    Ok(Data::Text(utf8(read(call, &path)?, &path)?.into()))
}

/// `binary(p)`: its bytes.
pub(super) fn bytes(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let path = call.text(0);
    Ok(Data::Bytes(Arc::new(read(call, &path)?)))
}

/// `dir(p)`: the texts of its files by name.
pub(super) fn texts(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let path = call.text(0);
    let package = call.evaluator.inputs.package.ok_or_else(|| Fault::of(0, "there are no files here"))?;
    let names = package.list(call.origin.span, &path).map_err(|error| unreadable(&error, &path))?;
    let mut texts = Ordered::default();
    for name in names {
        let inner = format!("{}/{name}", path.trim_end_matches('/'));
        let text = utf8(read(call, &inner)?, &inner)?;
        let _ = texts.insert(name.into(), Value::new(call.origin, Data::Text(text.into())));
    }
    Ok(Data::Map(Arc::new(texts)))
}

fn read(call: &Call<'_, '_>, path: &str) -> Result<Vec<u8>, Fault> {
    let package = call.evaluator.inputs.package.ok_or_else(|| Fault::of(0, "there are no files here"))?;
    let bytes = package.read(call.origin.span, path).map_err(|error| unreadable(&error, path))?;
    if bytes.len() > budget::MAX_TEXT {
        return Err(Fault::of(0, format!("`{path}` has {} bytes, the most is {}", bytes.len(), budget::MAX_TEXT)));
    }
    Ok(bytes)
}

fn utf8(bytes: Vec<u8>, path: &str) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Fault::of(0, format!("`{path}` is no UTF-8 text: byte {} is part of no character", at + 1))
            .help("`binary` reads the bytes of a file as they are")
    })
}

fn unreadable(error: &PackageError, path: &str) -> Fault {
    match error {
        PackageError::Absolute => Fault::of(0, format!("`{path}` starts at the root of the file system"))
            .help("paths are relative to the file that says them"),
        PackageError::Outside => Fault::of(0, format!("`{path}` leads out of the package"))
            .help("put the file below the package's root: the directory with `kapp.toml`, else the module's own"),
        PackageError::Unreadable(ReadError::Missing) => {
            Fault::of(0, format!("there is no `{path}`")).help("paths are relative to the file that says them")
        }
        PackageError::Unreadable(ReadError::Denied(reason)) => Fault::of(0, format!("cannot read `{path}`: {reason}")),
        PackageError::Unreadable(ReadError::TooLarge(limit)) => {
            Fault::of(0, format!("`{path}` is larger than {limit} bytes"))
        }
    }
}

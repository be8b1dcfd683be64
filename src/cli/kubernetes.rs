//! Kubernetes' API in words: a kind, or a field of one, with its type, its words, its versions and its description; of a
//! custom resource that the program brings too.
//!
//! In: a path such as `Deployment.spec.replicas`. Out: a text. The descriptions are unpacked here and nowhere else.

use std::fmt::Write as _;

use ecow::EcoString;

use super::reference::{Missing, first_sentence};
use crate::schema::{Field, Kind, ListKind, Shape, Struct, Tables, TypeRef, Versions, named};

/// How wide a description is.
const WIDTH: usize = 96;

/// What stands at the path that starts with `words`: a kind, a struct such as `PodSpec`, or a field below one. `None` where
/// the first word is neither.
pub(super) fn describe(words: &[String], tables: &Tables) -> Option<Result<String, Missing>> {
    let (first, rest) = words.split_first()?;
    let stable = |kind: &Kind| !kind.version().contains("alpha") && !kind.version().contains("beta");
    let rank = |kind: &Kind| (kind.versions().last(), stable(kind), kind.version().to_owned());
    let kind = tables.called(first).filter(|kind| kind.ty().is_some()).max_by_key(rank);
    let ty = kind.as_ref().and_then(Kind::ty).or_else(|| named(first))?;
    Some(field_of(first, kind.as_ref(), &ty, rest))
}

fn field_of(first: &str, kind: Option<&Kind>, ty: &TypeRef, rest: &[String]) -> Result<String, Missing> {
    let mut stem = first.to_owned();
    let mut ty = ty.clone();
    let mut last: Option<Field> = None;
    for word in rest {
        let structure = ty.structure();
        let field = structure.as_ref().and_then(|structure| structure.field(word)).ok_or_else(|| Missing {
            stem: format!("{stem}."),
            word: word.clone(),
            known: structure.iter().flat_map(Struct::fields).map(|field| EcoString::from(field.name())).collect(),
        })?;
        let Some(inner) = field.newest() else { break };
        stem = format!("{stem}.{word}");
        ty = inner;
        last = Some(field);
    }
    let mut text = match (&last, kind) {
        (Some(field), _) => format!("{stem}: {}\n", value(field, &ty)),
        (None, Some(kind)) => {
            let place = if kind.is_namespaced() { "in a namespace" } else { "of the whole cluster" };
            format!("{stem} of {}, {place}\n", kind.api_version())
        }
        (None, None) => format!("{stem}\n"),
    };
    let description = match &last {
        Some(field) => field.description(),
        None => ty.structure().map(|structure| structure.description()).unwrap_or_default(),
    };
    text.push_str(&filled(&description, 2));
    let versions = last.as_ref().map_or_else(|| kind.map_or(Versions::ALL, Kind::versions), Field::versions);
    if versions != Versions::ALL {
        let _ = writeln!(text, "  In Kubernetes {versions}.");
    }
    for facts in [words_of(&ty), keys_of(&ty)].into_iter().flatten() {
        text.push_str(&filled(&facts, 2));
    }
    for field in ty.structure().iter().flat_map(Struct::fields) {
        let Some(inner) = field.newest() else { continue };
        let _ = write!(text, "\n  {}: {}\n", field.name(), value(&field, &inner));
        text.push_str(&filled(first_sentence(&field.description()), 6));
    }
    Ok(text)
}

/// The type of a field, whether it must be written, and its default.
fn value(field: &Field, ty: &TypeRef) -> String {
    let required = if field.is_required(Versions::ALL) { ", required" } else { "" };
    match field.default() {
        Some(default) => format!("{ty} = {default}{required}"),
        None => format!("{ty}{required}"),
    }
}

fn words_of(ty: &TypeRef) -> Option<String> {
    match ty.shape() {
        Shape::Text(words) if !words.is_empty() => {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            Some(format!("One of {}.", words.join(", ")))
        }
        Shape::List(element, _) => words_of(&element),
        _ => None,
    }
}

fn keys_of(ty: &TypeRef) -> Option<String> {
    match ty.shape() {
        Shape::List(_, ListKind::Map(keys)) => {
            Some(format!("Its elements are told apart by {}.", keys.iter().collect::<Vec<_>>().join(" and ")))
        }
        _ => None,
    }
}

/// The paragraphs of `text`, each line with `columns` spaces before it and broken at [`WIDTH`].
fn filled(text: &str, columns: usize) -> String {
    let mut out = String::new();
    for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
        let mut width = 0;
        for word in paragraph.split_whitespace() {
            let needed = word.chars().count();
            if width > 0 && columns + width + 1 + needed > WIDTH {
                out.push('\n');
                width = 0;
            }
            if width == 0 {
                out.push_str(&" ".repeat(columns));
            } else {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += needed;
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(path: &str) -> String {
        let words: Vec<String> = path.split('.').map(str::to_owned).collect();
        describe(&words, &Tables::builtin()).unwrap().unwrap()
    }

    #[test]
    fn kinds_and_fields_are_described() {
        let deployment = said("Deployment");
        assert!(deployment.starts_with("Deployment of apps/v1, in a namespace\n  Deployment enables"), "{deployment}");
        assert!(deployment.contains("\n  spec: DeploymentSpec, required\n"), "{deployment}");
        let replicas = said("Deployment.spec.replicas");
        assert!(replicas.starts_with("Deployment.spec.replicas: int = 1\n  Number of desired pods."), "{replicas}");
        let operator = said("PodSpec.tolerations.operator");
        assert!(operator.contains("One of \"Exists\", \"Equal\", \"Lt\", \"Gt\"."), "{operator}");
        assert!(said("Container.ports").contains("told apart by containerPort and protocol."));
        assert!(said("ServiceCIDR").contains("of the whole cluster") && said("ServiceCIDR").contains("1.33 to 1.37"));
        assert!(said("HorizontalPodAutoscaler").starts_with("HorizontalPodAutoscaler of autoscaling/v2"));
        assert!(said("Deployment.spec").lines().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn a_path_that_ends_nowhere_says_where() {
        let missing = describe(&["Deployment".to_owned(), "spek".to_owned()], &Tables::builtin()).unwrap().unwrap_err();
        assert_eq!((missing.stem.as_str(), missing.word.as_str()), ("Deployment.", "spek"));
        assert!(missing.known.contains(&EcoString::from("spec")));
        assert!(describe(&["Deploymant".to_owned()], &Tables::builtin()).is_none());
    }
}

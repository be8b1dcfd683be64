//! `kappc explain web.replicas`: which layers set an entry, lowest first, and which of them counts.

use std::fmt::Write as _;

use ecow::EcoString;

use super::reference::{self, Missing};
use crate::db::{Compilation, Inspected};
use crate::eval::{Chain, Change, Data, Declaration, Deed, Evaluated, Item, Value, Version};
use crate::report::{harmless, position};
use crate::vocab::{Field, Labels, Vocabulary};

/// The widest value that is shown whole.
const WIDEST: usize = 60;

/// A block whose entries have layers.
pub(super) struct Block<'a> {
    /// Its kind in the vocabulary.
    pub(super) kind: &'a str,
    /// The name under which it is declared.
    pub(super) name: String,
    pub(super) body: &'a Item,
    pub(super) chain: &'a Chain,
    /// Whether it holds values that nobody may see.
    pub(super) secret: bool,
}

impl<'a> Block<'a> {
    /// The blocks that `path` leads into, with the steps that are left: of a workload's versions those.
    pub(super) fn of<'w>(declaration: &'a Declaration, path: &'w [String]) -> (Vec<Block<'a>>, &'w [String]) {
        let Declaration { kind, label, body, chain, versions, .. } = declaration;
        let secret = kind == "secret" || declaration.resource.as_ref().is_some_and(|(_, kind)| kind == "Secret");
        let of_version = |version: &'a Version| {
            let Version { label: name, body, chain } = version;
            Block { kind, name: format!("{label}.version.{name}"), body, chain, secret }
        };
        if let Some((word, rest)) = path.split_first()
            && word == "version"
            && !versions.is_empty()
        {
            match rest.split_first() {
                None => return (versions.iter().map(of_version).collect(), rest),
                Some((name, rest)) => {
                    if let Some(version) = versions.iter().find(|version| version.label == *name) {
                        return (vec![of_version(version)], rest);
                    }
                }
            }
        }
        (vec![Block { kind, name: label.to_string(), body, chain, secret }], path)
    }

    /// The block of `app`.
    pub(super) fn of_app(module: &'a Evaluated) -> Block<'a> {
        let name = module.app_name.to_string();
        Block { kind: "app", name, body: &module.app, chain: &module.app_chain, secret: false }
    }
}

/// What the layers of `block` say of the entry at `path` and of all below it; of all entries where the path is empty.
pub(super) fn describe(
    compilation: &Compilation,
    inspected: &Inspected,
    block: &Block<'_>,
    path: &[String],
) -> Result<String, Missing> {
    let (field, depth) = known(block, path)?;
    let hidden = block.secret;
    let changes = &block.chain.changes;
    let mut rows: Vec<[String; 4]> = Vec::new();
    let mut set = false;
    for (number, change) in changes.iter().enumerate() {
        if !concerns(change, path, depth) {
            continue;
        }
        let later = changes.get(number + 1..).unwrap_or_default();
        let fate = match (later.iter().any(|later| change.is_undone_by(later)), change.deed) {
            (true, _) => "replaced",
            (false, Deed::Unset) => "taken away",
            (false, Deed::Append) => "added",
            (false, Deed::Set) => "counts",
        };
        set |= matches!(fate, "added" | "counts");
        let layer = block.chain.layers.get(usize::from(change.layer)).map_or("", |layer| layer.name.as_str());
        let place = position(&compilation.sources, change.span)
            .map_or_else(String::new, |(path, at)| format!("{}:{}", path.display(), at.line));
        rows.push([layer.to_owned(), place, entry(compilation, change, hidden), fate.to_owned()]);
    }
    if let Some(default) = field.and_then(|field| field.default.as_ref()).and_then(reference::literal) {
        let entry = format!("{} = {default}", path.join("."));
        let fate = if set { "replaced" } else { "counts" };
        rows.insert(0, ["the vocabulary".to_owned(), String::new(), entry, fate.to_owned()]);
    }
    let title = [format!("{} {}", reference::spaced(block.kind), block.name), path.join(".")].join(": ");
    let mut out = format!("{}\n", harmless(title.trim_end_matches(": ")));
    if rows.is_empty() {
        out.push_str("  no layer sets it\n");
    }
    out.push_str(&table(&rows));
    if let Some(value) = found(block.body, path).filter(|_| !rows.is_empty()) {
        let text = if hidden { "(not shown)".to_owned() } else { short(&written(&value, &inspected.module)) };
        let _ = writeln!(out, "  = {}", harmless(&text));
    }
    Ok(out)
}

/// The rows with their columns below each other.
fn table(rows: &[[String; 4]]) -> String {
    let mut out = String::new();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (first, second, third) = (width(0), width(1), width(2));
    for [layer, place, entry, fate] in rows {
        let (layer, place, entry) = (harmless(layer), harmless(place), harmless(entry));
        let _ = writeln!(out, "  {layer:first$}  {place:second$}  {entry:third$}  {fate}");
    }
    out
}

/// Whether the change is of the place at `path`, of something below it, or of a whole that it is a part of. `depth` steps
/// of the path lead to a place of the vocabulary, the others into its value.
fn concerns(change: &Change, path: &[String], depth: usize) -> bool {
    let shared = change.path.iter().zip(path).all(|(place, word)| place.name() == word.as_str());
    let steps = change.path.len();
    // A value that is given to a thing says nothing of its options.
    shared && (steps >= path.len() || steps >= depth || change.deed == Deed::Unset)
}

/// The change as the program writes it, on one line.
fn entry(compilation: &Compilation, change: &Change, hidden: bool) -> String {
    let path: Vec<String> = change.path.iter().map(|place| word(place.name())).collect();
    let path = path.join(".");
    let text = compilation.sources.text(change.value).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if hidden { "(not shown)".to_owned() } else { short(&text) };
    match change.deed {
        Deed::Set => format!("{path} = {text}"),
        Deed::Append => format!("{path} += {text}"),
        Deed::Unset => format!("unset {path}"),
    }
}

/// A step as it is written in a path.
fn word(name: &EcoString) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { name.to_string() } else { format!("\"{name}\"") }
}

/// `text`, its end left out where it is long.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// The field of the vocabulary that `path` leads to, `None` where it leads into a value; and how many of its steps are of
/// the vocabulary.
fn known(block: &Block<'_>, path: &[String]) -> Result<(Option<&'static Field>, usize), Missing> {
    let vocabulary = Vocabulary::get();
    let kind = vocabulary.kinds.get(block.kind);
    let mut options = kind.and_then(|field| field.options);
    // A resource is a value itself: its fields are parts of it.
    let mut last: Option<&'static Field> = kind.map(|field| &**field).filter(|field| field.ty.is_some());
    let mut labelled = false;
    let mut stem = format!("{}.", if block.kind == "app" { block.kind } else { &block.name });
    for (depth, name) in path.iter().enumerate() {
        let fields = options.map(|id| &vocabulary.shape(id).fields);
        match fields.and_then(|fields| fields.get(name.as_str())) {
            Some(field) => {
                labelled = !matches!(field.labels, Labels::Never);
                (last, options) = (Some(&**field), field.options);
            }
            // The label of an element; what stands behind it are its options.
            None if labelled => labelled = false,
            None if last.is_some_and(|field| field.ty.is_some()) && (fields.is_none() || is_set(block, path)) => {
                return Ok((None, depth));
            }
            None => {
                let known = fields.into_iter().flat_map(|fields| fields.keys().cloned()).collect();
                return Err(Missing { stem, word: name.clone(), known });
            }
        }
        let _ = write!(stem, "{name}.");
    }
    Ok((last, path.len()))
}

/// Whether a layer sets something at `path` or below it: then it exists, whatever the vocabulary knows.
fn is_set(block: &Block<'_>, path: &[String]) -> bool {
    block.chain.changes.iter().any(|change| change.path.len() >= path.len() && concerns(change, path, path.len()))
}

/// The value at `path` after all layers.
fn found(item: &Item, path: &[String]) -> Option<Value> {
    let Some((first, rest)) = path.split_first() else { return item.value.clone() };
    if let Some(inner) = item.fields.get(first.as_str()).or_else(|| item.labels.get(first.as_str())) {
        return found(inner, rest);
    }
    let mut value = item.value.as_ref()?;
    for name in path {
        value = match &value.data {
            Data::Map(map) => map.get(name.as_str())?,
            Data::Made(made) => made.arguments.get(name.as_str())?,
            _ => return None,
        };
    }
    Some(value.clone())
}

/// A value as a program would write it.
fn written(value: &Value, module: &Evaluated) -> String {
    let label = |index: usize| module.declarations.get(index).map(|d| d.label.to_string()).unwrap_or_default();
    let list = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join(", ");
    match &value.data {
        Data::Error => "(could not be computed)".to_owned(),
        Data::Open => "(of a param without value)".to_owned(),
        Data::None => "none".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => match number.as_written() {
            Some(text) => text.to_string(),
            None => number.written().map(|text| text.to_string()).unwrap_or_default(),
        },
        Data::Text(text) => format!("\"{text}\""),
        Data::Word(word) => word.to_string(),
        Data::Range(ends) => format!("{}..{}", written(&ends.0, module), written(&ends.1, module)),
        Data::List(items) | Data::Added(items) => {
            format!("[{}]", list(&mut items.iter().map(|item| written(item, module))))
        }
        Data::Map(map) => {
            let mut entries = map.iter().map(|(key, value)| format!("{} = {}", word(key), written(value, module)));
            format!("{{ {} }}", list(&mut entries))
        }
        Data::Declaration(reference) => label(reference.declaration),
        Data::Key(reference, key) => format!("{}.{}", label(reference.declaration), word(key)),
        Data::Ports(reference) => format!("{}.port", label(reference.declaration)),
        Data::Port(reference, port) => format!("{}.port.{port}", label(reference.declaration)),
        Data::Made(made) => {
            let mut arguments =
                made.arguments.iter().map(|(name, value)| format!("{name} = {}", written(value, module)));
            format!("{}({})", made.function, list(&mut arguments))
        }
        Data::Bytes(bytes) => format!("({} bytes)", bytes.len()),
    }
}

//! Reads the files of `stdlib/`.
//!
//! An entry with a type or a block is an entry of the vocabulary: `image: image`, `port NAME: port { … }`,
//! `network { … }`. An entry with only a value says something about the block it stands in: `since`, `like` (take the
//! entries of that shape too), `labels` (the closed set of labels), `words` (values that are words which would name
//! types), `container` (the kind of container described).
//! The block `face` lists what may be read of a declaration. At top level stand `type`, `fn`, `shape NAME { … }`,
//! `kind NAME [: type] { … }` and `capability NAME`.

use std::sync::Arc;

use ecow::EcoString;

use super::{
    Capability, Face, Field, Function, FunctionParam, Labels, Ordered, Shape, ShapeId, TypeNames, Vocabulary, type_of,
};
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::{SourceText, Sources};
use crate::syntax::ast::{Entry, EntryKind, Expr, ExprKind, Setting, TypeExpr};
use crate::syntax::parse;
use crate::types::{EnumType, Number, Rule, Type};

/// Reads `files`, path and text. What is wrong with them comes beside it; for the compiler's own files that is nothing,
/// as a test sees to.
pub fn read(files: &[(&str, &str)]) -> (Vocabulary, Diagnostics, Sources) {
    let mut sources = Sources::new();
    let mut reader = Reader::default();
    let mut parsed = Vec::new();
    for (path, text) in files {
        let id = sources.add(Arc::new(SourceText::new(*path, *text)));
        let file = parse(&mut sources, id);
        reader.diagnostics.extend(file.diagnostics);
        parsed.push(file.file);
    }
    let entries: Vec<&Entry> = parsed.iter().flat_map(|file| &file.entries).collect();
    reader.register(&entries);
    reader.fill(&entries);
    (reader.vocabulary, reader.diagnostics, sources)
}

#[derive(Default)]
struct Reader {
    vocabulary: Vocabulary,
    shapes: Ordered<ShapeId>,
    kinds: Vec<EcoString>,
    diagnostics: Diagnostics,
}

impl TypeNames for Reader {
    fn named(&self, name: &str) -> Option<Type> {
        let kind = || self.kinds.iter().find(|kind| *kind == name).map(|kind| Type::declaration(kind.clone()));
        self.vocabulary.types.get(name).cloned().or_else(kind)
    }

    fn candidates(&self) -> Vec<EcoString> {
        Vec::new()
    }

    fn bounds(&mut self, base: &Type, range: &Expr, diagnostics: &mut Diagnostics) -> Option<Rule> {
        let number = |expr: &Expr| match &expr.kind {
            ExprKind::Number(raw) => Number::read(raw, base.dimension()).ok(),
            _ => None,
        };
        if let ExprKind::Binary { left, right, .. } = &range.kind
            && let (Some(low), Some(high)) = (number(left), number(right))
        {
            return Some(Rule::Bounds(low, high));
        }
        diagnostics.push(Diagnostic::error(
            code::INTERNAL,
            range.span,
            "the vocabulary bounds a type by something else than two numbers",
        ));
        None
    }

    fn condition(&mut self, _: &Type, written: &TypeExpr, diagnostics: &mut Diagnostics) -> Option<usize> {
        diagnostics.push(Diagnostic::error(code::INTERNAL, written.span, "the vocabulary has no conditions"));
        None
    }

    fn is_vocabulary(&self) -> bool {
        true
    }
}

/// What the entries with only a value say about their block.
#[derive(Default)]
struct About {
    since: Option<EcoString>,
    like: Vec<EcoString>,
    labels: Vec<EcoString>,
    container: Option<EcoString>,
    words: Vec<EcoString>,
}

impl About {
    /// The type written, with the words added that `words` lists: such as would name a type if they stood there.
    fn ty(&self, written: Option<Type>) -> Option<Type> {
        if self.words.is_empty() {
            return written;
        }
        let words = Type::Enum(Arc::new(EnumType { members: self.words.clone(), span: None }));
        Some(Type::union(written.into_iter().chain([words])))
    }
}

impl Reader {
    /// Gives every shape and kind its place, so that they can name each other, and reads the types.
    fn register(&mut self, entries: &[&Entry]) {
        for entry in entries {
            match &entry.kind {
                EntryKind::Setting(setting) if setting.block.is_some() => {
                    let (head, label) = words(setting);
                    if head == "kind" {
                        self.kinds.push(label.clone());
                    }
                    if matches!(head.as_str(), "kind" | "shape") {
                        let id = self.new_shape();
                        let _ = self.shapes.insert(label, id);
                    }
                }
                _ => {}
            }
        }
        for entry in entries {
            if let EntryKind::Type(alias) = &entry.kind {
                let ty = self.ty(&alias.ty);
                let _ = self.vocabulary.types.insert(alias.name.text.clone(), ty);
            }
        }
    }

    fn fill(&mut self, entries: &[&Entry]) {
        for entry in entries {
            let doc = entry.doc.clone().unwrap_or_default();
            match &entry.kind {
                EntryKind::Type(_) => {}
                EntryKind::Fn(function) => {
                    let params = function
                        .params
                        .iter()
                        .map(|param| {
                            let ty = param.ty.as_ref().map_or(Type::Any, |ty| self.ty(ty));
                            let optional = matches!(ty, Type::Optional(_));
                            FunctionParam { name: param.name.text.clone(), ty, optional }
                        })
                        .collect();
                    let result = function.result.as_ref().map_or(Type::Any, |ty| self.ty(ty));
                    let name = function.name.text.clone();
                    let function = Arc::new(Function { name: name.clone(), doc, params, result });
                    let _ = self.vocabulary.functions.insert(name, function);
                }
                EntryKind::Setting(setting) => {
                    let (head, label) = words(setting);
                    match head.as_str() {
                        "capability" => {
                            let argument = setting.ty.is_some();
                            let _ = self.vocabulary.capabilities.insert(label, Capability { doc, argument });
                        }
                        "shape" | "kind" => {
                            let Some(id) = self.shapes.get(&label).copied() else { continue };
                            let about = self.shape(id, setting);
                            if head == "kind" {
                                let written = setting.ty.as_ref().map(|ty| self.ty(ty));
                                let ty = about.ty(written);
                                let field = Field {
                                    name: label.clone(),
                                    doc,
                                    since: about.since.unwrap_or_else(|| FIRST.into()),
                                    ty,
                                    default: None,
                                    options: Some(id),
                                    labels: Labels::Required,
                                    container: about.container,
                                };
                                let _ = self.vocabulary.kinds.insert(label, Arc::new(field));
                            }
                        }
                        _ => self.misplaced(entry),
                    }
                }
                _ => self.misplaced(entry),
            }
        }
    }

    fn misplaced(&mut self, entry: &Entry) {
        self.diagnostics.push(Diagnostic::error(code::INTERNAL, entry.span, "the vocabulary has no such entry"));
    }

    fn new_shape(&mut self) -> ShapeId {
        self.vocabulary.shapes.push(Shape::default());
        ShapeId(self.vocabulary.shapes.len() - 1)
    }

    fn ty(&mut self, written: &TypeExpr) -> Type {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        let ty = type_of(written, self, &mut diagnostics);
        self.diagnostics = diagnostics;
        ty
    }

    /// Reads the block of `setting` into the shape `id`.
    fn shape(&mut self, id: ShapeId, setting: &Setting) -> About {
        let mut about = About::default();
        let mut own: Ordered<Arc<Field>> = Ordered::default();
        let mut faces: Ordered<Arc<Face>> = Ordered::default();
        for entry in setting.block.iter().flat_map(|block| &block.entries) {
            let EntryKind::Setting(inner) = &entry.kind else {
                self.misplaced(entry);
                continue;
            };
            let name = words(inner).0;
            if inner.ty.is_none() && inner.block.is_none() {
                self.about(&mut about, &name, inner, entry);
            } else if name == "face" {
                for face in inner.block.iter().flat_map(|block| &block.entries) {
                    if let EntryKind::Setting(face_setting) = &face.kind
                        && let Some(ty) = &face_setting.ty
                    {
                        let name = words(face_setting).0;
                        let doc = face.doc.clone().unwrap_or_default();
                        let ty = self.ty(ty);
                        let _ = faces.insert(name.clone(), Arc::new(Face { name, doc, ty }));
                    } else {
                        self.misplaced(face);
                    }
                }
            } else {
                let field = self.field(entry, inner, &about);
                let field = match own.get(&name) {
                    // Written once without and once with a label: the label is optional.
                    Some(_) => Field { labels: Labels::Optional, ..field },
                    None => field,
                };
                let _ = own.insert(name, Arc::new(field));
            }
        }
        for like in &about.like {
            let Some(other) = self.shapes.get(like).copied() else {
                let message = format!("the vocabulary has no shape `{like}`");
                self.diagnostics.push(Diagnostic::error(code::INTERNAL, setting.head.span, message));
                continue;
            };
            let other = self.vocabulary.shape(other);
            let (fields, other_faces) = (other.fields.clone(), other.faces.clone());
            let own_fields = std::mem::replace(&mut own, fields);
            own.extend(own_fields);
            let own_faces = std::mem::replace(&mut faces, other_faces);
            faces.extend(own_faces);
        }
        if let Some(shape) = self.vocabulary.shapes.get_mut(id.0) {
            *shape = Shape { fields: own, faces };
        }
        about
    }

    fn field(&mut self, entry: &Entry, setting: &Setting, outer: &About) -> Field {
        let name = words(setting).0;
        let ty = setting.ty.as_ref().map(|ty| self.ty(ty));
        let mut about = About::default();
        let mut options = None;
        if let Some(block) = &setting.block {
            // A block that only says "like" shares that shape, which may be one that is still being read.
            let only_like = block
                .entries
                .iter()
                .all(|entry| matches!(&entry.kind, EntryKind::Setting(s) if s.ty.is_none() && s.block.is_none()));
            let id = self.new_shape();
            about = self.shape(id, setting);
            options = match about.like.as_slice() {
                [like] if only_like => self.shapes.get(like).copied(),
                _ => Some(id),
            };
            if about.like.is_empty() && only_like {
                options = None;
            }
        }
        let labels = match (setting.head.labels.is_empty(), about.labels.is_empty()) {
            (true, _) => Labels::Never,
            (false, true) => Labels::Required,
            (false, false) => Labels::Among(about.labels.clone()),
        };
        let ty = about.ty(ty);
        Field {
            name,
            doc: entry.doc.clone().unwrap_or_default(),
            since: about.since.or_else(|| outer.since.clone()).unwrap_or_else(|| FIRST.into()),
            ty,
            default: setting.value.as_ref().map(|assign| assign.value.clone()),
            options,
            labels,
            container: about.container,
        }
    }

    fn about(&mut self, about: &mut About, name: &str, setting: &Setting, entry: &Entry) {
        let values: Vec<EcoString> = match setting.value.as_ref().map(|assign| &assign.value.kind) {
            Some(ExprKind::Word(word)) => vec![word.clone()],
            Some(ExprKind::Text(text)) => text.plain().into_iter().collect(),
            Some(ExprKind::List(items)) => items
                .iter()
                .filter_map(|item| match &item.kind {
                    ExprKind::Word(word) => Some(word.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        match name {
            "since" => about.since = values.into_iter().next(),
            "like" => about.like = values,
            "labels" => about.labels = values,
            "words" => about.words = values,
            "container" => about.container = values.into_iter().next(),
            _ => self.misplaced(entry),
        }
    }
}

/// The version that brought every entry which says nothing else.
const FIRST: &str = "0.1";

/// The first word of the path and the first label of an entry.
fn words(setting: &Setting) -> (EcoString, EcoString) {
    let first = setting.head.path.segments.first().and_then(|segment| segment.plain()).unwrap_or_default();
    let label = setting.head.labels.first().and_then(|segment| segment.plain()).unwrap_or_default();
    (first, label)
}

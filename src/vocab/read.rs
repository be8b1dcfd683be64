//! Reads entries of the files of `stdlib/`, one at a time.
//!
//! An entry with a type or a block is an entry of the vocabulary, `port NAME: port { … }`; one with only a value says
//! something about the block it stands in: `since`, `like` (entries of another shape), `labels` (the closed set of them),
//! `words` (values that would name types), `container` (of which kind), `usual` and `form` (labels that are words, and
//! their form), `instead` (how to do without a capability). `face` lists what may be read of a declaration.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use ecow::EcoString;

use super::index::{Entry, Index};
use super::{Capability, Face, Field, Function, FunctionParam, Labels, Shape, ShapeId, TypeNames, Vocabulary, type_of};
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::{AnchorId, SourceText, Sources, Span};
use crate::syntax::ast::{self, EntryKind, Expr, ExprKind, Qualified, Segment, Setting, TypeExpr};
use crate::syntax::parse;
use crate::types::{EnumType, Format, Number, Rule, Type};

/// The version that brought every entry which says nothing else.
const FIRST: &str = "0.1";

impl Entry for Field {
    fn read(place: usize, diagnostics: &mut Diagnostics) -> Field {
        let vocabulary = Vocabulary::get();
        let Written { doc, label: placeholder, ty, default, about } = written(place, diagnostics);
        let label = !placeholder.is_empty();
        let ty = ty.map(|ty| read_type(&ty, usize::MAX, diagnostics));
        let ty = if about.words.is_empty() {
            ty
        } else {
            let words = Type::Enum(Arc::new(EnumType { members: about.words, span: None }));
            Some(Type::union(ty.into_iter().chain([words])))
        };
        let within = vocabulary.cuts.get(place).and_then(|cut| cut.within);
        let options = match about.like.as_slice() {
            _ if within.is_none() || vocabulary.inside(place).next().is_some() => Some(ShapeId(place)),
            [] => None,
            // A block that says only "like" shares that shape, which may be the one that it stands in.
            [like] => vocabulary.named.get(like).copied(),
            _ => Some(ShapeId(place)),
        };
        let labels = match (label, about.labels) {
            _ if vocabulary.is_written_before(place) => Labels::Optional,
            (false, _) => Labels::Never,
            (true, labels) if labels.is_empty() => Labels::Required,
            (true, labels) => Labels::Among(labels),
        };
        let outer = || within.and_then(|within| vocabulary.shape(ShapeId(within)).since.clone());
        Field {
            name: vocabulary.name(place).into(),
            doc,
            since: about.since.or_else(outer).unwrap_or_else(|| FIRST.into()),
            ty,
            default,
            options,
            labels,
            container: about.container,
            usual: about.usual,
            placeholder,
            form: about.form,
        }
    }
}

impl Entry for Face {
    fn read(place: usize, diagnostics: &mut Diagnostics) -> Face {
        let Written { doc, ty, .. } = written(place, diagnostics);
        let ty = ty.map_or(Type::Error, |ty| read_type(&ty, usize::MAX, diagnostics));
        Face { name: Vocabulary::get().name(place).into(), doc, ty }
    }
}

impl Entry for Capability {
    fn read(place: usize, diagnostics: &mut Diagnostics) -> Capability {
        let Written { doc, ty, about, .. } = written(place, diagnostics);
        Capability { doc, argument: ty.is_some(), instead: about.instead }
    }
}

impl Entry for Function {
    fn read(place: usize, diagnostics: &mut Diagnostics) -> Function {
        let name = Vocabulary::get().name(place).into();
        let entry = parsed(place, diagnostics);
        let doc = entry.doc.clone().unwrap_or_default();
        let EntryKind::Fn(function) = &entry.kind else {
            misplaced(entry.span, diagnostics);
            return Function { name, doc, params: Vec::new(), result: Type::Error };
        };
        let mut ty = |ty: &Option<TypeExpr>| ty.as_ref().map_or(Type::Any, |ty| read_type(ty, usize::MAX, diagnostics));
        let param = |param: &ast::Param| {
            let ty = ty(&param.ty);
            FunctionParam { name: param.name.text.clone(), optional: matches!(ty, Type::Optional(_)), ty }
        };
        Function { name, doc, params: function.params.iter().map(param).collect(), result: ty(&function.result) }
    }
}

impl Entry for Type {
    fn read(place: usize, diagnostics: &mut Diagnostics) -> Type {
        let entry = parsed(place, diagnostics);
        match &entry.kind {
            EntryKind::Type(alias) => read_type(&alias.ty, place, diagnostics),
            _ => {
                misplaced(entry.span, diagnostics);
                Type::Error
            }
        }
    }
}

/// Finds what may stand in the block of the entry cut out at `place`. Of the block only its settings are read.
pub(super) fn shape(vocabulary: &Vocabulary, place: usize, diagnostics: &mut Diagnostics) -> Shape {
    let about = written(place, diagnostics).about;
    let (mut fields, mut faces) = (Index::default(), Index::default());
    // Of two that have an entry of the same name the first counts.
    for like in about.like.iter().rev() {
        if let Some(other) = vocabulary.named.get(like) {
            let other = vocabulary.shape(*other);
            fields.extend(&other.fields);
            faces.extend(&other.faces);
        } else {
            let message = format!("the vocabulary has no shape `{like}`");
            diagnostics.push(Diagnostic::error(code::INTERNAL, about.span, message));
        }
    }
    for (inner, cut) in vocabulary.inside(place) {
        if cut.word == "face" {
            vocabulary.inside(inner).for_each(|(face, cut)| faces.insert(cut.word, face));
        } else {
            fields.insert(cut.word, inner);
        }
    }
    Shape { fields, faces, since: about.since }
}

/// Parses the entry cut out at `place`, of its block only the settings.
pub(super) fn parsed(place: usize, diagnostics: &mut Diagnostics) -> ast::Entry {
    let vocabulary = Vocabulary::get();
    let _ = vocabulary.parsed.fetch_add(1, Ordering::Relaxed);
    let mut text = String::new();
    if let Some(cut) = vocabulary.cuts.get(place) {
        text.push_str(cut.text);
        text.push_str(if cut.opens { "}" } else { "" });
    }
    let mut sources = Sources::new();
    let source = sources.add(Arc::new(SourceText::new("stdlib", text)));
    let parsed = parse(&mut sources, source);
    diagnostics.extend(parsed.diagnostics);
    let nothing =
        ast::Entry { span: Span::new(AnchorId::FIRST, 0, 0), doc: None, private: None, kind: EntryKind::Junk };
    parsed.file.entries.into_iter().next().unwrap_or(nothing)
}

/// What is written of an entry.
struct Written {
    doc: EcoString,
    /// What stands for the label; empty where it is written without one.
    label: EcoString,
    ty: Option<TypeExpr>,
    default: Option<Expr>,
    about: About,
}

/// What the settings of a block say about it.
struct About {
    span: Span,
    since: Option<EcoString>,
    like: Vec<EcoString>,
    labels: Vec<EcoString>,
    container: Option<EcoString>,
    words: Vec<EcoString>,
    usual: Vec<EcoString>,
    form: Option<Format>,
    instead: EcoString,
}

fn written(place: usize, diagnostics: &mut Diagnostics) -> Written {
    let entry = parsed(place, diagnostics);
    let mut about = About {
        span: entry.span,
        since: None,
        like: vec![],
        labels: vec![],
        container: None,
        words: vec![],
        usual: vec![],
        form: None,
        instead: EcoString::new(),
    };
    let doc = entry.doc.unwrap_or_default();
    let EntryKind::Setting(setting) = entry.kind else {
        misplaced(entry.span, diagnostics);
        return Written { doc, label: EcoString::new(), ty: None, default: None, about };
    };
    for inner in setting.block.iter().flat_map(|block| &block.entries) {
        let setting = match &inner.kind {
            EntryKind::Setting(setting) => Some(&**setting),
            _ => None,
        };
        let Some(Setting { head, ty: None, value: Some(assign), block: None, .. }) = setting else {
            misplaced(inner.span, diagnostics);
            continue;
        };
        let values = words(&assign.value);
        match head.path.segments.first().and_then(Segment::plain).unwrap_or_default().as_str() {
            "since" => about.since = values.into_iter().next(),
            "like" => about.like = values,
            "labels" => about.labels = values,
            "words" => about.words = values,
            "usual" => about.usual = values,
            "instead" => about.instead = values.into_iter().next().unwrap_or_default(),
            "form" => {
                let known = |word: &EcoString| Format::ALL.iter().find(|(name, _)| name == word);
                about.form = values.first().and_then(known).map(|(_, format)| *format);
            }
            "container" => about.container = values.into_iter().next(),
            _ => misplaced(inner.span, diagnostics),
        }
    }
    let setting = *setting;
    let default = setting.value.map(|assign| assign.value);
    let label = setting.head.labels.first().and_then(Segment::plain).unwrap_or_default();
    Written { doc, label, ty: setting.ty, default, about }
}

/// A word, a text, or a list of words.
fn words(value: &Expr) -> Vec<EcoString> {
    let word = |expr: &Expr| match &expr.kind {
        ExprKind::Word(word) => Some(word.clone()),
        _ => None,
    };
    match &value.kind {
        ExprKind::Text(text) => text.plain().into_iter().collect(),
        ExprKind::List(items) => items.iter().filter_map(word).collect(),
        _ => word(value).into_iter().collect(),
    }
}

fn misplaced(span: Span, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(code::INTERNAL, span, "the vocabulary has no such entry"));
}

fn read_type(written: &TypeExpr, before: usize, diagnostics: &mut Diagnostics) -> Type {
    type_of(written, &mut Names { vocabulary: Vocabulary::get(), before }, diagnostics)
}

/// The named types that are known before a place, and all kinds.
struct Names {
    vocabulary: &'static Vocabulary,
    before: usize,
}

impl TypeNames for Names {
    fn named(&self, name: &str) -> Option<Type> {
        let types = &self.vocabulary.types;
        match types.place(name) {
            Some(place) if place < self.before => types.get(name).map(|ty| Type::clone(ty)),
            _ => self.vocabulary.kinds.contains_key(name).then(|| Type::declaration(EcoString::from(name))),
        }
    }

    fn imported(&mut self, name: &Qualified, diagnostics: &mut Diagnostics) -> Type {
        diagnostics.push(Diagnostic::error(code::INTERNAL, name.span(), "the vocabulary imports nothing"));
        Type::Error
    }

    fn candidates(&self) -> Vec<EcoString> {
        Vec::new()
    }

    fn bounds(&mut self, base: &Type, range: &Expr, diagnostics: &mut Diagnostics) -> Option<Rule> {
        let read = |raw: &str| Number::read(raw, base.dimension()).ok();
        let number = |expr: &Expr| match &expr.kind {
            ExprKind::Number(raw) => read(raw),
            ExprKind::Negative(inner) => match &inner.kind {
                ExprKind::Number(raw) => read(&format!("-{raw}")),
                _ => None,
            },
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

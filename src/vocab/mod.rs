//! The language's own vocabulary: kinds of declaration, their entries, functions, capabilities.
//!
//! In: the files of `stdlib/`, written in the language's own syntax. Out: [`Vocabulary`], the one source that checker,
//! evaluation, lowering, documentation and editor read. The grammar knows none of it.

mod cut;
mod index;
mod read;
#[cfg(test)]
mod tests;
mod type_expr;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use ecow::EcoString;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::diag::Diagnostics;
use crate::syntax::ast;
use crate::types::{Format, Type};
use cut::Cut;

pub use index::Index;
pub use type_expr::{TypeNames, type_of};

/// A map in insertion order.
pub type Ordered<T> = IndexMap<EcoString, T, FxBuildHasher>;

/// Everything that the language knows by itself. Names are known from the start; what they stand for is read when it is
/// first asked for.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// What can be declared at top level: `service`, `config`, `app`. An external declaration has a kind of its own,
    /// `external_config`.
    pub kinds: Index<Field>,
    /// Built-in functions.
    pub functions: Index<Function>,
    /// What `allow` may name.
    pub capabilities: Index<Capability>,
    types: Index<Type>,
    /// The shapes that have names, those of kinds among them.
    named: Ordered<ShapeId>,
    cuts: Vec<Cut>,
    shapes: Vec<OnceLock<Box<Shape>>>,
    parsed: AtomicUsize,
}

/// Which [`Shape`] of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShapeId(usize);

/// What may stand in a block.
#[derive(Debug, Default)]
pub struct Shape {
    /// The entries by name.
    pub fields: Index<Field>,
    /// For declarations: what may be read of one, from outside and through `self`.
    pub faces: Index<Face>,
    /// The version of the language that brought it, where that is not the first.
    since: Option<EcoString>,
}

/// One entry of the vocabulary.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: EcoString,
    /// What it means, from its doc comment.
    pub doc: EcoString,
    /// The version of the language that brought it.
    pub since: EcoString,
    /// The type of what stands after `=`; `None` where it takes a block only.
    pub ty: Option<Type>,
    /// What holds where nothing is written.
    pub default: Option<ast::Expr>,
    /// What may stand in its block, apart from what a block merges into the value.
    pub options: Option<ShapeId>,
    /// Whether it is written with a label.
    pub labels: Labels,
    /// The kind of container that its block describes: `init`, `sidecar`.
    pub container: Option<EcoString>,
    /// What stands for its label where it is described: `NAME`, `PORT`.
    pub placeholder: EcoString,
    /// The labels that are words; any other stands in quotes. Empty where every label is a name of its own.
    pub usual: Vec<EcoString>,
    /// Of which form its labels are.
    pub form: Option<Format>,
}

impl Field {
    /// The same entry, for values of `ty`.
    #[must_use]
    pub fn with_type(&self, ty: Type) -> Field {
        Field { ty: Some(ty), ..self.clone() }
    }
}

/// Whether an entry is written with a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Labels {
    /// `image = …`
    Never,
    /// `network { }` as well as `network metrics { }`.
    Optional,
    /// `port http = …`
    Required,
    /// `probe ready = …`: one of these.
    Among(Vec<EcoString>),
}

/// What may be read of a declaration.
#[derive(Debug)]
pub struct Face {
    /// Its name.
    pub name: EcoString,
    /// What it means.
    pub doc: EcoString,
    /// Its type.
    pub ty: Type,
}

/// A built-in function.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: EcoString,
    /// What it does.
    pub doc: EcoString,
    /// Its parameters.
    pub params: Vec<FunctionParam>,
    /// What it gives. A [`Type::Nominal`] is made of the arguments as they are; every other result is computed.
    pub result: Type,
}

/// A parameter of a [`Function`].
#[derive(Debug)]
pub struct FunctionParam {
    /// Its name.
    pub name: EcoString,
    /// Its type.
    pub ty: Type,
    /// Whether it may be left out: its type is optional.
    pub optional: bool,
}

/// What `allow` may name.
#[derive(Debug)]
pub struct Capability {
    /// What it permits.
    pub doc: EcoString,
    /// Whether it takes an argument.
    pub argument: bool,
    /// How to do without it, as an order; empty where that depends.
    pub instead: EcoString,
}

impl Vocabulary {
    /// The vocabulary of this compiler.
    pub fn get() -> &'static Vocabulary {
        static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
        VOCABULARY.get_or_init(Vocabulary::new)
    }

    fn new() -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        STDLIB.iter().for_each(|(_, text)| cut::cut(text, &mut vocabulary.cuts));
        let mut place = 0;
        while let Some(cut) = vocabulary.cuts.get(place) {
            match cut.word {
                "kind" => vocabulary.kinds.insert(cut.label, place),
                "fn" => vocabulary.functions.insert(cut.label, place),
                "type" => vocabulary.types.insert(cut.label, place),
                "capability" => vocabulary.capabilities.insert(cut.label, place),
                _ => {}
            }
            if matches!(cut.word, "kind" | "shape") {
                let _ = vocabulary.named.insert(cut.label.into(), ShapeId(place));
            }
            place = cut.end;
        }
        vocabulary.shapes.resize_with(vocabulary.cuts.len(), OnceLock::new);
        vocabulary
    }

    /// How many entries were parsed so far. A run should need few: until it has them it does nothing else.
    pub fn entries_parsed(&self) -> usize {
        self.parsed.load(Ordering::Relaxed)
    }

    /// The shape of `id`.
    pub fn shape(&self, id: ShapeId) -> &Shape {
        static EMPTY: OnceLock<Shape> = OnceLock::new();
        match self.shapes.get(id.0) {
            Some(shape) => shape.get_or_init(|| Box::new(read::shape(self, id.0, &mut Diagnostics::new()))),
            None => EMPTY.get_or_init(Shape::default),
        }
    }

    /// The shape of declarations of `kind`.
    pub fn kind_shape(&self, kind: &str) -> Option<&Shape> {
        self.kinds.get(kind).and_then(|field| field.options).map(|id| self.shape(id))
    }

    /// Whether declarations of `kind` run containers.
    pub fn is_workload(&self, kind: &str) -> bool {
        self.kinds.get(kind).is_some_and(|field| field.container.is_some())
    }

    /// The type of the parameter `name` of a function that makes `nominal`.
    pub fn constructor_param<'a>(&'a self, nominal: &'a str, name: &str) -> Option<&'a Type> {
        self.constructors(nominal)
            .flat_map(|function| &function.params)
            .find(|param| param.name == name)
            .map(|param| &param.ty)
    }

    /// The functions that make `nominal`.
    pub fn constructors<'a>(&'a self, nominal: &'a str) -> impl Iterator<Item = &'a Arc<Function>> {
        let makes = move |name: &&EcoString| {
            let cut = self.functions.place(name).and_then(|place| self.cuts.get(place));
            cut.is_some_and(|cut| cut.text.trim_ascii_end().ends_with(nominal))
        };
        let functions = self.functions.keys().filter(makes).filter_map(|name| self.functions.get(name));
        functions.filter(move |function| matches!(&function.result, Type::Nominal(n) if n == nominal))
    }

    /// What stands directly in the block of the entry cut out at `place`.
    fn inside(&self, place: usize) -> impl Iterator<Item = (usize, &Cut)> {
        let end = self.cuts.get(place).map_or(0, |cut| cut.end);
        let mut next = place + 1;
        std::iter::from_fn(move || {
            let inner = next;
            let cut = self.cuts.get(inner).filter(|_| inner < end)?;
            next = cut.end;
            Some((inner, cut))
        })
    }

    /// The name of what is cut out at `place`.
    fn name(&self, place: usize) -> &'static str {
        self.cuts.get(place).map_or("", |cut| if cut.within.is_some() { cut.word } else { cut.label })
    }

    /// Whether an entry of the same name stands before the one cut out at `place`, in the same block.
    fn is_written_before(&self, place: usize) -> bool {
        let within = self.cuts.get(place).and_then(|cut| cut.within);
        let mut before =
            within.into_iter().flat_map(|within| self.inside(within)).take_while(|(other, _)| *other < place);
        before.any(|(_, cut)| cut.word == self.name(place))
    }
}

/// The files of `stdlib/`, path and text.
pub const STDLIB: &[(&str, &str)] = &[
    ("stdlib/types.kapp", include_str!("../../stdlib/types.kapp")),
    ("stdlib/functions.kapp", include_str!("../../stdlib/functions.kapp")),
    ("stdlib/app.kapp", include_str!("../../stdlib/app.kapp")),
    ("stdlib/workload.kapp", include_str!("../../stdlib/workload.kapp")),
    ("stdlib/service.kapp", include_str!("../../stdlib/service.kapp")),
    ("stdlib/daemon.kapp", include_str!("../../stdlib/daemon.kapp")),
    ("stdlib/job.kapp", include_str!("../../stdlib/job.kapp")),
    ("stdlib/objects.kapp", include_str!("../../stdlib/objects.kapp")),
    ("stdlib/tenant.kapp", include_str!("../../stdlib/tenant.kapp")),
    ("stdlib/external.kapp", include_str!("../../stdlib/external.kapp")),
];

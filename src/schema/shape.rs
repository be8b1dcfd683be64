//! Types: what may stand at a place of an object.

use std::fmt;
use std::sync::Arc;

use ecow::EcoString;

use super::custom::{CustomShape, CustomTable, Link};
use super::{Constraints, Field, Versions, docs, table};

/// A type of Kubernetes' API or of a custom resource. Cheap to clone; two are equal when they are the same of one table.
#[derive(Clone)]
pub struct TypeRef {
    pub(super) table: Table,
    pub(super) index: u32,
}

/// Where something is looked up.
#[derive(Clone)]
pub(super) enum Table {
    /// In the table of this compiler.
    Builtin,
    /// In that of a custom resource.
    Custom(Arc<CustomTable>),
}

/// What a type takes.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Anything: a subtree that the API leaves open.
    Any,
    /// A map of anything.
    Open,
    /// A truth value.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number, with decimals perhaps.
    Number,
    /// A text; one of these words where there are any.
    Text(Words),
    /// A quantity: a number or a text such as `500m`.
    Quantity,
    /// A whole number or a text.
    IntOrText,
    /// A text of base 64.
    Bytes,
    /// A point in time, RFC 3339.
    Time,
    /// A point in time, RFC 3339 with microseconds.
    MicroTime,
    /// A list of a type.
    List(TypeRef, ListKind),
    /// A map of a type.
    Map(TypeRef),
    /// Fields by name.
    Struct(Struct),
}

/// How two lists of one place become one.
#[derive(Debug, Clone)]
pub enum ListKind {
    /// The later one replaces the other.
    Atomic,
    /// A set of scalars.
    Set,
    /// By these keys of the elements.
    Map(Words),
}

/// A list of words: the members of an enum, or the keys of a list.
#[derive(Clone)]
pub struct Words(WordsOf);

#[derive(Clone)]
enum WordsOf {
    Nothing,
    Builtin(u16),
    Custom(Arc<[EcoString]>),
}

/// Fields by name.
#[derive(Clone)]
pub struct Struct {
    pub(super) table: Table,
    pub(super) index: u32,
}

/// The struct `name` of the built-in API, `PodSpec`; where several packages have one, that of `core`, else the newest.
pub fn named(name: &str) -> Option<TypeRef> {
    let at = |index: usize| u16::try_from(index).ok().and_then(table::structure);
    let first = table::partition(table::structs(), |index| at(index).is_some_and(|row| table::text(row.name) < name));
    let known = (first..table::structs()).map_while(|index| {
        let row = at(index).filter(|row| table::text(row.name) == name)?;
        Some((index, table::text(row.package)))
    });
    // Stable versions are newer than others, and of those the last.
    let rank = |package: &str| (package.starts_with("core."), !package.contains("alpha") && !package.contains("beta"));
    let (index, _) = known.max_by_key(|(index, package)| (rank(package), *index))?;
    Some(TypeRef { table: Table::Builtin, index: u32::try_from(index).ok()? })
}

impl TypeRef {
    pub(super) fn builtin(index: u16) -> TypeRef {
        TypeRef { table: Table::Builtin, index: u32::from(index) }
    }

    /// A type of a table of custom resources.
    pub(super) fn custom(table: &Arc<CustomTable>, link: Link) -> TypeRef {
        match link {
            Link::Own(index) => TypeRef { table: Table::Custom(table.clone()), index },
            Link::Builtin(name) => named(name).unwrap_or_else(|| TypeRef::builtin(table::NOTHING)),
        }
    }

    /// Whether a custom resource definition describes it.
    pub fn is_custom(&self) -> bool {
        matches!(self.table, Table::Custom(_))
    }

    /// What it takes.
    pub fn shape(&self) -> Shape {
        match &self.table {
            Table::Builtin => builtin_shape(u16::try_from(self.index).unwrap_or(table::NOTHING)),
            Table::Custom(custom) => custom_shape(custom, self.index),
        }
    }

    /// The struct that it is, or of which it is a list or map.
    pub fn structure(&self) -> Option<Struct> {
        match self.shape() {
            Shape::Struct(structure) => Some(structure),
            Shape::List(element, _) | Shape::Map(element) => element.structure(),
            _ => None,
        }
    }

    /// Whether `null` is a value of it: custom resources may say so.
    pub fn is_nullable(&self) -> bool {
        self.custom_type().is_some_and(|ty| ty.nullable)
    }

    /// What a custom resource asks of its values beyond their shape.
    pub fn constraints(&self) -> Option<&Constraints> {
        self.custom_type().and_then(|ty| ty.constraints.as_deref())
    }

    /// What its description says; custom resources only.
    pub fn description(&self) -> Option<&str> {
        self.custom_type().map(|ty| ty.description.as_str()).filter(|text| !text.is_empty())
    }

    fn custom_type(&self) -> Option<&super::CustomType> {
        match &self.table {
            Table::Builtin => None,
            Table::Custom(custom) => custom.types.get(self.index as usize),
        }
    }
}

impl PartialEq for TypeRef {
    fn eq(&self, other: &TypeRef) -> bool {
        self.index == other.index && self.table == other.table
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        match (self, other) {
            (Table::Builtin, Table::Builtin) => true,
            (Table::Custom(a), Table::Custom(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// For people: "text", "list of Container".
impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shape() {
            Shape::Any => f.write_str("anything"),
            Shape::Open => f.write_str("map"),
            Shape::Bool => f.write_str("bool"),
            Shape::Int32 | Shape::Int64 => f.write_str("int"),
            Shape::Number => f.write_str("number"),
            Shape::Text(_) => f.write_str("string"),
            Shape::Quantity => f.write_str("quantity"),
            Shape::IntOrText => f.write_str("int or string"),
            Shape::Bytes => f.write_str("base64"),
            Shape::Time | Shape::MicroTime => f.write_str("time"),
            Shape::List(element, _) => write!(f, "list of {element}"),
            Shape::Map(element) => write!(f, "map of {element}"),
            Shape::Struct(structure) => f.write_str(structure.name()),
        }
    }
}

impl fmt::Debug for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypeRef({self})")
    }
}

fn builtin_shape(index: u16) -> Shape {
    let Some(row) = table::ty(index) else { return Shape::Any };
    match row.tag {
        1 => Shape::Open,
        2 => Shape::Bool,
        3 => Shape::Int32,
        4 => Shape::Int64,
        5 => Shape::Number,
        6 => Shape::Text(Words::builtin(row.argument)),
        7 => Shape::Quantity,
        8 => Shape::IntOrText,
        9 => Shape::Bytes,
        10 => Shape::Time,
        11 => Shape::MicroTime,
        12 => {
            let kind = match row.list {
                1 => ListKind::Set,
                2 => ListKind::Map(Words::builtin(row.keys)),
                _ => ListKind::Atomic,
            };
            Shape::List(TypeRef::builtin(row.argument), kind)
        }
        13 => Shape::Map(TypeRef::builtin(row.argument)),
        14 => Shape::Struct(Struct { table: Table::Builtin, index: u32::from(row.argument) }),
        _ => Shape::Any,
    }
}

fn custom_shape(custom: &Arc<CustomTable>, index: u32) -> Shape {
    let Some(ty) = custom.types.get(index as usize) else { return Shape::Any };
    match &ty.shape {
        CustomShape::Any => Shape::Any,
        CustomShape::Open => Shape::Open,
        CustomShape::Bool => Shape::Bool,
        CustomShape::Int32 => Shape::Int32,
        CustomShape::Int64 => Shape::Int64,
        CustomShape::Number => Shape::Number,
        CustomShape::Text(words) => Shape::Text(Words::custom(words)),
        CustomShape::Quantity => Shape::Quantity,
        CustomShape::IntOrText => Shape::IntOrText,
        CustomShape::Bytes => Shape::Bytes,
        CustomShape::Time => Shape::Time,
        CustomShape::List(element) => Shape::List(TypeRef::custom(custom, *element), ListKind::Atomic),
        CustomShape::Set(element) => Shape::List(TypeRef::custom(custom, *element), ListKind::Set),
        CustomShape::ListMap(element, keys) => {
            Shape::List(TypeRef::custom(custom, *element), ListKind::Map(Words::custom(keys)))
        }
        CustomShape::Map(element) => Shape::Map(TypeRef::custom(custom, *element)),
        CustomShape::Struct(index) => Shape::Struct(Struct { table: Table::Custom(custom.clone()), index: *index }),
        CustomShape::Same(link) => TypeRef::custom(custom, *link).shape(),
    }
}

impl Words {
    fn builtin(index: u16) -> Words {
        Words(if index == table::NOTHING { WordsOf::Nothing } else { WordsOf::Builtin(index) })
    }

    fn custom(words: &Arc<[EcoString]>) -> Words {
        Words(if words.is_empty() { WordsOf::Nothing } else { WordsOf::Custom(words.clone()) })
    }

    /// The words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let (builtin, custom) = match &self.0 {
            WordsOf::Nothing => (None, None),
            WordsOf::Builtin(index) => (Some(table::words(*index).map(|word: &str| word)), None),
            WordsOf::Custom(words) => (None, Some(words.iter().map(EcoString::as_str))),
        };
        builtin.into_iter().flatten().chain(custom.into_iter().flatten())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, WordsOf::Nothing)
    }

    /// Whether `word` is one of them.
    pub fn contains(&self, word: &str) -> bool {
        self.iter().any(|known| known == word)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Struct {
    /// Its name: `PodSpec`; of a custom resource the kind or the field that holds it.
    pub fn name(&self) -> &str {
        match &self.table {
            Table::Builtin => self.row().map_or("", |row| table::text(row.name)),
            Table::Custom(custom) => custom.structs.get(self.index as usize).map_or("", |known| &known.name),
        }
    }

    /// The package of the API that it is of: `core.v1`; empty for custom resources.
    pub fn package(&self) -> &str {
        self.row().map_or("", |row| table::text(row.package))
    }

    /// Whether fields that it does not list are kept (`x-kubernetes-preserve-unknown-fields`).
    pub fn is_open(&self) -> bool {
        match &self.table {
            Table::Builtin => false,
            Table::Custom(custom) => custom.structs.get(self.index as usize).is_some_and(|known| known.open),
        }
    }

    /// Its fields, those of every version, by name.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        let end = match &self.table {
            Table::Builtin => self.row().map_or(0, |row| u32::from(row.end)),
            Table::Custom(_) => self.custom_fields(),
        };
        let mut next = self.row().map_or(0, |row| u32::from(row.first));
        let (table, of) = (self.table.clone(), self.index);
        std::iter::from_fn(move || {
            let field = (next < end).then(|| Field::at(&table, of, next, end))?;
            next += field.rows();
            Some(field)
        })
    }

    /// The field called `name`, whatever the version.
    pub fn field(&self, name: &str) -> Option<Field> {
        match &self.table {
            Table::Builtin => {
                let row = self.row()?;
                let count = usize::from(row.end - row.first);
                let name_at = |at: usize| {
                    let at = u16::try_from(at).unwrap_or(table::NOTHING).saturating_add(row.first);
                    table::field(at).map_or("", |field| table::text(field.name))
                };
                let found = table::partition(count, |at| name_at(at) < name);
                (found < count && name_at(found) == name).then(|| {
                    let first = u32::try_from(found).unwrap_or(0) + u32::from(row.first);
                    Field::at(&self.table, self.index, first, u32::from(row.end))
                })
            }
            Table::Custom(custom) => {
                let known = custom.structs.get(self.index as usize)?;
                let found = known.fields.binary_search_by(|field| field.name.as_str().cmp(name)).ok()?;
                let found = u32::try_from(found).ok()?;
                Some(Field::at(&self.table, self.index, found, self.custom_fields()))
            }
        }
    }

    /// The fields that an object of any of these versions must have.
    pub fn required(&self, versions: Versions) -> impl Iterator<Item = Field> {
        self.fields().filter(move |field| field.is_required(versions))
    }

    /// What its description says. Decodes the descriptions when it is first asked: for help and hover only.
    pub fn description(&self) -> String {
        match &self.table {
            Table::Builtin => self.row().map_or_else(String::new, |row| docs::line(self.index, row.first, 0)),
            Table::Custom(_) => String::new(),
        }
    }

    fn row(&self) -> Option<table::StructRow> {
        match self.table {
            Table::Builtin => u16::try_from(self.index).ok().and_then(table::structure),
            Table::Custom(_) => None,
        }
    }

    fn custom_fields(&self) -> u32 {
        let Table::Custom(custom) = &self.table else { return 0 };
        let count = custom.structs.get(self.index as usize).map_or(0, |known| known.fields.len());
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

impl PartialEq for Struct {
    fn eq(&self, other: &Struct) -> bool {
        self.index == other.index && self.table == other.table
    }
}

impl fmt::Debug for Struct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Struct({})", self.name())
    }
}

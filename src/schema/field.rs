//! Fields: which versions have them, with which type, and whether they must be written.

use std::fmt;

use super::shape::Table;
use super::{Struct, TypeRef, Versions, docs, table};

/// A field of a struct.
#[derive(Clone)]
pub struct Field {
    table: Table,
    of: u32,
    first: u32,
    rows: u32,
}

/// What a field is in some versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// In which.
    pub versions: Versions,
    /// Of what type.
    pub ty: TypeRef,
    /// Whether it must be written.
    pub required: bool,
}

impl Field {
    /// The field whose rows start at `first`; those of its struct end before `end`.
    pub(super) fn at(table: &Table, of: u32, first: u32, end: u32) -> Field {
        let mut field = Field { table: table.clone(), of, first, rows: 1 };
        if let Table::Builtin = table {
            let name = field.row(0).map(|row| row.name);
            while first + field.rows < end && field.row(field.rows).map(|row| row.name) == name {
                field.rows += 1;
            }
        }
        field
    }

    pub(super) fn rows(&self) -> u32 {
        self.rows
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match &self.table {
            Table::Builtin => self.row(0).map_or("", |row| table::text(row.name)),
            Table::Custom(_) => self.custom().map_or("", |field| &field.name),
        }
    }

    /// What it is in which versions, newest first.
    pub fn variants(&self) -> impl Iterator<Item = Variant> {
        (0..self.rows).filter_map(|at| self.variant(at))
    }

    /// The versions that have it.
    pub fn versions(&self) -> Versions {
        self.variants().fold(Versions::NONE, |all, variant| all | variant.versions)
    }

    /// Whether one of `versions` has it.
    pub fn is_in(&self, versions: Versions) -> bool {
        !(self.versions() & versions).is_empty()
    }

    /// Its type in the newest of `versions` that has it.
    pub fn ty(&self, versions: Versions) -> Option<TypeRef> {
        self.variants().find(|variant| !(variant.versions & versions).is_empty()).map(|variant| variant.ty)
    }

    /// Its type in the newest version that has it.
    pub fn newest(&self) -> Option<TypeRef> {
        self.ty(Versions::ALL)
    }

    /// Whether one of `versions` wants it written.
    pub fn is_required(&self, versions: Versions) -> bool {
        self.variants().any(|variant| variant.required && !(variant.versions & versions).is_empty())
    }

    /// What the server puts where nothing is written, as JSON.
    pub fn default(&self) -> Option<&str> {
        match &self.table {
            Table::Builtin => {
                self.row(0).filter(|row| row.default != table::NOTHING).map(|row| table::text(row.default))
            }
            Table::Custom(_) => self.custom()?.default.as_deref(),
        }
    }

    /// What its description says; empty where there is none. Decodes the descriptions of the built-in API when it is
    /// first asked: for help and hover only.
    pub fn description(&self) -> String {
        match &self.table {
            Table::Builtin => {
                let of = Struct { table: Table::Builtin, index: self.of };
                let first = of.fields().next().map_or(self.first, |field| field.first);
                docs::line(self.of, u16::try_from(first).unwrap_or(0), self.first - first + 1)
            }
            Table::Custom(_) => self.newest().and_then(|ty| ty.description().map(str::to_owned)).unwrap_or_default(),
        }
    }

    fn variant(&self, at: u32) -> Option<Variant> {
        match &self.table {
            Table::Builtin => {
                let row = self.row(at)?;
                Some(Variant { versions: row.versions, ty: TypeRef::builtin(row.ty), required: row.required })
            }
            Table::Custom(custom) => {
                let field = self.custom()?;
                let ty = TypeRef::custom(custom, field.ty);
                Some(Variant { versions: Versions::ALL, ty, required: field.required })
            }
        }
    }

    fn row(&self, at: u32) -> Option<table::FieldRow> {
        u16::try_from(self.first + at).ok().and_then(table::field)
    }

    fn custom(&self) -> Option<&super::CustomField> {
        let Table::Custom(custom) = &self.table else { return None };
        custom.structs.get(self.of as usize)?.fields.get(self.first as usize)
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name())
    }
}

//! From types as written to [`Type`]s.

use std::sync::Arc;

use ecow::EcoString;

use crate::diag::{Diagnostic, Diagnostics, code, suggest};
use crate::source::Span;
use crate::syntax::ast::{Qualified, TypeExpr, TypeKind};
use crate::types::{Dimension, EnumType, Format, LabelKind, Number, RecordField, RecordType, Refinement, Rule, Type};

/// What the words in a type may mean beyond the built-in ones.
pub trait TypeNames {
    /// The type called `name`, if there is one.
    fn named(&self, name: &str) -> Option<Type>;

    /// The type that an imported module exports, with its mistakes reported; none in the vocabulary itself.
    fn imported(&mut self, name: &Qualified, diagnostics: &mut Diagnostics) -> Type;

    /// Names that may have been meant, for suggestions.
    fn candidates(&self) -> Vec<EcoString>;

    /// The inclusive bounds that a range expression gives for `base`, with its mistakes reported.
    fn bounds(&mut self, base: &Type, range: &crate::syntax::ast::Expr, diagnostics: &mut Diagnostics) -> Option<Rule>;

    /// Takes in the condition of a `where` and says under which index it is kept.
    fn condition(&mut self, base: &Type, written: &TypeExpr, diagnostics: &mut Diagnostics) -> Option<usize>;

    /// Whether unknown words are nominal types and bare words beside types are legal: only in the vocabulary itself.
    fn is_vocabulary(&self) -> bool {
        false
    }
}

/// The built-in type called `word`.
fn built_in(word: &str) -> Option<Type> {
    Some(match word {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "number" => Type::Number,
        "string" => Type::String,
        "cpu" => Type::Unit(Dimension::Cpu),
        "bytes" => Type::Unit(Dimension::Bytes),
        "duration" => Type::Unit(Dimension::Duration),
        "percent" => Type::Unit(Dimension::Percent),
        "port" => Type::Unit(Dimension::Port),
        "mode" => {
            // Permissions of a file, as Kubernetes takes them: up to 0o7777.
            let rule = Rule::Bounds(Number::whole(0), Number::whole(0o7777));
            Type::Refined(Arc::new(Refinement { base: Type::Int, rule, span: None }))
        }
        "quantity" => Type::Quantity,
        "opaque" => Type::Opaque,
        "json" => Type::Any,
        _ => return Format::ALL.iter().find(|(name, _)| *name == word).map(|(_, format)| Type::Format(*format)),
    })
}

/// Built-in types that only the vocabulary may name.
fn internal(word: &str) -> Option<Type> {
    Some(match word {
        "text" => Type::Text,
        "key_name" => Type::KeyName,
        "config_key" => Type::ConfigKey,
        "port_label" => Type::Label(LabelKind::Port),
        "volume_label" => Type::Label(LabelKind::Volume),
        _ => return None,
    })
}

/// The type that `written` stands for; [`Type::Error`] with a diagnostic where it stands for none.
pub fn type_of(written: &TypeExpr, names: &mut dyn TypeNames, diagnostics: &mut Diagnostics) -> Type {
    match &written.kind {
        TypeKind::Missing => Type::Error,
        TypeKind::None => Type::None,
        TypeKind::Word(word) => word_type(word, written.span, names, diagnostics),
        TypeKind::Imported(name) => names.imported(name, diagnostics),
        TypeKind::List(inner) => type_of(inner, names, diagnostics).list(),
        TypeKind::Optional(inner) => type_of(inner, names, diagnostics).optional(),
        TypeKind::Apply { name, argument } => {
            let argument_type = type_of(argument, names, diagnostics);
            match name.text.as_str() {
                "map" => argument_type.map(),
                "range" => argument_type.range(),
                "schema" if names.is_vocabulary() => match &argument.kind {
                    TypeKind::Word(word) if word == "Object" => Type::Object,
                    TypeKind::Word(word) => crate::schema::named(word).map_or(Type::Error, Type::Schema),
                    _ => Type::Error,
                },
                other => {
                    diagnostics.push(
                        Diagnostic::error(code::UNKNOWN_TYPE, name.span, format!("`{other}` takes no type"))
                            .help("only `map<T>` and `range<T>` do; a list is written `[T]`"),
                    );
                    Type::Error
                }
            }
        }
        TypeKind::Record(fields) => {
            let mut record = RecordType { fields: Vec::new(), span: place(written.span, names) };
            for field in fields {
                let ty = type_of(&field.ty, names, diagnostics);
                let name = field.name.plain().unwrap_or_default();
                if record.field(&name).is_some() {
                    diagnostics.push(Diagnostic::error(
                        code::DUPLICATE_NAME,
                        field.name.span(),
                        format!("the record type has two fields `{name}`"),
                    ));
                    continue;
                }
                record.fields.push(RecordField { name, optional: field.optional, ty });
            }
            Type::Record(Arc::new(record))
        }
        TypeKind::Union(members) => union(members, written.span, names, diagnostics),
        TypeKind::Bounds { base, range } => {
            let base = type_of(base, names, diagnostics);
            match names.bounds(&base, range, diagnostics) {
                Some(rule) => refined(base, rule, place(written.span, names)),
                None => base,
            }
        }
        TypeKind::Matching { base, pattern } => {
            let base = type_of(base, names, diagnostics);
            let source = pattern.plain().unwrap_or_default();
            match crate::types::Pattern::new(&source) {
                Ok(pattern) => refined(base, Rule::Matching(pattern), place(written.span, names)),
                Err(error) => {
                    diagnostics.push(
                        Diagnostic::error(code::BAD_PATTERN, pattern.span, "the pattern is not a regular expression")
                            .here(error.cause.to_string()),
                    );
                    base
                }
            }
        }
        TypeKind::Where { base, .. } => {
            let base = type_of(base, names, diagnostics);
            match names.condition(&base, written, diagnostics) {
                Some(index) => refined(base, Rule::Where(index), place(written.span, names)),
                None => base,
            }
        }
    }
}

/// Where a type is written, unless that is the vocabulary, whose places mean nothing to a program.
fn place(span: Span, names: &dyn TypeNames) -> Option<Span> {
    (!names.is_vocabulary()).then_some(span)
}

fn refined(base: Type, rule: Rule, span: Option<Span>) -> Type {
    Type::Refined(Arc::new(Refinement { base, rule, span }))
}

fn word_type(word: &EcoString, span: Span, names: &mut dyn TypeNames, diagnostics: &mut Diagnostics) -> Type {
    if let Some(ty) = built_in(word).or_else(|| names.named(word)) {
        return ty;
    }
    if names.is_vocabulary() {
        let single = word.len() == 1 && word.chars().all(|c| c.is_ascii_uppercase());
        return internal(word)
            .unwrap_or_else(|| if single { Type::Variable(word.clone()) } else { Type::Nominal(word.clone()) });
    }
    if word.is_empty() {
        return Type::Error;
    }
    let candidates = names.candidates();
    let known =
        ["bool", "int", "number", "string", "cpu", "bytes", "duration", "percent", "port", "mode", "quantity", "json"]
            .into_iter()
            .chain(Format::ALL.iter().map(|(word, _)| *word))
            .chain(candidates.iter().map(EcoString::as_str));
    let diagnostic = Diagnostic::error(code::UNKNOWN_TYPE, span, format!("there is no type `{word}`"));
    diagnostics.push(match habit(word) {
        Some((ours, true)) => diagnostic.help(format!("write `{ours}`")).fix(format!("write `{ours}`"), span, ours),
        Some((ours, false)) => diagnostic.help(format!("write `{ours}`")),
        None => match suggest(word, known) {
            Some(suggestion) => diagnostic.suggest(span, Some(suggestion)),
            None => diagnostic.help("a type of the module is declared by `type`"),
        },
    });
    Type::Error
}

/// What a type of another language is called here, and whether it is certain that this is meant.
fn habit(word: &str) -> Option<(&'static str, bool)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "integer" | "int32" | "int64" | "uint" => ("int", true),
        "str" | "text" => ("string", true),
        "boolean" => ("bool", true),
        "float" | "double" | "decimal" => ("number", true),
        "size" | "memory" => ("bytes", false),
        "time" | "timeout" => ("duration", false),
        "list" | "array" => ("[T]", false),
        "map" | "dict" | "object" | "hash" => ("map<T>", false),
        "range" => ("range<T>", false),
        "any" | "unknown" => ("json", false),
        "secret" | "password" => ("opaque", false),
        _ => return None,
    })
}

/// `a | b`: an enum where no member is a type; a union in the vocabulary only.
fn union(members: &[TypeExpr], span: Span, names: &mut dyn TypeNames, diagnostics: &mut Diagnostics) -> Type {
    let word = |member: &TypeExpr| match &member.kind {
        TypeKind::Word(word) => Some(word.clone()),
        _ => None,
    };
    let names_a_type = |word: &str, names: &dyn TypeNames| {
        built_in(word).is_some() || names.named(word).is_some() || (names.is_vocabulary() && internal(word).is_some())
    };
    if names.is_vocabulary() {
        // A word that names no type is a member of an enum, but for nominal types, which are declared by `type`.
        let mut enum_members = Vec::new();
        let mut types = Vec::new();
        for member in members {
            match word(member) {
                Some(word) if !names_a_type(&word, names) => enum_members.push(word),
                _ => types.push(type_of(member, names, diagnostics)),
            }
        }
        if !enum_members.is_empty() {
            types.push(Type::Enum(Arc::new(EnumType { members: enum_members, span: None })));
        }
        return Type::union(types);
    }
    let mut words: Vec<EcoString> = Vec::new();
    for member in members {
        match word(member) {
            Some(word) if !names_a_type(&word, names) => {
                if words.contains(&word) {
                    diagnostics.push(Diagnostic::error(
                        code::DUPLICATE_NAME,
                        member.span,
                        format!("the enum has two members `{word}`"),
                    ));
                } else {
                    words.push(word);
                }
            }
            _ => {
                diagnostics.push(
                    Diagnostic::error(code::TYPE_IN_ENUM, member.span, "a type stands among the members of an enum")
                        .help("an enum lists words, as in `small | large`; for a value that may be absent write `T?`"),
                );
                return Type::Error;
            }
        }
    }
    Type::Enum(Arc::new(EnumType { members: words, span: Some(span) }))
}

//! Walking paths through the vocabulary: which place a head such as `network.metrics.type` or `port http` means.

use std::sync::Arc;

use ecow::{EcoString, eco_format};

use super::ir::{Asker, Key, Step, StepKind};
use super::{Checker, scope::Scope};
use crate::diag::{Diagnostic, code, suggest};
use crate::schema::Struct;
use crate::source::Span;
use crate::syntax::ast::{Segment, Text};
use crate::types::Type;
use crate::vocab::{Field, Labels, Vocabulary};

/// A place that a path can reach.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) at: At,
    /// For people: "`replicas`".
    pub(super) what: Asker,
    /// The struct at which fields in Kubernetes' own names began.
    pub(super) within: Option<Struct>,
}

/// The forms of a [`Place`].
#[derive(Debug, Clone)]
pub(super) enum At {
    /// An entry of the vocabulary; the label it needs has not been given.
    Field(Arc<Field>),
    /// A labelled element of an entry, or a declaration.
    Element(Arc<Field>),
    /// A part of a value.
    Value(Type),
    /// Behind a mistake that is reported.
    Unknown,
}

impl Place {
    /// The body of a declaration.
    pub(super) fn of_kind(field: &Arc<Field>) -> Place {
        let name = match field.name.strip_prefix("external_") {
            Some(rest) => eco_format!("external {rest}"),
            None => field.name.clone(),
        };
        Place { at: At::Element(field.clone()), what: Asker::Entry(name), within: None }
    }

    /// The body of `defaults KIND` or of a profile for it.
    pub(super) fn of_layer(vocabulary: &Vocabulary, kind: &str) -> Option<Place> {
        let of_workload = |name: &str| vocabulary.kind_shape("service").and_then(|shape| shape.fields.get(name));
        // What every container takes is what a sidecar takes.
        let field = match kind {
            "container" => of_workload("sidecar"),
            _ => vocabulary.kinds.get(kind).or_else(|| of_workload(kind)),
        };
        field.map(|field| Place { at: At::Element(field.clone()), what: Asker::Entry(kind.into()), within: None })
    }

    /// A part of a value of type `ty`.
    pub(super) fn of_value(ty: &Type, what: Asker) -> Place {
        Place { at: At::Value(ty.clone()), what, within: None }
    }

    pub(super) fn unknown() -> Place {
        Place { at: At::Unknown, what: Asker::Said(""), within: None }
    }

    /// What may stand after `=`.
    pub(super) fn value_type(&self) -> Option<Type> {
        match &self.at {
            At::Field(field) | At::Element(field) => field.ty.clone(),
            At::Value(ty) => Some(ty.clone()),
            At::Unknown => Some(Type::Any),
        }
    }

    /// Whether a block here holds options, which a new value leaves alone.
    pub(super) fn has_options(&self) -> bool {
        matches!(&self.at, At::Field(field) | At::Element(field) if field.options.is_some())
    }

    /// Whether a block may stand here.
    pub(super) fn takes_block(&self) -> bool {
        match &self.at {
            At::Field(field) | At::Element(field) => {
                field.options.is_some()
                    || field.labels != Labels::Never
                    || field.ty.as_ref().is_some_and(|ty| steps_into(ty).is_some())
            }
            At::Value(ty) => steps_into(ty).is_some(),
            At::Unknown => true,
        }
    }

    /// Whether a label is still missing before a value can stand here.
    pub(super) fn needs_label(&self) -> bool {
        matches!(&self.at, At::Field(field) if matches!(field.labels, Labels::Required | Labels::Among(_)))
    }
}

/// What the entry at `key` of a map is called.
fn of_entry(key: &Key) -> Asker {
    match key {
        Key::Plain(name) => Asker::Entry(name.clone()),
        Key::Computed(_) => Asker::Said("the entry"),
    }
}

/// The part of `ty` whose values have parts to step into.
pub(super) fn steps_into(ty: &Type) -> Option<&Type> {
    ty.find_member(&mut |member| {
        let member = member.unrefined();
        let has_parts = matches!(
            member,
            Type::Map(_) | Type::Record(_) | Type::Any | Type::Object | Type::Error | Type::Nominal(_)
        );
        (has_parts || member.schema_fields().is_some()).then_some(member)
    })
}

impl Checker<'_, '_> {
    /// The key that a segment stands for.
    pub(super) fn key(&mut self, segment: &Segment, scope: &mut Scope) -> Key {
        match (segment.plain(), segment) {
            (Some(text), _) => Key::Plain(text),
            (None, Segment::Text(text)) => self.computed_key(text, scope),
            (None, Segment::Word(name)) => Key::Plain(name.text.clone()),
        }
    }

    fn computed_key(&mut self, text: &Text, scope: &mut Scope) -> Key {
        Key::Computed(Box::new(self.text(text, scope).0))
    }

    /// Goes one step on from `place`. `labelled` says that the segment stands after the path, as `http` in `port http`.
    pub(super) fn step(
        &mut self,
        place: &Place,
        segment: &Segment,
        labelled: bool,
        scope: &mut Scope,
    ) -> (Option<Step>, Place) {
        let span = segment.span();
        match &place.at {
            At::Unknown => (None, Place::unknown()),
            At::Field(field) => {
                let is_option = || segment.plain().is_some_and(|name| self.option(field, &name).is_some());
                let label = match &field.labels {
                    Labels::Never => false,
                    Labels::Required | Labels::Among(_) => true,
                    Labels::Optional => labelled || !is_option(),
                };
                if label {
                    return self.label_step(field, segment, span, scope);
                }
                if labelled {
                    // `can "pods" = [get]` is the map entry `can."pods"`.
                    if let Some(Type::Map(_) | Type::Any) = field.ty.as_ref().and_then(steps_into) {
                        if !self.map_key_of(field, segment, span) {
                            return (None, Place::unknown());
                        }
                        return self.value_step(field.ty.as_ref().unwrap_or(&Type::Any), place, segment, span, scope);
                    }
                    let written = self.segment_text(segment);
                    self.report(
                        Diagnostic::error(code::LABEL_COUNT, span, format!("`{}` takes no name", field.name)).help(
                            format!("write `{} = …` or open its block; `{written}` is one word too many", field.name),
                        ),
                    );
                    return (None, Place::unknown());
                }
                self.option_step(field, place, segment, span, scope)
            }
            At::Element(field) => {
                if labelled {
                    self.report(
                        Diagnostic::error(code::LABEL_COUNT, span, format!("{} takes one name", place.what))
                            .help("take the second one away"),
                    );
                    return (None, Place::unknown());
                }
                self.option_step(field, place, segment, span, scope)
            }
            At::Value(ty) => self.value_step(ty, place, segment, span, scope),
        }
    }

    fn option(&self, field: &Field, name: &str) -> Option<Arc<Field>> {
        field.options.and_then(|id| self.vocabulary.shape(id).fields.get(name).cloned())
    }

    fn label_step(
        &mut self,
        field: &Arc<Field>,
        segment: &Segment,
        span: Span,
        scope: &mut Scope,
    ) -> (Option<Step>, Place) {
        let key = self.key(segment, scope);
        if let (Labels::Among(known), Key::Plain(name)) = (&field.labels, &key)
            && !known.contains(name)
        {
            let known_words = known.iter().map(EcoString::as_str);
            self.report(
                Diagnostic::error(code::UNKNOWN_ENTRY, span, format!("there is no {} `{name}`", field.name))
                    .note(format!("there are: {}", known.join(", ")))
                    .suggest(span, suggest(name, known_words)),
            );
            return (None, Place::unknown());
        }
        let what = match &key {
            Key::Plain(name) => Asker::Labelled(field.name.clone(), name.clone()),
            Key::Computed(_) => Asker::Entry(field.name.clone()),
        };
        let key_name = if let Key::Plain(name) = &key { Some(name.clone()) } else { None };
        let step = Step { span, kind: StepKind::Label(key) };
        let at = match (&field.ty, &key_name) {
            (Some(Type::Object), Some(kind)) => match self.patch_type(kind) {
                Some(ty) => At::Value(Type::Schema(ty)),
                None => At::Element(field.clone()),
            },
            _ => At::Element(field.clone()),
        };
        (Some(step), Place { at, what, within: None })
    }

    /// A step into the block of an entry: to an option, else into its value.
    fn option_step(
        &mut self,
        field: &Arc<Field>,
        place: &Place,
        segment: &Segment,
        span: Span,
        scope: &mut Scope,
    ) -> (Option<Step>, Place) {
        if let Some(name) = segment.plain()
            && let Some(option) = self.option(field, &name)
        {
            let step = Step { span, kind: StepKind::Field(option.clone()) };
            return (Some(step), Place { at: At::Field(option), what: Asker::Entry(name), within: None });
        }
        if let Some(ty) = field.ty.as_ref().filter(|ty| steps_into(ty).is_some()) {
            // A nominal value beside options has parts only through its constructor's parameters.
            if field.options.is_none() || !matches!(steps_into(ty), Some(Type::Nominal(_))) {
                if !self.map_key_of(field, segment, span) {
                    return (None, Place::unknown());
                }
                return self.value_step(ty, place, segment, span, scope);
            }
        }
        self.unknown_entry(field, place, segment, span, scope);
        (None, Place::unknown())
    }

    /// Looks at a key that stands as it is; whether its value is worth looking at.
    fn map_key_of(&mut self, field: &Field, segment: &Segment, span: Span) -> bool {
        segment.plain().is_none_or(|key| self.map_key(&field.name, &key, span))
    }

    fn value_step(
        &mut self,
        ty: &Type,
        place: &Place,
        segment: &Segment,
        span: Span,
        scope: &mut Scope,
    ) -> (Option<Step>, Place) {
        match steps_into(ty) {
            Some(Type::Map(element)) => {
                let key = self.key(segment, scope);
                let what = of_entry(&key);
                (Some(Step { span, kind: StepKind::Entry(key) }), Place::of_value(element, what))
            }
            Some(Type::Record(record)) => {
                let name = segment.plain().unwrap_or_default();
                match record.field(&name) {
                    Some(field) => {
                        let ty = if field.optional { field.ty.clone().optional() } else { field.ty.clone() };
                        (
                            Some(Step { span, kind: StepKind::Record(name.clone()) }),
                            Place::of_value(&ty, Asker::Entry(name)),
                        )
                    }
                    None => {
                        let known = record.fields.iter().map(|field| field.name.as_str());
                        let mut diagnostic =
                            Diagnostic::error(code::UNKNOWN_ENTRY, span, format!("there is no field `{name}` here"))
                                .note(format!("the type is {ty}"))
                                .suggest(span, suggest(&name, known));
                        if let Some(asked) = record.span {
                            diagnostic = diagnostic.label(asked, "the type that is asked for");
                        }
                        self.report(diagnostic);
                        (None, Place::unknown())
                    }
                }
            }
            Some(Type::Nominal(nominal)) => {
                let name = segment.plain().unwrap_or_default();
                match self.vocabulary.constructor_param(nominal, &name) {
                    Some(ty) => (
                        Some(Step { span, kind: StepKind::Open(Key::Plain(name.clone())) }),
                        Place::of_value(ty, Asker::Entry(name)),
                    ),
                    None => {
                        let params = self.vocabulary.constructors(nominal).flat_map(|function| &function.params);
                        let suggestion = suggest(&name, params.map(|param| param.name.as_str()));
                        let what = place.what.to_string();
                        let part = what.trim_matches('`');
                        let message = format!("{} has no part `{name}`", place.what);
                        let diagnostic = Diagnostic::error(code::UNKNOWN_ENTRY, span, message);
                        self.report(match suggestion {
                            None => diagnostic.help(format!("a name with a dot stands in quotes: `\"{part}.{name}\"`")),
                            near => diagnostic.suggest(span, near),
                        });
                        (None, Place::unknown())
                    }
                }
            }
            Some(Type::Schema(ty)) => self.schema_step(ty, place, segment, span, scope),
            Some(_) => {
                let key = self.key(segment, scope);
                let what = of_entry(&key);
                (Some(Step { span, kind: StepKind::Open(key) }), Place::of_value(&Type::Any, what))
            }
            None => {
                let name = self.segment_text(segment);
                self.report(
                    Diagnostic::error(
                        code::UNKNOWN_ENTRY,
                        span,
                        format!("{} has no part `{name}`: it is one {ty}", place.what),
                    )
                    .help(format!("write {} = …", place.what.to_string().trim_matches('`'))),
                );
                (None, Place::unknown())
            }
        }
    }

    pub(super) fn segment_text(&self, segment: &Segment) -> EcoString {
        segment.plain().unwrap_or_else(|| "${…}".into())
    }
}

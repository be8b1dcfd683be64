//! Places in Kubernetes' own names: every step of a path against the schema, in all versions that count.

use super::Checker;
use super::ir::{Asker, Key, Step, StepKind};
use super::place::Place;
use super::scope::Scope;
use crate::diag::{Diagnostic, code, suggest};
use crate::schema::{Field, Home, Shape, Struct, TypeRef, Versions, Words, home, named};
use crate::source::Span;
use crate::syntax::ast::Segment;
use crate::types::{Number, Type};

impl Checker<'_, '_> {
    /// Goes one step on from `place`, whose values are of `ty`.
    pub(super) fn schema_step(
        &mut self,
        ty: &TypeRef,
        place: &Place,
        segment: &Segment,
        span: Span,
        scope: &mut Scope,
    ) -> (Option<Step>, Place) {
        let key = self.key(segment, scope);
        let plain = match &key {
            Key::Plain(name) => Some(name.clone()),
            Key::Computed(_) => None,
        };
        let what = plain.clone().map_or(Asker::Said("the entry"), Asker::Entry);
        let inner = match (ty.shape(), plain) {
            (Shape::Map(element), _) => Type::of_schema(&element),
            (Shape::Struct(structure), Some(name)) => match structure.field(&name) {
                Some(field) => {
                    self.field_of_target(&structure, &field, span);
                    let known = field.ty(self.versions).or_else(|| field.newest());
                    known.map_or(Type::Any, |ty| Type::of_schema(&ty))
                }
                None if structure.is_open() => Type::Any,
                None => {
                    self.unknown_field(&structure, place.within.as_ref(), &name, span);
                    return (None, Place::unknown());
                }
            },
            _ => Type::Any,
        };
        let within = place.within.clone().or_else(|| ty.structure());
        let step = Step { span, kind: StepKind::Open(key) };
        (Some(step), Place { within, ..Place::of_value(&inner, what) })
    }

    /// Reports a field that not all versions have for which the program is compiled.
    fn field_of_target(&mut self, structure: &Struct, field: &Field, span: Span) {
        let lacking = self.versions.without(field.versions());
        if lacking.is_empty() {
            return;
        }
        // Where the whole struct is missing, that was said of the field or kind that holds it.
        let lacking = lacking & structure.fields().fold(Versions::NONE, |all, field| all | field.versions());
        if !lacking.is_empty() {
            let diagnostic = not_in_target(&format!("`{}`", field.name()), field.versions(), lacking, span);
            self.report(self.with_target(diagnostic));
        }
    }

    /// `structure` has no field `name`; `root` is the struct at which the fields in Kubernetes' own names begin.
    fn unknown_field(&mut self, structure: &Struct, root: Option<&Struct>, name: &str, span: Span) {
        let known: Vec<Field> = structure.fields().filter(|field| field.is_in(self.versions)).collect();
        let near = suggest(name, known.iter().map(Field::name));
        let message = format!("`{}` has no field `{name}`", structure.name());
        let diagnostic = Diagnostic::error(code::UNKNOWN_FIELD, span, message);
        let elsewhere = match &near {
            Some(near) if near.certain => None,
            _ => elsewhere(structure, root, name, self.versions),
        };
        self.report(match elsewhere {
            Some(elsewhere) => elsewhere.add_to(Diagnostic { code: code::WRONG_LEVEL, ..diagnostic }, name, span),
            None if near.is_some() => diagnostic.suggest(span, near),
            None if known.is_empty() => diagnostic.note("it has no fields"),
            None if known.len() <= 12 => {
                let names: Vec<&str> = known.iter().map(Field::name).collect();
                diagnostic.note(format!("it has: {}", names.join(", ")))
            }
            None => diagnostic,
        });
    }

    /// Looks at a text that is written where Kubernetes asks for `ty`; whether it may stand there.
    pub(super) fn schema_literal(&mut self, text: &str, ty: &TypeRef, span: Span) -> bool {
        match ty.shape() {
            Shape::Text(words) if !words.is_empty() && !words.contains(text) => {
                self.bad_word(text, &words, span);
                false
            }
            Shape::Quantity => match Number::read_quantity(text) {
                Ok(_) => true,
                // Exponents and small units, which the language does not write, are Kubernetes' own.
                Err(_) if is_quantity(text) => true,
                Err(_) => {
                    self.report(
                        Diagnostic::error(code::WRONG_TYPE, span, format!("`{text}` is no quantity"))
                            .help("write a number with a unit of cpu or bytes: `100m`, `64Mi`"),
                    );
                    false
                }
            },
            _ => true,
        }
    }

    fn bad_word(&mut self, text: &str, words: &Words, span: Span) {
        let known: Vec<&str> = words.iter().map(|word| if word.is_empty() { "\"\"" } else { word }).collect();
        let mut diagnostic = Diagnostic::error(code::BAD_WORD, span, format!("Kubernetes does not take `{text}` here"))
            .note(format!("the words are: {}", known.join(", ")));
        if let Some(near) = suggest(text, words.iter().filter(|word| !word.is_empty())) {
            diagnostic = diagnostic.help(format!("did you mean `\"{}\"`?", near.name));
            if near.certain {
                diagnostic = diagnostic.fix(format!("write `{}`", near.name), span, format!("\"{}\"", near.name));
            }
        }
        self.report(diagnostic);
    }
}

/// What is said of something that only the versions `known` have, and `lacking` of those asked for have not.
pub(super) fn not_in_target(what: &str, known: Versions, lacking: Versions, span: Span) -> Diagnostic {
    let newer = matches!((known.first(), lacking.last()), (Some(first), Some(last)) if first > last);
    let older = matches!((known.last(), lacking.first()), (Some(last), Some(first)) if last < first);
    let message = match (known.first(), known.last()) {
        (Some(first), _) if newer => format!("{what} needs Kubernetes 1.{first}, and the target is {lacking}"),
        (_, Some(last)) if older => {
            format!("{what} is gone since Kubernetes 1.{}, and the target is {lacking}", last + 1)
        }
        _ => format!("Kubernetes {lacking} has no {what}"),
    };
    let diagnostic = Diagnostic::error(code::NOT_IN_TARGET, span, message);
    if newer { diagnostic.help("take it out, or raise the target") } else { diagnostic.help("take it out") }
}

/// Where a field belongs that stands on the wrong level.
enum Elsewhere {
    /// In another of pod, container and workload; what to do.
    Beside(String),
    /// Further in.
    Below(Home),
    /// At the level at which the fields in Kubernetes' own names begin.
    Outermost,
    /// Somewhere below that level.
    Apart(Home),
}

/// Where `name` belongs, which is no field of `structure`.
fn elsewhere(structure: &Struct, root: Option<&Struct>, name: &str, versions: Versions) -> Option<Elsewhere> {
    if let Some(help) = beside(structure, name, versions) {
        return Some(Elsewhere::Beside(help));
    }
    if let Some(home) = home(structure, name, versions) {
        return Some(Elsewhere::Below(home));
    }
    let root = root.filter(|root| *root != structure)?;
    if root.field(name).is_some_and(|field| field.is_in(versions)) {
        return Some(Elsewhere::Outermost);
    }
    home(root, name, versions).map(Elsewhere::Apart)
}

impl Elsewhere {
    fn add_to(self, diagnostic: Diagnostic, name: &str, span: Span) -> Diagnostic {
        match self {
            Elsewhere::Beside(help) => diagnostic.help(help),
            Elsewhere::Below(Home { path, in_list: false }) => diagnostic
                .help(format!("it belongs under `{path}`: write `{path}.{name}`"))
                .fix(format!("write `{path}.{name}`"), span, format!("{path}.{name}")),
            Elsewhere::Below(Home { path, in_list: true }) => {
                diagnostic.help(format!("it belongs under `{path}`, in an element of a list on the way"))
            }
            Elsewhere::Outermost => diagnostic.help("it belongs on the outermost level"),
            Elsewhere::Apart(Home { path, .. }) => {
                diagnostic.help(format!("it belongs under `{path}`, seen from the outermost level"))
            }
        }
    }
}

/// What to do with a field of a pod, container or workload that stands in another of the three.
fn beside(structure: &Struct, name: &str, versions: Versions) -> Option<String> {
    let has = |of: &str| {
        let field = named(of).and_then(|ty| ty.structure()).and_then(|structure| structure.field(name));
        field.is_some_and(|field| field.is_in(versions))
    };
    match structure.name() {
        "Container" if has("PodSpec") => Some(format!("it is a field of the pod: write `pod.{name}`")),
        "PodSpec" if has("Container") => Some(format!("it is a field of the container: write `container.{name}`")),
        "Container" | "PodSpec" => ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]
            .into_iter()
            .find(|kind| has(&format!("{kind}Spec")))
            .map(|kind| format!("it is a field of the {kind}: write `patch {kind} {{ spec.{name} … }}`")),
        _ => None,
    }
}

/// Whether Kubernetes reads `text` as a quantity: a decimal number with an exponent or a suffix.
fn is_quantity(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let number = digits.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    let exponent = |rest: &str| {
        let digits = rest.trim_start_matches(['+', '-']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits.len() > number.len() && (suffixes.contains(&number) || number.strip_prefix(['e', 'E']).is_some_and(exponent))
}

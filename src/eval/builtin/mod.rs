//! Built-in functions, one file each. Their signatures and meanings stand in `stdlib/functions.kapp`; what is here is
//! only how each is computed. None reads clock, network, environment variables or randomness.

mod len;
mod replace;
mod upper;

use ecow::EcoString;

use super::Evaluator;
use super::value::{Data, Origin, Value};
use crate::diag::{Diagnostic, code};
use crate::vocab::Function;

/// A call with its arguments, which fit their types.
pub(super) struct Call<'a, 'c> {
    pub(super) evaluator: &'a Evaluator<'c>,
    pub(super) arguments: &'a [Option<Value>],
    pub(super) origin: Origin,
}

/// Why a function has no result for its arguments.
pub(super) struct Fault {
    /// The argument at fault, by position; `None` for the call as a whole.
    argument: Option<usize>,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub(super) fn of(argument: usize, message: impl Into<String>) -> Fault {
        Fault { argument: Some(argument), message: message.into(), help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }
}

impl Call<'_, '_> {
    /// The argument at `index`, unless it was left out.
    pub(super) fn get(&self, index: usize) -> Option<&Value> {
        self.arguments.get(index).and_then(Option::as_ref)
    }

    /// The text at `index`; empty where there is none, which the checker has ruled out.
    pub(super) fn text(&self, index: usize) -> EcoString {
        self.get(index).and_then(Value::text).cloned().unwrap_or_default()
    }
}

/// What computes a function.
type Implementation = fn(&Call<'_, '_>) -> Result<Data, Fault>;

/// Every computed function by name, in order of name.
const IMPLEMENTATIONS: &[(&str, Implementation)] =
    &[("len", len::call), ("replace", replace::call), ("upper", upper::call)];

/// Calls `function`.
pub(super) fn call(
    evaluator: &Evaluator<'_>,
    function: &Function,
    arguments: &[Option<Value>],
    origin: Origin,
) -> Value {
    let data = |value: &Option<Value>| value.as_ref().map(|value| value.data.clone());
    if arguments.iter().any(|argument| data(argument) == Some(Data::Error)) {
        return evaluator.error(origin);
    }
    if arguments.iter().any(|argument| data(argument) == Some(Data::Open)) {
        return Value::new(origin, Data::Open);
    }
    let Some((_, implementation)) = IMPLEMENTATIONS.iter().find(|(name, _)| *name == function.name) else {
        evaluator.report(Diagnostic::error(
            code::NOT_YET,
            origin.span,
            format!("`{}` is not supported by this version", function.name),
        ));
        return evaluator.error(origin);
    };
    match implementation(&Call { evaluator, arguments, origin }) {
        Ok(Data::Text(text)) => evaluator.text_value(text, origin),
        Ok(data) => Value::new(origin, data),
        Err(fault) => {
            let span = fault
                .argument
                .and_then(|index| arguments.get(index))
                .and_then(Option::as_ref)
                .map_or(origin.span, Value::span);
            let diagnostic = Diagnostic::error(code::BAD_ARGUMENT, span, fault.message);
            evaluator.report(match fault.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
            evaluator.error(origin)
        }
    }
}

//! The rules that custom resources bring with their schema, `x-kubernetes-validations`, evaluated as the API server
//! would on the first apply.
//!
//! In: the OpenAPI schema of one version of a custom resource, and objects, both as JSON. Out: what an object breaks.
//! The language (CEL) and Kubernetes' functions in it are those of `kube-cel`. A rule that this build cannot evaluate,
//! or that would cost too much, is named rather than taken as kept.

mod cost;
mod old;
#[cfg(test)]
mod tests;

use kube_cel::{CompiledSchema, ErrorKind, RootContext, ValidationError, Validator, compile_schema};
use serde_json::Value;

use cost::Cost;

/// The rules of one version of a custom resource, ready to be evaluated.
#[derive(Debug)]
pub struct Rules {
    compiled: CompiledSchema,
    /// What the dearest of them costs.
    dearest: Cost,
    /// Those that are too long to be read.
    unread: Vec<String>,
}

/// A rule that an object does not keep, or of which that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The place of the object for which the rule stands, in the form `spec.items[0].name`; empty for the whole.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What is wrong with it.
    pub verdict: Verdict,
}

/// What came of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The object breaks it; with the message of its author.
    Broken(String),
    /// It was not evaluated; with the reason.
    Unknown(String),
}

/// Group, version and kind of an object, which rules may read.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// `gateway.networking.k8s.io`
    pub group: &'a str,
    /// `gateway.networking.k8s.io/v1`
    pub api_version: &'a str,
    /// `Gateway`
    pub kind: &'a str,
}

/// Stack for the parser and the evaluator, which recurse along expressions: enough for the longest rule that is read.
const STACK: usize = 256 * 1024 * 1024;

impl Rules {
    /// Reads the rules at all depths of `schema`.
    pub fn of(mut schema: Value) -> Rules {
        let unread = cost::take_long_rules(&mut schema);
        old::forget(&mut schema);
        let (compiled, dearest) = on_a_large_stack(|| {
            let compiled = compile_schema(&schema);
            let dearest = Cost::dearest(&compiled);
            (compiled, dearest)
        });
        Rules { compiled, dearest, unread }
    }

    /// What `object`, which is new to the cluster, breaks; in the order of its places.
    pub fn check(&self, object: &Value, identity: Identity<'_>) -> Vec<Finding> {
        let unknown = |rule: &str, reason| {
            let verdict = Verdict::Unknown(reason);
            Finding { path: String::new(), rule: rule.to_owned(), verdict }
        };
        if let Some(reason) = self.dearest.too_dear(object) {
            return vec![unknown(&self.dearest.rule, reason)];
        }
        let unread = self.unread.iter().map(|rule| unknown(rule, cost::too_long()));
        let context = RootContext {
            api_version: identity.api_version.to_owned(),
            api_group: identity.group.to_owned(),
            kind: identity.kind.to_owned(),
        };
        let found = on_a_large_stack(|| {
            let kept = Validator::new().validate_compiled_with_context(&self.compiled, object, None, Some(&context));
            kept.map_or_else(|errors| errors.into_vec(), |()| Vec::new())
        });
        unread.chain(found.into_iter().map(finding)).collect()
    }
}

fn finding(error: ValidationError) -> Finding {
    let verdict = match error.kind {
        ErrorKind::ValidationFailure | ErrorKind::EvaluationError => Verdict::Broken(error.message),
        ErrorKind::UnsupportedReference => {
            Verdict::Unknown("it names a function or a macro that is not known here".to_owned())
        }
        ErrorKind::CompilationFailure | ErrorKind::InvalidRule => Verdict::Unknown("it cannot be read".to_owned()),
        _ => Verdict::Unknown(error.message),
    };
    Finding { path: error.field_path, rule: error.rule, verdict }
}

/// Runs `work` where recursion has room; where no thread can be had, right here.
fn on_a_large_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(_) => work(),
    })
}

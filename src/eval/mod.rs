//! From typed declarations to values: layers are merged, references followed, expressions computed.
//!
//! In: [`Checked`], one environment, the values of parameters. Out: [`Evaluated`]. Evaluation asks for what it needs
//! when it needs it: a declaration's layers are merged at the first look at it, a value is computed at the first
//! reading, and meeting one that is being computed is a cycle.

mod budget;
mod builtin;
mod children;
mod conform;
mod early;
mod existence;
mod expr;
mod face;
mod history;
mod item;
mod item_of;
mod layers;
mod lazy;
mod member;
mod node;
mod notes;
mod operator;
mod settle;
mod shares;
mod unset;
mod value;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use ecow::{EcoString, EcoVec};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::check::{self, Checked, ir};
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::{AnchorId, Package, Span};
use crate::vocab::{Ordered, Vocabulary};

pub use children::Children;
pub use history::{Change, Deed, Place};
pub use item::{Allow, Chain, Declaration, Evaluated, Face, Item, Layer, Link, ServicePort, Target, Version};
pub use value::{Data, Made, Origin, Reference, Value};

use budget::Budget;
use node::{Assertion, Merged};
use shares::Share;

/// What an evaluation is given from outside.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inputs<'a> {
    /// The environment, by index; `None` for a module without.
    pub environment: Option<usize>,
    /// Whether a parameter without a value is open rather than an error.
    pub open_params: bool,
    /// The files that the program may name; without, it may name none.
    pub package: Option<Package<'a>>,
    /// Declarations in which something is wrong: what follows from it is not said.
    pub broken: &'a [AnchorId],
    /// Whether it is kept who set what: see [`Declaration::chain`].
    pub history: bool,
}

/// What came of an evaluation.
#[derive(Debug)]
pub struct Evaluation {
    /// The module; where something is wrong, with [`Data::Error`] in its place.
    pub module: Evaluated,
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// How many steps it took.
    pub steps: u64,
}

/// Evaluates a module in one environment.
pub fn evaluate(checked: &Checked, inputs: &Inputs<'_>) -> Evaluation {
    shares::in_shares(checked, inputs).unwrap_or_else(|| {
        let evaluator = Evaluator::new(checked, inputs);
        let module = evaluator.module(Share::WHOLE);
        evaluator.say_untried();
        Evaluation { module, steps: evaluator.budget.spent(), diagnostics: evaluator.diagnostics.into_inner() }
    })
}

/// A value that is computed at most once.
#[derive(Debug)]
struct Lazy<T> {
    value: OnceCell<T>,
    open: Cell<bool>,
}

impl<T> Default for Lazy<T> {
    fn default() -> Self {
        Lazy { value: OnceCell::new(), open: Cell::new(false) }
    }
}

/// What is asked for while something else is being computed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Param(usize),
    Let(usize),
    /// The merged layers of a declaration.
    Declaration(usize),
    /// The value at a place of a declaration, or of the app.
    Place(Option<usize>, EcoString),
}

/// The local names around an expression; cheap to keep, and mostly none.
type Locals = EcoVec<Value>;

/// A declaration that exists in the environment.
struct Instance<'c> {
    declared: &'c check::Declared,
    label: EcoString,
    /// Values of the loops around it.
    locals: Locals,
    /// Its settings, all layers merged.
    tree: Lazy<Rc<Merged<'c>>>,
    /// For each `version`, the settings with that block's.
    versions: RefCell<Ordered<Rc<Merged<'c>>>>,
    face: face::Faces,
    notes: RefCell<notes::Notes>,
}

/// What is known of a module as a whole.
#[derive(Default)]
struct OfModule<'c> {
    /// The block of its own `app`, all layers merged.
    app: OnceCell<Option<Merged<'c>>>,
    app_item: OnceCell<Option<Item>>,
    plain: OnceCell<bool>,
}

/// What surrounds an expression.
#[derive(Clone)]
struct Around {
    locals: Locals,
    /// The declaration that `self` means.
    instance: Option<usize>,
    /// The `let` whose value it is.
    binding: Option<usize>,
    /// Its version, where one is evaluated.
    version: Option<EcoString>,
    layer: u16,
    it: Option<Value>,
}

impl Around {
    fn module() -> Around {
        Around { locals: Locals::new(), instance: None, binding: None, version: None, layer: 0, it: None }
    }
}

struct Evaluator<'c> {
    checked: &'c Checked,
    inputs: &'c Inputs<'c>,
    vocabulary: &'static Vocabulary,
    diagnostics: RefCell<Diagnostics>,
    params: Vec<Lazy<Value>>,
    lets: Vec<Lazy<Value>>,
    /// For each `let`, what it read.
    let_notes: Vec<RefCell<notes::Notes>>,
    instances: RefCell<Vec<Rc<Instance<'c>>>>,
    /// By module, family and label.
    by_label: RefCell<FxHashMap<(usize, EcoString, EcoString), usize>>,
    /// For declarations with a plain label: the instance, if it exists here.
    by_index: RefCell<Vec<Option<usize>>>,
    modules: Vec<OfModule<'c>>,
    budget: Budget,
    /// What is being computed, outermost first, each with the place that asked for it.
    trail: RefCell<Vec<(Asked, Span)>>,
    /// `in` settings and `unset`s of defaults and profiles: whether any declaration had something for them.
    tried: RefCell<IndexMap<Span, (bool, Option<Diagnostic>), FxBuildHasher>>,
}

impl<'c> Evaluator<'c> {
    fn new(checked: &'c Checked, inputs: &'c Inputs<'c>) -> Evaluator<'c> {
        Evaluator {
            checked,
            inputs,
            vocabulary: Vocabulary::get(),
            diagnostics: RefCell::default(),
            params: checked.params.iter().map(|_| Lazy::default()).collect(),
            lets: checked.lets.iter().map(|_| Lazy::default()).collect(),
            let_notes: checked.lets.iter().map(|_| RefCell::default()).collect(),
            instances: RefCell::default(),
            by_label: RefCell::default(),
            by_index: RefCell::new(vec![None; checked.declarations.len()]),
            modules: checked.modules.iter().map(|_| OfModule::default()).collect(),
            budget: Budget::new(),
            trail: RefCell::default(),
            tried: RefCell::default(),
        }
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    fn error(&self, origin: Origin) -> Value {
        Value::new(origin, Data::Error)
    }

    /// The module; of its declarations only those of `share`.
    fn module(&self, share: Share) -> Evaluated {
        for index in 0..self.params.len() {
            let _ = self.param(index, None);
        }
        let root = self.checked.root;
        for module in 0..self.modules.len() {
            let _ = self.app_item(module);
        }
        let nowhere = Span::new(AnchorId::FIRST, 0, 0);
        let app = self.app_item(root).cloned();
        let app = app.unwrap_or_else(|| Item::empty(Origin { span: nowhere, layer: 0 }));
        self.exist();
        // A `let` may be a short name for a declaration, so it is known by now which of them exist.
        for index in 0..self.lets.len() {
            self.budget.start();
            let _ = self.let_value(index, None);
        }
        let instances = self.instances.borrow().clone();
        let range = share.of(instances.len());
        let mut declarations = Vec::with_capacity(range.len());
        for (index, instance) in instances.iter().enumerate().take(range.end).skip(range.start) {
            self.budget.start();
            let before = self.diagnostics.borrow().len();
            let declaration = self.declaration(index, instance);
            if declaration.broken {
                self.diagnostics.borrow_mut().truncate(before);
            }
            declarations.push(declaration);
        }
        for assertion in self.own_apps().flat_map(|app| &app.asserts) {
            let around = Around { locals: assertion.locals.clone(), layer: assertion.layer, ..Around::module() };
            self.assert(assertion.condition, assertion.message, &around, None);
        }
        for asserted in &self.checked.asserts {
            self.budget.start();
            if asserted.only_in.as_ref().is_some_and(|environments| !self.in_environment(environments)) {
                continue;
            }
            let mut found = Vec::new();
            self.turns(&asserted.guards, Locals::new(), &mut found);
            for locals in found {
                let around = Around { locals, ..Around::module() };
                self.assert(&asserted.condition, asserted.message.as_ref(), &around, asserted.used);
            }
        }
        Evaluated {
            environment: self.inputs.environment.and_then(|index| self.checked.environments.get(index).cloned()),
            app,
            app_name: self.app_name(root),
            has_app: self.app(root).is_some(),
            app_chain: self.app(root).map(|app| app.chain.clone()).unwrap_or_default(),
            declarations,
        }
    }

    /// Reports the settings of defaults and profiles for which no declaration had a place.
    fn say_untried(&self) {
        let tried = std::mem::take(&mut *self.tried.borrow_mut());
        for (found, diagnostic) in tried.into_values() {
            if let (false, Some(diagnostic)) = (found, diagnostic) {
                self.report(diagnostic);
            }
        }
    }

    fn instance(&self, index: usize) -> Option<Rc<Instance<'c>>> {
        self.instances.borrow().get(index).cloned()
    }

    fn param(&self, index: usize, from: Option<Span>) -> Value {
        let Some((lazy, param)) = self.params.get(index).zip(self.checked.params.get(index)) else {
            return self.error(Origin {
                span: from.unwrap_or(crate::source::Span::new(crate::source::AnchorId::FIRST, 0, 0)),
                layer: 0,
            });
        };
        let origin = Origin { span: param.span, layer: 0 };
        let span = from.unwrap_or(param.span);
        self.lazily(lazy, Asked::Param(index), span, origin, || {
            if let Some((_, given)) = self.checked.given.iter().find(|(param, _)| *param == index) {
                return self.expr(given, &Around::module());
            }
            // What an importer says goes before what the module says itself.
            let said = self
                .of_environment(&self.checked.importer_values, index)
                .or(param.bound.as_ref())
                .or_else(|| self.of_environment(&self.checked.environment_values, index));
            if let Some(value) = said {
                return self.expr(value, &Around::module());
            }
            match &param.default {
                Some(default) => self.expr(default, &Around::module()),
                None if self.inputs.open_params => Value::new(origin, Data::Open),
                None => {
                    self.report(
                        Diagnostic::error(
                            code::NEEDS_INPUT,
                            param.span,
                            format!("param `{}` has no value", param.name),
                        )
                        .help(format!(
                            "give it one with `--set {}=…`, in an `environment` block, or by a default",
                            param.name
                        )),
                    );
                    self.error(origin)
                }
            }
        })
    }

    /// What the environment's values say of the parameter of this index.
    fn of_environment(&self, values: &'c [Vec<(usize, ir::Expr)>], index: usize) -> Option<&'c ir::Expr> {
        let values = self.inputs.environment.and_then(|environment| values.get(environment))?;
        values.iter().find(|(param, _)| *param == index).map(|(_, value)| value)
    }

    /// Reports `condition` where it does not hold; `used` is the `use` that makes the text in which it stands.
    fn assert(&self, condition: &'c ir::Expr, message: Option<&'c ir::Expr>, around: &Around, used: Option<Span>) {
        if self.expr(condition, around).bool() != Some(false) {
            return;
        }
        let text = message.map(|message| self.expr(message, around)).and_then(|value| value.text().cloned());
        let mut diagnostic = Diagnostic::error(
            code::BROKEN_ASSERT,
            condition.span,
            text.map_or_else(|| "the assertion does not hold".to_owned(), |text| text.to_string()),
        )
        .here("this does not hold");
        if let Some(instance) = around.instance.and_then(|index| self.instance(index)) {
            let kind = crate::resolve::family(&instance.declared.kind);
            diagnostic = diagnostic.label(instance.declared.span, format!("of {kind} `{}`", instance.label));
        }
        if let Some(used) = used {
            diagnostic = diagnostic.label(used, "in what this `use` makes");
        }
        self.report(diagnostic);
    }
}

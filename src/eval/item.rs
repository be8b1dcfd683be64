//! Evaluated declarations: what lowering reads.

use ecow::EcoString;

use super::children::Children;
use super::history::Change;
use super::value::{Data, Origin, Value};
use crate::source::Span;
use crate::vocab::Ordered;

/// A module evaluated in one environment.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// Which environment; `None` for a program without.
    pub environment: Option<EcoString>,
    /// The block of `app`; empty where the module has none.
    pub app: Item,
    /// The label of `app`.
    pub app_name: EcoString,
    /// Whether the module has a block of `app`.
    pub has_app: bool,
    /// Who set what in `app`.
    pub app_chain: Chain,
    /// All declarations that exist in this environment, external ones included, in the order in which they are written.
    pub declarations: Vec<Declaration>,
}

/// A declaration evaluated in one environment.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// `service`, `config`, `external_config`, `resource`.
    pub kind: EcoString,
    /// The imported module that declares it; `None` for the module that is compiled.
    pub module: Option<EcoString>,
    /// Whether objects are made of it.
    pub emitted: bool,
    /// The declared label: `self` as a text.
    pub label: EcoString,
    /// For a `resource`: group and version, and Kind.
    pub resource: Option<(EcoString, EcoString)>,
    /// Its head in the source.
    pub span: Span,
    /// Its doc comment.
    pub doc: Option<EcoString>,
    /// Everything that is set, after all layers.
    pub body: Item,
    /// The variants of a workload with `version NAME { }` blocks.
    pub versions: Vec<Version>,
    /// What others may read of it; lowering uses the same figures.
    pub face: Face,
    /// Who set what.
    pub chain: Chain,
    /// The declarations to which its values refer, in order of first reference.
    pub uses: Vec<usize>,
    /// The addresses that its values hold, in order of first reading: with whom it talks.
    pub links: Vec<Link>,
    /// Whether something in it is wrong and reported: nothing is made of it.
    pub broken: bool,
    /// Its `allow` entries, those of `defaults` and `app` included.
    pub allows: Vec<Allow>,
}

/// A variant of a workload.
#[derive(Debug, Clone)]
pub struct Version {
    /// The label of its `version` block.
    pub label: EcoString,
    /// The workload's body with that block's settings.
    pub body: Item,
    /// Who set what.
    pub chain: Chain,
}

/// Who set what in a block.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// The layers that the values name, lowest first; 0 is the vocabulary.
    pub layers: Vec<Layer>,
    /// What they did, in order; empty unless [`Inputs::history`](super::Inputs::history) asks.
    pub changes: Vec<Change>,
}

/// An address of another declaration that a value holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whose, an index into [`Evaluated::declarations`].
    pub declaration: usize,
    /// The Service port; `None` where only the name is read, which leads to all of them.
    pub port: Option<EcoString>,
    /// Where it is read.
    pub span: Span,
}

/// What may be read of a declaration from outside.
#[derive(Debug, Clone, Default)]
pub struct Face {
    /// The name of its objects.
    pub name: EcoString,
    /// The namespace of its objects, where one is known.
    pub namespace: Option<EcoString>,
    /// The ports of its unnamed Service, in order; empty where it has none.
    pub ports: Vec<ServicePort>,
    /// The name of its unnamed Service.
    pub service: EcoString,
    /// The name of the ServiceAccount that its pods run as; `None` for the namespace's default.
    pub account: Option<EcoString>,
    /// The labels that its pods are selected by.
    pub selector: Ordered<Value>,
    /// The labels of its objects, the app's left out.
    pub labels: Ordered<Value>,
    /// The data keys of a config or secret; `None` where they are not known.
    pub keys: Option<Vec<EcoString>>,
}

/// A port of a Service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServicePort {
    /// The label by which the program names it.
    pub label: EcoString,
    /// The Service's port number.
    pub number: i64,
    /// `TCP`, `UDP`, `SCTP`; `None` where nothing is written, which is TCP.
    pub protocol: Option<EcoString>,
    /// The name on the Service; `None` for an unnamed port.
    pub name: Option<EcoString>,
    /// Where it leads.
    pub target: Target,
    /// `appProtocol`.
    pub app_protocol: Option<Value>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a Service port leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The container port of this label, of whichever container of the pod.
    Label(EcoString),
    /// A number.
    Number(i64),
}

/// One layer of a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// For people: "`defaults service`", "profile `quick`", "in `prod`".
    pub name: String,
    /// Where it stands; `None` for the vocabulary.
    pub span: Option<Span>,
}

/// `allow CAPABILITY because "…"`
#[derive(Debug, Clone, PartialEq)]
pub struct Allow {
    /// The capability.
    pub capability: EcoString,
    /// Its argument.
    pub argument: Option<EcoString>,
    /// The reason given.
    pub reason: EcoString,
    /// Where it stands.
    pub span: Span,
}

/// A place of the vocabulary with what is set there: a value, options, labelled elements.
#[derive(Debug, Clone)]
pub struct Item {
    /// The place that set it last; for a block, that opened it first.
    pub origin: Origin,
    /// What stands after `=`, or what blocks merged into a map. Absent where only a block is written.
    pub value: Option<Value>,
    /// Whether `=` set the value, rather than blocks that merged into one.
    pub replaced: bool,
    /// The entries of its block by name.
    pub fields: Children<Item>,
    /// Its labelled elements: `port http` is the element `http` of the field `port`.
    pub labels: Children<Item>,
}

impl Item {
    /// Nothing set.
    pub fn empty(origin: Origin) -> Item {
        Item { origin, value: None, replaced: false, fields: Children::default(), labels: Children::default() }
    }

    /// The entry `name` of the block, if anything is set there.
    pub fn field(&self, name: &str) -> Option<&Item> {
        self.fields.get(name)
    }

    /// The value of the entry `name`, unless it is `none` or could not be computed.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.fields
            .get(name)
            .and_then(|item| item.value.as_ref())
            .filter(|value| !matches!(value.data, Data::None | Data::Error | Data::Open))
    }

    /// Whether the entry `name` is set to `none`.
    pub fn is_none(&self, name: &str) -> bool {
        self.fields.get(name).and_then(|item| item.value.as_ref()).is_some_and(Value::is_none)
    }

    /// The labelled elements of the entry `name`, in order, without those set to `none`.
    pub fn labelled(&self, name: &str) -> impl Iterator<Item = (&EcoString, &Item)> {
        self.fields
            .get(name)
            .into_iter()
            .flat_map(|item| &item.labels)
            .filter(|(_, item)| !item.value.as_ref().is_some_and(Value::is_none))
    }

    /// The entries of the map at `name`, in order.
    pub fn entries(&self, name: &str) -> impl Iterator<Item = (&EcoString, &Value)> {
        self.value(name).and_then(Value::map).into_iter().flatten()
    }
}

//! The workload that compilers of manifests are compared with: `count` services of plain style, two objects each.
//!
//! [`program`] is the `.kapp` form; [`objects`] is what must come out, object by object what the other tools' forms give.
//! Everything follows from the number of the service, nothing from chance.

#![allow(dead_code, reason = "the program printer makes no objects")]

use std::fmt::Write;

use kappc::lower::{Cause, Manifests, Map, Node, Object, Origin, Tree};
use kappc::source::{SourceText, Sources, Span};

/// What is the same for every service.
const HEAD: &str = r#"app bench { style = plain  target = "1.33" }

defaults service {
  labels      { app = self }
  selector    { app = self }
  port_refs   = name
  port http   = 8080 { service = 80 }
  cpu         = 100m
  memory      = 128Mi..256Mi
  probe ready = http("/healthz") { every = 10s }
  container.name = "app"
}
"#;

/// The service numbered `at` of `count`.
struct Service {
    name: String,
    image: String,
    replicas: usize,
    port: usize,
    level: &'static str,
    region: &'static str,
    /// The service it calls: the next one, the last one calls the first.
    upstream: String,
}

fn services(count: usize) -> impl Iterator<Item = Service> {
    (0..count).map(move |at| Service {
        name: format!("svc-{at:05}"),
        image: format!("registry.example/team/svc-{at:05}:1.{}.0", at % 20),
        replicas: 1 + at % 5,
        port: 8000 + at % 1000,
        level: ["info", "debug", "warn"][at % 3],
        region: ["eu", "us"][at % 2],
        upstream: format!("svc-{:05}", (at + 1) % count),
    })
}

/// The program of `count` services.
pub(crate) fn program(count: usize) -> String {
    let mut out = String::from(HEAD);
    for Service { name, image, replicas, port, level, region, upstream } in services(count) {
        write!(
            out,
            r#"
service {name} {{
  image     = "{image}"
  replicas  = {replicas}
  port http = {port}
  env {{
    LOG_LEVEL    = "{level}"
    REGION       = "{region}"
    UPSTREAM_URL = "http://${{{upstream}.host}}"
  }}
}}
"#
        )
        .unwrap();
    }
    out
}

/// The objects that the program makes: a Deployment and a Service for each service.
pub(crate) fn objects(count: usize) -> Manifests {
    let tree = Trees::new();
    Manifests {
        objects: services(count).flat_map(|service| [tree.deployment(&service), tree.service(&service)]).collect(),
        ..Manifests::default()
    }
}

/// Makes nodes that all come from one place.
struct Trees {
    origin: Origin,
}

impl Trees {
    fn new() -> Trees {
        let mut sources = Sources::new();
        let source = sources.add(SourceText::new("bench.kapp", "").into());
        Trees { origin: Origin { span: Span::new(sources.anchor(source, 0), 0, 0), cause: Cause::Written } }
    }

    fn node(&self, tree: Tree) -> Node {
        Node { origin: self.origin, tree }
    }

    fn text(&self, text: &str) -> Node {
        self.node(Tree::Text(text.into()))
    }

    fn int(&self, value: usize) -> Node {
        self.node(Tree::Int(value.try_into().unwrap()))
    }

    fn list<const N: usize>(&self, items: [Node; N]) -> Node {
        self.node(Tree::List(items.into()))
    }

    fn map<const N: usize>(&self, entries: [(&str, Node); N]) -> Node {
        let mut map = Map::new();
        for (key, node) in entries {
            let _ = map.insert(key, node);
        }
        self.node(Tree::Map(map))
    }

    fn object(&self, api_version: &str, kind: &str, name: &str, spec: Node) -> Object {
        let metadata = self.map([("name", self.text(name)), ("labels", self.app(name))]);
        let root =
            [("apiVersion", self.text(api_version)), ("kind", self.text(kind)), ("metadata", metadata), ("spec", spec)];
        Object {
            api_version: api_version.into(),
            kind: kind.into(),
            namespace: None,
            name: name.into(),
            root: std::sync::Arc::new(self.map(root)),
            passed_through: false,
            origin: self.origin,
        }
    }

    fn app(&self, name: &str) -> Node {
        self.map([("app", self.text(name))])
    }

    fn deployment(&self, service: &Service) -> Object {
        let Service { name, image, replicas, port, level, region, upstream } = service;
        let variable = |name: &str, value: &str| self.map([("name", self.text(name)), ("value", self.text(value))]);
        let requests = self.map([("cpu", self.text("100m")), ("memory", self.text("128Mi"))]);
        let get = self.map([("path", self.text("/healthz")), ("port", self.text("http"))]);
        let container = self.map([
            ("name", self.text("app")),
            ("image", self.text(image)),
            ("ports", self.list([self.map([("name", self.text("http")), ("containerPort", self.int(*port))])])),
            (
                "env",
                self.list([
                    variable("LOG_LEVEL", level),
                    variable("REGION", region),
                    variable("UPSTREAM_URL", &format!("http://{upstream}")),
                ]),
            ),
            ("resources", self.map([("limits", self.map([("memory", self.text("256Mi"))])), ("requests", requests)])),
            ("readinessProbe", self.map([("httpGet", get), ("periodSeconds", self.int(10))])),
        ]);
        let pod = self.map([("containers", self.list([container]))]);
        let template = self.map([("metadata", self.map([("labels", self.app(name))])), ("spec", pod)]);
        let spec = self.map([
            ("replicas", self.int(*replicas)),
            ("selector", self.map([("matchLabels", self.app(name))])),
            ("template", template),
        ]);
        self.object("apps/v1", "Deployment", name, spec)
    }

    fn service(&self, service: &Service) -> Object {
        let port = self.map([("name", self.text("http")), ("port", self.int(80)), ("targetPort", self.text("http"))]);
        let spec = self.map([("ports", self.list([port])), ("selector", self.app(&service.name))]);
        self.object("v1", "Service", &service.name, spec)
    }
}

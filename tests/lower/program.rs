//! Compiles a text and looks into the objects that it becomes.

use std::path::Path;

use kappc::emit::{EmitOptions, Format, emit};
use kappc::source::Memory;
use kappc::{Compilation, Goal, Inputs, compile};
use serde_json::Value;

/// The objects of a program, and what was said about it.
pub(crate) struct Built {
    objects: Vec<Value>,
    pub(crate) codes: Vec<String>,
}

fn compiled(text: &str) -> Compilation {
    let files = Memory::new().with("test.kapp", text);
    compile(&files, Path::new("test.kapp"), &Inputs::default()).expect("the file is there")
}

/// The codes of what is wrong with a program whose parameters may be open.
pub(crate) fn checked(text: &str) -> Vec<String> {
    let files = Memory::new().with("test.kapp", text);
    let inputs = Inputs { goal: Goal::Check, ..Inputs::default() };
    let compilation = compile(&files, Path::new("test.kapp"), &inputs).expect("the file is there");
    compilation.diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

/// The codes of all diagnostics, in order of their places.
pub(crate) fn codes(text: &str) -> Vec<String> {
    compiled(text).diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

/// Which declarations a program wants applied before which.
pub(crate) fn order(text: &str) -> Vec<(String, String)> {
    let compilation = compiled(text);
    let (_, manifests) = &compilation.manifests[0];
    let name = |objects: &std::ops::Range<usize>| {
        // Every workload of the safe style has an account of its name.
        let account = manifests.objects[objects.clone()].iter().find(|object| object.kind == "ServiceAccount");
        account.unwrap().name.to_string()
    };
    manifests.order.iter().map(|order| (name(&order.first), name(&order.then))).collect()
}

/// Builds a program without error; warnings are kept.
pub(crate) fn build(text: &str) -> Built {
    let compilation = compiled(text);
    let codes: Vec<String> = compilation.diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect();
    let [(_, manifests)] = compilation.manifests.as_slice() else {
        panic!("no objects: {:?}", compilation.diagnostics.iter().map(|d| &d.message).collect::<Vec<_>>());
    };
    let options = EmitOptions { format: Format::Json, ..EmitOptions::default() };
    let list: Value = serde_json::from_str(&emit(manifests, options, &compilation.sources)).unwrap();
    Built { objects: list["items"].as_array().unwrap().clone(), codes }
}

/// A service in plain style with `entries`, and nothing else that is worth mentioning.
pub(crate) fn plain(entries: &str) -> Built {
    build(&format!(
        "app test {{ style = plain }}\nservice web {{\n  image = \"web:1\"\n  selector {{ app = self }}\n{entries}\n}}"
    ))
}

impl Built {
    /// The kinds and names of all objects, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.objects.iter().map(|o| format!("{}/{}", text(&o["kind"]), text(&o["metadata"]["name"]))).collect();
        names.sort();
        names
    }

    /// The kinds and names of all objects, in the order of the output.
    pub(crate) fn in_order(&self) -> Vec<String> {
        self.objects.iter().map(|o| format!("{}/{}", text(&o["kind"]), text(&o["metadata"]["name"]))).collect()
    }

    /// The object called `Kind/name`.
    pub(crate) fn object(&self, name: &str) -> &Value {
        let (kind, name) = name.split_once('/').unwrap();
        let found = |o: &&Value| o["kind"] == kind && o["metadata"]["name"] == name;
        self.objects.iter().find(found).unwrap_or_else(|| panic!("there is only {:?}", self.names()))
    }

    /// The pods of the workload `Kind/name`.
    pub(crate) fn pod(&self, name: &str) -> &Value {
        let spec = &self.object(name)["spec"];
        if name.starts_with("CronJob") {
            &spec["jobTemplate"]["spec"]["template"]["spec"]
        } else {
            &spec["template"]["spec"]
        }
    }

    /// The main container of the Deployment `web`.
    pub(crate) fn web(&self) -> &Value {
        &self.pod("Deployment/web")["containers"][0]
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout)]
use std::sync::Arc;
use kappc::source::{SourceText, Sources};
#[path = "syntax/show.rs"]
mod show;
#[test]
fn dump() {
    let text = std::fs::read_to_string(std::env::var("IN").unwrap_or("/tmp/in.kapp".into())).unwrap();
    let mut sources = Sources::new();
    let id = sources.add(Arc::new(SourceText::new("t.kapp", text)));
    let p = kappc::syntax::parse(&mut sources, id);
    for d in &p.diagnostics {
        let (_, pos) = sources.position(d.primary.span).unwrap();
        println!("{}:{} {} {} [{}] {:?} {:?}", pos.line, pos.column, d.code, d.message, d.primary.text, d.help, d.fixes.iter().map(|f| (&f.title, f.edits.iter().map(|e| (sources.text(e.span), &e.text)).collect::<Vec<_>>())).collect::<Vec<_>>());
    }
    for e in &p.file.entries { println!("{}", show::entries(std::slice::from_ref(e))); }
}

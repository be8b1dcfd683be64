#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout)]
use std::sync::Arc;
use kappc::source::{SourceText, Sources};
#[test]
fn speed() {
    let text = std::fs::read_to_string("tests/syntax/programs/argocd.kapp").unwrap();
    let text: Arc<str> = text.into();
    let mut best = u128::MAX;
    for _ in 0..if cfg!(debug_assertions) {5} else {200} {
        let t = std::time::Instant::now();
        let mut sources = Sources::new();
        let id = sources.add(Arc::new(SourceText::new("t.kapp", text.clone())));
        let p = kappc::syntax::parse(&mut sources, id);
        assert!(p.diagnostics.is_empty());
        best = best.min(t.elapsed().as_micros());
    }
    println!("{} bytes: {best} us", text.len());
}

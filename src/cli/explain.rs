//! `kappc explain`: the page of a code, an entry of the vocabulary, a field of Kubernetes' API, what became of a
//! declaration, or the list of what can be explained.

use std::fmt::Write as _;

use ecow::EcoString;

use super::layers::{self, Block};
use super::plan::Question;
use super::{Exit, check, failure, fields, kubernetes, output, reference, words as language};
use crate::db::{Compilation, Failure, Inspected, compile};
use crate::diag::code::REGISTRY;
use crate::diag::{Code, Severity, suggest};
use crate::eval::Declaration;
use crate::report::harmless;
use crate::resolve::family;
use crate::schema::Tables;
use crate::source::Disk;
use crate::vocab::Vocabulary;

/// Prints what the topic is. A code and a word of the language go before a declaration, unless the question names a
/// module or an environment.
pub(super) fn run(question: &Question) -> Exit {
    let topic = question.topic.as_str();
    if let Some(info) = Code::parse(topic).and_then(Code::info) {
        return output::result(info.page.as_bytes(), Exit::Clean);
    }
    let of_language = match reference::describe(Vocabulary::get(), topic) {
        Ok(text) if !question.of_program => return output::result(text.as_bytes(), Exit::Clean),
        Ok(_) => None,
        Err(missing) => match kubernetes::describe(&words(topic), &Tables::builtin()) {
            Some(Ok(text)) if !question.of_program => return output::result(text.as_bytes(), Exit::Clean),
            Some(Err(missing)) => Some(missing),
            _ => Some(missing),
        },
    };
    // A declaration of that name goes before words that many blocks have.
    let word = language::describe(Vocabulary::get(), topic);
    match compile(&Disk, &question.job.path, &question.job.inputs) {
        Ok(compilation) => of_program(question, &compilation, of_language, word),
        Err(_) if word.is_some() && !question.of_program => {
            output::result(word.unwrap_or_default().as_bytes(), Exit::Clean)
        }
        Err(Failure::NoSources { .. }) if !question.of_program => {
            unknown(topic, of_language.into_iter().flat_map(near))
        }
        Err(failure) => failure::tell(&failure),
    }
}

/// Prints every code with its title, and the words to start from.
pub(super) fn list() -> Exit {
    let mut text = String::new();
    for info in REGISTRY {
        let _ = writeln!(text, "{}  {}", info.code, info.title);
    }
    text.push('\n');
    for kind in Vocabulary::get().kinds.values() {
        let _ = writeln!(text, "{}  {}", reference::spaced(&kind.name), reference::first_sentence(&kind.doc));
    }
    text.push_str("\nand every entry by its name or path (`replicas`, `service.probe.every`), functions, fields of Kubernetes' API, and:\n");
    let known = language::known(Vocabulary::get());
    for some in known.chunks(10) {
        let _ = writeln!(text, "  {}", some.join(", "));
    }
    output::result(text.as_bytes(), Exit::Clean)
}

/// What the program says of the topic, once for all environments in which that is the same.
fn of_program(
    question: &Question,
    compilation: &Compilation,
    of_language: Option<reference::Missing>,
    word: Option<String>,
) -> Exit {
    let errors = compilation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let failed = errors > 0;
    let words = words(&question.topic);
    let mut texts: Vec<(String, Vec<EcoString>)> = Vec::new();
    for inspected in &compilation.inspected {
        let text = match (find(inspected, &words), words.split_first()) {
            (Some((declaration, [])), _) => Ok(fields::describe(compilation, inspected, declaration)),
            (Some((declaration, path)), _) => {
                let (blocks, rest) = Block::of(declaration, path);
                blocks.iter().map(|block| layers::describe(compilation, inspected, block, rest)).collect()
            }
            (None, Some((app, path))) if app == "app" && inspected.module.has_app => {
                layers::describe(compilation, inspected, &Block::of_app(&inspected.module), path)
            }
            _ => continue,
        };
        let text = match text {
            Ok(text) => text,
            Err(missing) => return unknown(&question.topic, near(missing)),
        };
        let environment = inspected.module.environment.clone().unwrap_or_default();
        match texts.iter_mut().find(|(known, _)| *known == text) {
            Some((_, environments)) => environments.push(environment),
            None => texts.push((text, vec![environment])),
        }
    }
    if texts.is_empty() {
        match kubernetes::describe(&words, &compilation.tables) {
            Some(Ok(text)) => return output::result(text.as_bytes(), Exit::Clean),
            Some(Err(missing)) => return unknown(&question.topic, near(missing)),
            None => {}
        }
        if let Some(word) = word.filter(|_| !question.of_program) {
            return output::result(word.as_bytes(), Exit::Clean);
        }
        if failed && compilation.inspected.is_empty() && question.of_program {
            let exit = check::show(compilation, question.job.format);
            output::say("nothing can be explained before these mistakes are mended\n");
            return exit;
        }
        let labels = compilation.inspected.iter().flat_map(|inspected| &inspected.module.declarations);
        let labels: Vec<EcoString> = labels.map(|declaration| declaration.label.clone()).collect();
        let first = words.first().cloned().unwrap_or_default();
        let declared = suggest(&first, labels.iter().map(EcoString::as_str)).map(|near| near.name.to_string());
        let of_words = || {
            let known = language::known(Vocabulary::get());
            suggest(&question.topic, known.iter().map(EcoString::as_str)).map(|near| near.name.to_string())
        };
        return unknown(&question.topic, declared.or_else(|| of_language.and_then(near)).or_else(of_words));
    }
    let exit = if failed { check::show(compilation, question.job.format) } else { Exit::Clean };
    let mut out = String::new();
    for (text, environments) in &texts {
        if !out.is_empty() {
            out.push('\n');
        }
        if texts.len() > 1 || environments.len() < compilation.inspected.len() {
            let _ = writeln!(out, "# in {}", harmless(&environments.join(", ")));
        }
        out.push_str(text);
    }
    output::result(out.as_bytes(), exit)
}

/// The declaration that the words start with, and the words behind it: `web` or, where several kinds have the name and
/// no workload among them, `config.web`; of an imported module `pg.db`.
fn find<'a, 'w>(inspected: &'a Inspected, words: &'w [String]) -> Option<(&'a Declaration, &'w [String])> {
    let (first, rest) = words.split_first()?;
    let own = find_of(inspected, words, |declaration| declaration.emitted);
    own.or_else(|| {
        find_of(inspected, rest, |declaration| declaration.module.as_ref().is_some_and(|name| name == first))
    })
}

/// As [`find`], of some of the declarations.
fn find_of<'a, 'w>(
    inspected: &'a Inspected,
    words: &'w [String],
    counts: impl Fn(&Declaration) -> bool,
) -> Option<(&'a Declaration, &'w [String])> {
    let all: Vec<&Declaration> = inspected.module.declarations.iter().filter(|known| counts(known)).collect();
    let (first, rest) = words.split_first()?;
    if let Some((second, rest)) = rest.split_first() {
        let is_kind = |declaration: &&Declaration| match &declaration.resource {
            Some((_, kind)) => kind == first,
            None => family(&declaration.kind) == first,
        };
        if let Some(found) = all.iter().copied().filter(is_kind).find(|declaration| declaration.label == *second) {
            return Some((found, rest));
        }
    }
    let named: Vec<&Declaration> = all.into_iter().filter(|declaration| declaration.label == *first).collect();
    let workload = named.iter().find(|declaration| Vocabulary::get().is_workload(&declaration.kind));
    let found = workload.or(if named.len() == 1 { named.first() } else { None })?;
    Some((*found, rest))
}

/// The words of a topic: parted by dots, a word with dots of its own in quotes.
fn words(topic: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in topic.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => words.push(String::new()),
            _ => words.iter_mut().next_back().into_iter().for_each(|word| word.push(c)),
        }
    }
    words
}

/// What may have been meant.
fn near(missing: reference::Missing) -> Option<String> {
    let near = suggest(&missing.word, missing.known.iter().map(EcoString::as_str))?;
    Some(format!("{}{}", missing.stem, near.name))
}

fn unknown(topic: &str, near: impl IntoIterator<Item = String>) -> Exit {
    let help = match near.into_iter().next() {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`kappc explain` lists codes and words; a declaration is looked for in this directory, or in the PATH \
                 behind its name"
            .to_owned(),
    };
    output::say(&format!(
        "error: there is nothing to explain called `{}`\n  help: {}\n",
        harmless(topic),
        harmless(&help)
    ));
    Exit::Usage
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_word_in_quotes_may_hold_dots() {
        assert_eq!(words("web.mount.\"/etc/a.d\".readonly"), ["web", "mount", "/etc/a.d", "readonly"]);
        assert_eq!(words("web"), ["web"]);
    }
}

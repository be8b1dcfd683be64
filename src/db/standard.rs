//! The modules of the standard library, which are part of the compiler: `import "std/postgres"`.

/// Name, then path and text of each file.
type Module = (&'static str, &'static [(&'static str, &'static str)]);

const MODULES: &[Module] = &[
    ("postgres", &[("std/postgres.kapp", include_str!("../../stdlib/std/postgres.kapp"))]),
    ("redis", &[("std/redis.kapp", include_str!("../../stdlib/std/redis.kapp"))]),
];

/// The files of the module `name`, each with its path and text.
pub(super) fn module(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
    MODULES.iter().find(|(known, _)| *known == name).map(|(_, files)| *files)
}

/// The names of all modules, in order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|(name, _)| *name)
}

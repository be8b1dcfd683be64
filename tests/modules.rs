//! Modules, packages and parameters from outside: what is built of them, through the library and from memory.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

use std::path::Path;

use kappc::emit::{EmitOptions, Format, emit};
use kappc::source::{Disk, Memory, Recorder};
use kappc::{Compilation, Failure, Inputs, Selection, compile};

/// Every object of every module, as YAML.
fn built(compilation: &Compilation) -> String {
    let messages: Vec<_> =
        compilation.diagnostics.iter().map(|known| format!("{} {}", known.code, known.message)).collect();
    assert!(messages.is_empty(), "{}", messages.join("\n"));
    let options = EmitOptions { format: Format::Yaml, origins: false };
    compilation.manifests.iter().map(|(_, manifests)| emit(manifests, options, &compilation.sources)).collect()
}

fn build(files: &Memory, path: &str, inputs: &Inputs) -> String {
    built(&compile(files, Path::new(path), inputs).unwrap())
}

/// A module whose config says what its parameters are.
const CACHE: &str = r#"environments dev, prod
param size: bytes = 1Gi
param mode: string = "lru"
environment prod { size = 2Gi }
config self-limits { data { size = "${size}"  mode = mode } }
"#;

fn shop(text: &str) -> Memory {
    let text = format!("app shop {{ style = plain  namespace = \"shop\" }}\nenvironments dev, prod, test\n{text}");
    Memory::new().with("shop/main.kapp", text).with("shop/cache/cache.kapp", CACHE)
}

fn in_environment(name: &str) -> Inputs {
    Inputs { environments: Selection::Named(vec![name.to_owned()]), ..Inputs::default() }
}

fn size(files: &Memory, inputs: &Inputs) -> String {
    let text = build(files, "shop", inputs);
    let (_, rest) = text.split_once("  size: ").expect(&text);
    rest.lines().next().unwrap().to_owned()
}

#[test]
fn nearer_the_command_line_goes_first() {
    let plain = shop("import \"./cache\" emit\n");
    assert_eq!(size(&plain, &in_environment("dev")), "1Gi");
    assert_eq!(size(&plain, &in_environment("prod")), "2Gi");
    let bound = shop("import \"./cache\" as cache emit { size = 3Gi }\n");
    assert_eq!(size(&bound, &in_environment("prod")), "3Gi");
    let said = shop("import \"./cache\" as cache emit { size = 3Gi }\nenvironment prod { cache.size = 4Gi }\n");
    assert_eq!(size(&said, &in_environment("dev")), "3Gi");
    assert_eq!(size(&said, &in_environment("prod")), "4Gi");
    let given = said.with("values.toml", "[cache]\nsize = \"5Gi\"\n").with("values.json", "{\"cache.size\": \"6Gi\"}");
    let mut inputs = in_environment("prod");
    inputs.params.push("values.toml".into());
    assert_eq!(size(&given, &inputs), "5Gi");
    inputs.params.push("values.json".into());
    assert_eq!(size(&given, &inputs), "6Gi");
    inputs.settings.push(("cache.size".into(), "7Gi".into()));
    assert_eq!(size(&given, &inputs), "7Gi");
}

#[test]
fn nothing_is_emitted_unless_the_import_says_so() {
    let silent = shop("import \"./cache\"\nconfig own { data { size = \"${cache.size}\" } }\n");
    let text = build(&silent, "shop", &in_environment("dev"));
    assert!(text.contains("name: own") && !text.contains("self-limits"), "{text}");
    let twice = shop(
        "import \"./cache\" as a { size = 3Gi }\nimport \"./cache\" as b { size = 4Gi }\n\
         config own { data { sizes = \"${a.size} ${b.size} ${a.config.self-limits.name}\" } }\n",
    );
    assert!(build(&twice, "shop", &in_environment("dev")).contains("3Gi 4Gi self-limits"));
}

#[test]
fn what_an_app_imports_lives_in_its_own_app() {
    let files = Memory::new()
        .with("all/shop/shop.kapp", "app shop { namespace = \"shop\"  style = plain }\nimport \"../base\"\nconfig own { data { at = base.web.addr } }\n")
        .with("all/base/base.kapp", "app base { namespace = \"base\" }\nexternal service web { port http = 80 }\n")
        .with("all/kapp.toml", "[package]\nname = \"all\"\nversion = \"1.0.0\"\n");
    assert!(build(&files, "all/shop", &Inputs::default()).contains("at: web.base.svc:80"));
}

#[test]
fn everything_below_a_directory_is_built_but_libraries() {
    let app = |name: &str| {
        format!(
            "app {name} {{ style = plain  namespace = \"{name}\" }}\nimport \"../lib\"\nconfig {name} {{ data {{ a = lib.zone }} }}\n"
        )
    };
    let files = Memory::new()
        .with("all/kapp.toml", "")
        .with("all/cart/cart.kapp", app("cart"))
        .with("all/shop/shop.kapp", app("shop"))
        .with("all/other/other.kapp", "param unset: string\n")
        .with("all/lib/lib.kapp", "let zone = \"eu\"\nconfig of-lib { data { a = zone } }\n");
    let text = build(&files, "all/...", &Inputs::default());
    assert!(text.contains("name: cart") && text.contains("name: shop") && !text.contains("of-lib"), "{text}");
    let unknown = Inputs { settings: vec![("zone".into(), "us".into())], ..Inputs::default() };
    assert!(matches!(compile(&files, Path::new("all/..."), &unknown), Err(Failure::Usage(_))));
    let same = files.with("all/shop/shop.kapp", app("cart"));
    assert!(matches!(compile(&same, Path::new("all/..."), &Inputs::default()), Err(Failure::Usage(_))));
}

#[test]
fn files_with_an_app_each_are_modules_of_their_own() {
    let app = |name: &str| {
        format!("app {name} {{ style = plain  namespace = \"a\" }}\nconfig {name} {{ data {{ a = \"1\" }} }}\n")
    };
    let files = Memory::new().with("all/cart.kapp", app("cart")).with("all/shop.kapp", app("shop"));
    let both = build(&files, "all", &Inputs::default());
    assert!(both.contains("name: cart") && both.contains("name: shop"), "{both}");
    let one = build(&files, "all/cart.kapp", &Inputs::default());
    assert!(one.contains("name: cart") && !one.contains("name: shop"), "{one}");
}

#[test]
fn each_file_of_a_module_is_read_into_one_tree() {
    let files = Memory::new()
        .with("all/app.kapp", "app shop { style = plain  namespace = \"a\" }\nconfig a { data { zone = zone } }\n")
        .with("all/zone.kapp", "let zone = \"eu\"\n");
    let compilation = compile(&files, Path::new("all/app.kapp"), &Inputs::default()).unwrap();
    assert_eq!(compilation.sources.iter().count(), 2);
    assert!(built(&compilation).contains("zone: eu"));
}

#[test]
fn whoever_watches_learns_of_every_file_of_every_module() {
    let files = shop("import \"./cache\"\nimport \"./gone\"\n").with("values.toml", "");
    let recorder = Recorder::new(&files, None);
    let inputs = Inputs { params: vec!["values.toml".into()], ..in_environment("dev") };
    let _ = compile(&recorder, Path::new("shop"), &inputs).unwrap();
    let record = recorder.finish();
    for path in ["shop/main.kapp", "shop/cache/cache.kapp", "shop/gone", "shop/kapp.toml", "values.toml"] {
        assert!(record.paths().any(|asked| asked == Path::new(path)), "{path}");
    }
}

#[test]
fn a_program_that_multiplies_ends_soon_and_says_so_once() {
    let mut files = Memory::new().with("all/main.kapp", "app a {}\nimport \"./m0\"\n");
    for level in 0..14 {
        let twice = |name| format!("import \"../m{}\" as {name} {{ x = x + 1 }}\n", level + 1);
        files = files.with(format!("all/m{level}/m.kapp"), format!("param x: int = 1\n{}{}", twice("a"), twice("b")));
    }
    files = files.with("all/m14/m.kapp", "param x: int = 1\n");
    let uses = |level: usize| format!("template t{level}() {{\n  use t{0} as a\n  use t{0} as b\n}}\n", level + 1);
    let templates: String = (0..16).map(uses).collect();
    let text =
        format!("app a {{}}\n{templates}template t16() {{ config self {{ data {{ a = \"1\" }} }} }}\nuse t0 as x\n");
    files = files.with("one/main.kapp", text);
    for module in ["all", "one"] {
        let compilation = compile(&files, Path::new(module), &Inputs::default()).unwrap();
        let codes: Vec<String> = compilation.diagnostics.iter().map(|known| known.code.to_string()).collect();
        assert_eq!(codes, ["K0413"], "{module}");
    }
}

#[cfg(feature = "watch")]
#[test]
fn what_changes_is_told_app_by_app() {
    let app = |name: &str, value: u8| {
        format!("app {name} {{ style = plain  namespace = \"a\" }}\nconfig {name} {{ data {{ a = \"{value}\" }} }}\n")
    };
    let files =
        |cart, shop| Memory::new().with("all/cart.kapp", app("cart", cart)).with("all/shop.kapp", app("shop", shop));
    let build = |files: &Memory| compile(files, Path::new("all"), &Inputs::default()).unwrap().manifests;
    let changes = kappc::watch::changes(&build(&files(1, 1)), &build(&files(1, 2)));
    let names: Vec<&str> = changes.iter().map(|change| change.name.as_str()).collect();
    assert_eq!(names, ["a/shop"]);
}

/// Templates in templates, in a loop: what each text calls its declarations is what it gets.
const NESTED: &str = r#"app shop { style = plain  namespace = "shop" }

template limits(size: int) {
  config self { data { SIZE = "${size}"  OTHER = more.name } }
  config more { data { SIZE = "${size + 1}" } }
}

template both(size: int) {
  use limits as small { size = size }
  use limits as large {
    size = size * 2
    config self { data { FROM = small.name  LEAD = lead.name  HERE = "${size}" } }
  }
  config lead { data { A = small-more.name  B = small.name } }
}

for name in ["x", "y"] {
  use both as "at-${name}" {
    size = len(name)
    config large-more { data { WHO = name } }
  }
}

let _reads = config["at-x-large"].name + config["at-y-lead"].name
"#;

#[test]
fn what_a_template_calls_its_declarations_is_what_it_gets() {
    let text = build(&Memory::new().with("all/a.kapp", NESTED), "all", &Inputs::default());
    for data in [
        "  SIZE: \"2\"\n  OTHER: at-x-large-more\n  FROM: at-x-small\n  LEAD: at-x-lead\n  HERE: \"1\"\n",
        "  SIZE: \"3\"\n  WHO: x\n",
        "  A: at-y-small-more\n  B: at-y-small\n",
    ] {
        assert!(text.contains(data), "{data}\n{text}");
    }
}

/// A template with names and conditions of its own, of which each `use` takes something away.
const LOCAL: &str = r#"app shop { style = plain  namespace = "shop" }
environments dev, prod

template limits(size: int) {
  let twice = size * 2
  let others = [for x in [1, 2]: "${x + total}"]
  let total = twice + 1
  let page = pages.name
  assert size < 10 else "`size` is below 10"
  config self { data { TOTAL = "${total}"  PAGE = page  OTHERS = join([for x in others: x], ",") } }
  config pages { data { KEEP = "1"  DROP = "2" } }
  config extra { data { SIZE = "${size}" } }
  resource "rbac.authorization.k8s.io/v1" Role extra { rules = [] }
}

for n in 1..2 {
  use limits as "at-${n}" {
    size = n
    unset Role.extra
    unset config.pages.data.DROP
    in prod { unset config.extra }
  }
}

template both() {
  use limits as inner { size = 5  unset Role.extra }
  let name = inner.name
  config self { data { IN = name } }
}
use both as outer { unset config.inner-extra }
in prod { unset config.outer.data.IN }
"#;

#[test]
fn a_use_takes_away_and_a_template_has_names_of_its_own() {
    let files = Memory::new().with("all/a.kapp", LOCAL);
    let dev = build(&files, "all", &in_environment("dev"));
    for part in [
        "name: at-1\n  namespace: shop\ndata:\n  TOTAL: \"3\"\n  PAGE: at-1-pages\n  OTHERS: \"4,5\"\n",
        "name: at-2-pages\n  namespace: shop\ndata:\n  KEEP: \"1\"\n---",
        "name: at-2-extra\n",
        "name: outer-inner-pages\n  namespace: shop\ndata:\n  KEEP: \"1\"\n  DROP: \"2\"\n",
        "  IN: outer-inner\n",
    ] {
        assert!(dev.contains(part), "{part}\n{dev}");
    }
    assert!(!dev.contains("kind: Role") && !dev.contains("outer-inner-extra"), "{dev}");
    let prod = build(&files, "all", &in_environment("prod"));
    assert!(!prod.contains("-extra") && !prod.contains("IN:"), "{prod}");
}

#[test]
fn a_field_that_a_record_may_lack_is_none_where_it_does() {
    let text = r#"app shop { style = plain  namespace = "shop" }
type limits = { size: int, mode?: string }
param given: limits = { size = 1 }
let own: limits = { size = 2  mode = "lru" }
config a { data { GIVEN = given.mode ?? "none"  OWN = own.mode ?? "none" } }
"#;
    let built = build(&Memory::new().with("all/a.kapp", text), "all", &Inputs::default());
    assert!(built.contains("GIVEN: none\n  OWN: lru\n") || built.contains("GIVEN: \"none\"\n  OWN: lru\n"), "{built}");
}

#[test]
fn an_environment_means_one_declaration_of_several() {
    let text = r#"app shop { style = plain  namespace = "shop" }
environments dev, prod
service web { image = "ghcr.io/acme/web:1.4.2"  selector { app = "web" }  pod_labels { app = "web" } }
config web { data { A = "1"  B = "2" } }
resource "rbac.authorization.k8s.io/v1" Role reader { rules = []  labels { at = "role" } }
resource "rbac.authorization.k8s.io/v1" RoleBinding reader {
  roleRef { apiGroup = "rbac.authorization.k8s.io"  kind = "Role"  name = "reader" }
}
in prod {
  unset web
  unset config.web.data.A
  resource "rbac.authorization.k8s.io/v1" Role reader { labels { at = "prod" } }
  unset RoleBinding.reader
}
"#;
    let prod = build(&Memory::new().with("all/a.kapp", text), "all", &in_environment("prod"));
    assert!(prod.contains("data:\n  B: \"2\"") && prod.contains("at: prod"), "{prod}");
    assert!(!prod.contains("Deployment") && !prod.contains("RoleBinding"), "{prod}");
}

#[test]
fn the_standard_library_builds_without_a_word() {
    for entry in std::fs::read_dir("stdlib/std").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = format!(
            "app shop {{ namespace = \"shop\" }}\nimport \"std/{name}\" as one emit\n\
             import \"std/{name}\" as two emit {{ name = \"other\" }}\n"
        );
        let text = build(&Memory::new().with("shop/a.kapp", text), "shop", &Inputs::default());
        assert!(text.contains("namespace: shop") && text.contains("name: other"), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_leads_out_of_no_package() {
    let top = std::env::temp_dir().join(format!("kappc-modules-{}", std::process::id()));
    let (package, outside) = (top.join("package"), top.join("outside"));
    std::fs::create_dir_all(&package).unwrap();
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("o.kapp"), "let zone = \"eu\"\n").unwrap();
    std::fs::write(package.join("p.kapp"), "app shop {}\nimport \"./link\"\n").unwrap();
    std::os::unix::fs::symlink(&outside, package.join("link")).unwrap();
    let compilation = compile(&Disk, &package, &Inputs::default()).unwrap();
    std::fs::remove_dir_all(&top).unwrap();
    let codes: Vec<String> = compilation.diagnostics.iter().map(|known| known.code.to_string()).collect();
    assert_eq!(codes, ["K0222"]);
}

//! The pictures of the README: what a terminal shows, drawn from what is really printed.
//!
//! `KAPPC_BLESS=1 cargo test --test pictures` draws them anew.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use harness::program::Program;
use kappc::report::{Colors, Glyphs, Screen, pretty};

/// Columns of the terminal, and the size of one character in pixels.
const COLUMNS: usize = 88;
const CELL: (f32, f32) = (8.0, 18.0);

/// Each picture with its program.
const PICTURES: &[(&str, &str)] = &[
    (
        "mistakes",
        "app shop { namespace = \"shop\" }

service web {
  image     = \"ghcr.io/acme/web:1.4.2\"
  port http = 8080
  memory    = 64MB
  replcas   = 3
  env.CART  = cart.adr
}

service cart {
  image     = \"ghcr.io/acme/cart:1.4.2\"
  port grpc = 7070
  memory    = 64Mi
}
",
    ),
    (
        "environment",
        "app shop { namespace = \"shop\" }

environments dev, prod

service web {
  image  = \"ghcr.io/acme/web:1.4.2\"
  memory = 64Mi
  env {
    LOG_LEVEL = \"info\"
  }
  in prod {
    env.LOG_LEVLE = \"warn\"
  }
}
",
    ),
];

/// Styled pieces of a line: the codes in force, and the text.
fn pieces(line: &str) -> Vec<(Vec<u8>, &str)> {
    let (mut style, mut pieces) = (Vec::new(), Vec::new());
    for (number, part) in line.split("\u{1b}[").enumerate() {
        let mut text = part;
        if number > 0 {
            let (codes, rest) = part.split_once('m').expect("only colors are used");
            text = rest;
            for code in codes.split(';').map(|code| code.parse().unwrap_or(0)) {
                if code == 0 { style.clear() } else { style.push(code) }
            }
        }
        if !text.is_empty() {
            pieces.push((style.clone(), text));
        }
    }
    pieces
}

/// How a style looks on a dark ground; of several colors the last one counts.
fn attributes(style: &[u8]) -> String {
    let (mut color, mut other) = (None, String::new());
    for code in style {
        match code {
            1 if !other.contains("bold") => other.push_str(" font-weight=\"bold\""),
            4 if !other.contains("underline") => other.push_str(" text-decoration=\"underline\""),
            1 | 4 | 22 | 24 => {}
            2 => color = Some("#8b949e"),
            31 | 91 => color = Some("#ff7b72"),
            32 | 92 => color = Some("#7ee787"),
            33 | 93 => color = Some("#e3b341"),
            34 | 94 => color = Some("#79c0ff"),
            35 | 95 => color = Some("#d2a8ff"),
            36 | 96 => color = Some("#56d4dd"),
            39 => color = None,
            unknown => panic!("a style without a look: {unknown}"),
        }
    }
    color.map_or_else(String::new, |color| format!(" fill=\"{color}\"")) + &other
}

/// A terminal window with `text` in it.
fn picture(text: &str) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let (width, height) = (CELL.0 * (COLUMNS as f32 + 4.0), CELL.1 * (lines.len() as f32 + 2.0));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n<g fill=\"#e6edf3\" xml:space=\"preserve\">\n"
    );
    for (number, line) in lines.iter().enumerate() {
        let y = CELL.1 * (number as f32 + 1.75);
        let mut column = 0;
        for (style, text) in pieces(line) {
            let length = text.chars().count();
            let before = length - text.trim_start().chars().count();
            let text = text.trim();
            if !text.is_empty() {
                let x = CELL.0 * ((column + before) as f32 + 2.0);
                // The width is given, for a reader's font may be narrower or wider than ours.
                let _ = writeln!(
                    out,
                    "<text x=\"{x}\" y=\"{y}\" textLength=\"{}\"{}>{}</text>",
                    CELL.0 * text.chars().count() as f32,
                    attributes(&style),
                    escaped(text)
                );
            }
            column += length;
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

#[test]
fn pictures_show_what_is_printed() {
    let bless = std::env::var_os("KAPPC_BLESS").is_some_and(|value| !value.is_empty());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for (name, program) in PICTURES {
        let compilation = Program::of("shop.kapp", program).compile().unwrap();
        let screen = Screen { colors: Colors::On, glyphs: Glyphs::Unicode, width: COLUMNS };
        let text = pretty(&compilation.sources, &compilation.diagnostics, &compilation.environments, &screen);
        let drawn = picture(&text);
        let file = format!("docs/pictures/{name}.svg");
        if bless {
            fs::create_dir_all(root.join("docs/pictures")).unwrap();
            fs::write(root.join(&file), &drawn).unwrap();
        }
        let known = fs::read_to_string(root.join(&file)).unwrap_or_default();
        assert!(drawn == known, "{file} shows something else; KAPPC_BLESS=1 draws it anew\n{text}");
        assert!(readme.contains(&format!("]({file})")), "the README does not show {file}");
    }
}

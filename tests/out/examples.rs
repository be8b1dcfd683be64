//! The examples in every environment: the same objects in each format, together and one by one; and nothing is left to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{folder, kappc, out, root, run, tree, word};

/// The name of the app in a directory.
fn app(directory: &Path) -> String {
    let texts = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let texts = texts.filter(|path| path.extension().is_some_and(|extension| extension == "kapp"));
    let text: String = texts.map(|path| fs::read_to_string(path).unwrap()).collect();
    let line = text.lines().find_map(|line| line.strip_prefix("app ")).unwrap();
    line.split([' ', '{']).next().unwrap().to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let below = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &below);
        } else {
            let _ = fs::copy(path, below).unwrap();
        }
    }
}

/// Copies of all examples below `home`, in groups in which no two apps have one name.
fn groups(home: &Path) -> Vec<(PathBuf, Vec<PathBuf>)> {
    let mut examples: Vec<PathBuf> =
        fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    examples.retain(|path| path.is_dir());
    examples.sort();
    let mut groups: Vec<(BTreeSet<String>, PathBuf, Vec<PathBuf>)> = Vec::new();
    for example in examples {
        let name = app(&example);
        let at = groups.iter().position(|(names, ..)| !names.contains(&name)).unwrap_or_else(|| {
            groups.push((BTreeSet::new(), home.join(format!("group-{}", groups.len())), Vec::new()));
            groups.len() - 1
        });
        let (names, group, members) = &mut groups[at];
        let _ = names.insert(name);
        let own = group.join(example.file_name().unwrap());
        copy(&example, &own);
        members.push(own);
    }
    groups.into_iter().map(|(_, group, members)| (group, members)).collect()
}

/// What is written of a module; `more` on the command line.
fn built(source: &str, dir: &Path, more: &[&str]) -> BTreeMap<String, String> {
    let _ = out(&[&["build", source, "--env", "all", "--out", word(dir)], more].concat());
    tree(dir)
}

/// The objects of each file, by its name without the extension.
fn objects(files: &BTreeMap<String, String>, extension: &str) -> BTreeMap<String, Value> {
    let of = |(name, text): (&String, &String)| {
        let name = name.strip_suffix(extension)?;
        Some((name.to_owned(), serde_yaml::from_str(text).unwrap()))
    };
    files.iter().filter_map(of).collect()
}

#[test]
fn every_way_to_build_the_examples_gives_the_same_objects() {
    let home = folder();
    let mut seen = 0;
    for (group, members) in groups(home.path()) {
        let mut one_by_one = BTreeMap::new();
        for member in members {
            let name = member.file_name().unwrap().to_str().unwrap().to_owned();
            let (yaml, json) = (home.path().join(format!("{name}-yaml")), home.path().join(format!("{name}-json")));
            let files = built(word(&member), &yaml, &[]);
            // What was just written is what there is to write.
            let check = run(kappc(&["build", word(&member), "--env", "all", "--out", word(&yaml), "--check"]), 0);
            assert!(check.stdout.is_empty(), "{name}: {check:?}");
            let objects_in_yaml = objects(&files, ".yaml");
            assert_eq!(objects_in_yaml, objects(&built(word(&member), &json, &["-o", "json"]), ".json"), "{name}");
            assert!(!objects_in_yaml.is_empty(), "{name}");
            seen += objects_in_yaml.len();
            one_by_one.extend(files);
        }
        let together = built(&format!("{}/...", word(&group)), &group.with_extension("out"), &[]);
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&together), names(&one_by_one));
        assert!(together == one_by_one, "{} together and one by one", group.display());
    }
    assert!(seen > 400, "{seen}");
}

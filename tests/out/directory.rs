//! `kappc build --out DIR`, with and without `--check`.

use crate::{folder, kappc, out, root, run, text, tree, word};
use std::fs;
use std::os::unix::fs::MetadataExt as _;

/// A program of `count` services in two environments.
fn program(count: usize, tag: &str) -> String {
    let mut text =
        format!("app many {{ namespace = \"many\" }}\nenvironments dev, prod\nparam tag: string = \"{tag}\"\n");
    for number in 0..count {
        text.push_str(&format!(
            "service s{number} {{\n  image = \"example.org/s:${{tag}}\"\n  port http = 8080\n  memory = 64Mi\n}}\n"
        ));
    }
    text
}

#[test]
fn every_object_has_its_file() {
    let home = folder();
    let dir = home.path().join("deep/er/out");
    let said = run(kappc(&["build", "examples/shop", "--env", "all", "--out", word(&dir)]), 0);
    assert!(said.stdout.is_empty());
    let words = text(&said.stderr);
    assert!(words.ends_with(" written, 0 removed, 0 unchanged\n"), "{words}");
    let files = tree(&dir);
    for path in ["dev/shop/deployment-web.yaml", "prod/shop/statefulset-cart.yaml", "prod/shop/cronjob-backup.yaml"] {
        assert!(files.contains_key(path), "{path} is not among {:?}", files.keys());
    }
    // Together they are what goes to the stream, but for where objects were declared.
    let stream = out(&["build", "examples/shop", "--env", "prod", "--no-origins"]);
    let mut documents: Vec<&str> = stream.split("---\n").skip(1).collect();
    let manifests = files.iter().filter(|(name, _)| name.starts_with("prod/") && name.ends_with(".yaml"));
    let mut written: Vec<&str> = manifests.map(|(_, text)| text.as_str()).collect();
    documents.sort_unstable();
    written.sort_unstable();
    assert_eq!(documents, written);
}

#[test]
fn a_program_without_environments_has_one_folder() {
    let home = folder();
    let dir = home.path().join("out");
    let _ = out(&["build", "examples/hello", "-o", "json", "--out", word(&dir)]);
    let files = tree(&dir);
    assert!(files["hello/deployment-hello.json"].starts_with("{\n"));
    // Another format takes the place of the first.
    let _ = out(&["build", "examples/hello", "--out", word(&dir)]);
    assert!(tree(&dir).keys().all(|name| !name.ends_with(".json")));
}

#[test]
fn the_same_bytes_everywhere() {
    let home = folder();
    let mut trees = Vec::new();
    for (name, threads) in [("a", "1"), ("b", "2"), ("c", "2")] {
        let dir = home.path().join(name);
        let source = root().join("examples/shop");
        let mut command = kappc(&["build", word(&source), "--env", "all", "--out", word(&dir)]);
        let _ = command.env("RAYON_NUM_THREADS", threads).current_dir(home.path());
        let _ = run(command, 0);
        trees.push(tree(&dir));
    }
    assert!(trees[0] == trees[1] && trees[1] == trees[2]);
}

#[test]
fn what_does_not_change_is_not_touched() {
    let home = folder();
    let (source, dir) = (home.path().join("many.kapp"), home.path().join("out"));
    fs::write(&source, program(3, "1")).unwrap();
    let build = || out(&["build", word(&source), "--env", "all", "--out", word(&dir)]);
    let _ = build();
    let stat = |name: &str| {
        let meta = fs::metadata(dir.join(name)).unwrap();
        (meta.ino(), meta.mtime(), meta.mtime_nsec())
    };
    let names = ["dev/many/service-s1.yaml", "dev/many/deployment-s1.yaml", "prod/many/deployment-s1.yaml"];
    let before = names.map(stat);
    let _ = build();
    assert_eq!(names.map(stat), before);
    // A line moves, and no object changes.
    fs::write(&source, format!("// new\n{}", program(3, "1"))).unwrap();
    let _ = build();
    assert_eq!(names.map(stat), before);
    fs::write(&source, program(3, "2")).unwrap();
    let _ = build();
    assert_eq!(stat(names[0]), before[0]);
    assert!(stat(names[1]) != before[1] && stat(names[2]) != before[2]);
}

#[test]
fn check_lists_what_differs_and_writes_nothing() {
    let home = folder();
    let (source, dir) = (home.path().join("many.kapp"), home.path().join("out"));
    fs::write(&source, program(2, "1")).unwrap();
    let check = |code| run(kappc(&["build", word(&source), "--env", "dev", "--out", word(&dir), "--check"]), code);
    let listed = text(&check(1).stdout);
    assert!(listed.contains("missing dev/many/deployment-s0.yaml\n") && !dir.exists(), "{listed}");
    let _ = out(&["build", word(&source), "--env", "dev", "--out", word(&dir)]);
    let same = check(0);
    assert!(same.stdout.is_empty() && same.stderr.is_empty());
    fs::write(&source, program(1, "2")).unwrap();
    let before = tree(&dir);
    let differs = check(1);
    let listed = text(&differs.stdout);
    assert!(listed.contains("differs dev/many/deployment-s0.yaml\nstale dev/many/deployment-s1.yaml\n"), "{listed}");
    assert!(text(&differs.stderr).contains("are not what the program makes"));
    assert_eq!(tree(&dir), before);
}

#[test]
fn a_broken_program_changes_nothing() {
    let home = folder();
    let (source, dir) = (home.path().join("many.kapp"), home.path().join("out"));
    fs::write(&source, program(1, "1")).unwrap();
    let _ = out(&["build", word(&source), "--env", "all", "--out", word(&dir)]);
    let before = tree(&dir);
    fs::write(&source, program(2, "1").replace("64Mi", "64Qi")).unwrap();
    let _ = run(kappc(&["build", word(&source), "--env", "all", "--out", word(&dir)]), 1);
    assert_eq!(tree(&dir), before);
}

#[test]
fn what_cannot_be_written_is_three_and_says_what_to_do() {
    let home = folder();
    let dir = home.path().join("out");
    let refused = |dir: &str| text(&run(kappc(&["build", "examples/hello", "--out", dir]), 3).stderr);
    fs::write(&dir, "a file").unwrap();
    let said = refused(word(&dir));
    assert!(said.starts_with("error: ") && said.contains("out` is a file, and stands where"), "{said}");
    assert!(refused("/proc/nowhere/out").contains("cannot write `/proc/nowhere"));
    fs::remove_file(&dir).unwrap();
    fs::create_dir_all(dir.join("hello")).unwrap();
    fs::write(dir.join("hello/deployment-hello.yaml"), "mine").unwrap();
    let said = refused(word(&dir));
    assert!(said.contains("deployment-hello.yaml` is a file not made by kappc"), "{said}");
    assert_eq!(tree(&dir).len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_grow_leaves_the_old_generation() {
    let home = folder();
    let (source, dir) = (home.path().join("many.kapp"), home.path().join("out"));
    fs::write(&source, program(2, "1")).unwrap();
    let _ = out(&["build", word(&source), "--env", "all", "--out", word(&dir)]);
    let before = tree(&dir);
    fs::write(&source, program(3, "2")).unwrap();
    // A limit in blocks of 512 bytes: some files fit.
    let mut limited = std::process::Command::new("sh");
    let line = "trap '' XFSZ; ulimit -f 1; exec \"$0\" build \"$1\" --env all --out \"$2\"";
    let _ = limited.args(["-c", line, env!("CARGO_BIN_EXE_kappc"), word(&source), word(&dir)]);
    let said = text(&run(limited, 3).stderr);
    assert!(said.starts_with("error: cannot write `") && said.contains("File too large"), "{said}");
    assert_eq!(tree(&dir), before);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2, "a staging directory is left");
}

#[test]
fn a_killed_process_leaves_the_old_or_the_new_generation() {
    let home = folder();
    let (source, dir) = (home.path().join("many.kapp"), home.path().join("out"));
    let build = || kappc(&["build", word(&source), "--env", "all", "--out", word(&dir)]);
    let write = |tag: &str| fs::write(&source, program(if tag == "1" { 12 } else { 15 }, tag)).unwrap();
    let mut trees = Vec::new();
    for tag in ["1", "2"] {
        write(tag);
        let _ = run(build(), 0);
        fs::write(dir.join("NOTES"), "mine").unwrap();
        trees.push(tree(&dir));
    }
    let started = std::time::Instant::now();
    write("1");
    let _ = run(build(), 0);
    let whole = started.elapsed();
    // The time to the kill closes in on the moment at which the directories change places.
    let (mut delay, mut current, mut seen) = (whole, 0, [0, 0]);
    for round in 0..40 {
        write(if current == 0 { "2" } else { "1" });
        let mut child = build().stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(delay);
        child.kill().unwrap();
        let _ = child.wait().unwrap();
        let left = tree(&dir);
        let which = trees.iter().position(|tree| *tree == left);
        let which = which.unwrap_or_else(|| panic!("neither old nor new in round {round}"));
        seen[usize::from(which != current)] += 1;
        delay = delay.mul_f64(if which == current { 1.2 } else { 0.85 });
        current = which;
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    write("2");
    let _ = run(build(), 0);
    assert_eq!(tree(&dir), trees[1]);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2, "a staging directory is left");
}

//! `kappc fmt` as a user meets it: what is written where, and the exit code.

use std::fs;
use std::path::PathBuf;

use snapbox::cmd::Command;
use snapbox::file;

use super::root;

const LOOSE: &str = "service a{b=1}\n";
const TIDY: &str = "service a { b = 1 }\n";
const BROKEN: &str = "service a { b = }\n";

/// `kappc fmt` with these arguments: exit code, standard output, standard error.
fn fmt(arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kappc"))
        .env_clear()
        .env("LANG", "C.UTF-8")
        .current_dir(root())
        .arg("fmt")
        .args(arguments)
        .stdin(input)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A directory of this test's own, with files.
fn folder(test: &str, files: &[(&str, &str)]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fmt").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    for (name, text) in files {
        let file = path.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    path
}

#[test]
fn help_says_what_it_takes() {
    let help = fmt(&["--help"], "");
    assert_eq!((help.0, help.2.as_str()), (0, ""));
    snapbox::assert_data_eq!(help.1, file!["../cli/help-fmt.txt"]);
}

#[test]
fn standard_input_goes_to_standard_output() {
    assert_eq!(fmt(&["-"], LOOSE), (0, TIDY.to_owned(), String::new()));
    assert_eq!(fmt(&["--check", "-"], LOOSE), (1, "<stdin>\n".to_owned(), String::new()));
    assert_eq!(fmt(&["--check", "-"], TIDY), (0, String::new(), String::new()));
    let (code, out, said) = fmt(&["-", "--format", "short"], BROKEN);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(said.starts_with("<stdin>:1:"), "{said}");
}

#[test]
fn a_directory_is_its_own_files_and_dots_are_all_below() {
    let files = [("a.kapp", LOOSE), ("b.kapp", TIDY), ("c.txt", LOOSE), ("d/e.kapp", LOOSE), (".git/f.kapp", LOOSE)];
    let path = folder("directories", &files);
    let read = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    let (plain, dots) = (path.to_str().unwrap().to_owned(), format!("{}/...", path.display()));
    let line = |name: &str| format!("{}\n", path.join(name).display());
    assert_eq!(fmt(&["--check", &plain], ""), (1, line("a.kapp"), String::new()));
    assert_eq!(read("a.kapp"), LOOSE);
    assert_eq!(fmt(&[&plain], ""), (0, line("a.kapp"), String::new()));
    assert_eq!((read("a.kapp").as_str(), read("d/e.kapp").as_str()), (TIDY, LOOSE));
    assert_eq!(fmt(&[&dots], ""), (0, line("d/e.kapp"), String::new()));
    assert_eq!((read("d/e.kapp").as_str(), read("c.txt").as_str(), read(".git/f.kapp").as_str()), (TIDY, LOOSE, LOOSE));
    assert_eq!(fmt(&["--check", &dots], ""), (0, String::new(), String::new()));
    assert_eq!(fs::read_dir(&path).unwrap().count(), 5, "something was left behind");
}

#[test]
fn a_broken_file_is_left_alone_and_the_others_are_not() {
    let path = folder("broken", &[("a.kapp", BROKEN), ("b.kapp", LOOSE)]);
    let (code, out, said) = fmt(&[path.to_str().unwrap()], "");
    assert_eq!((code, out), (1, format!("{}\n", path.join("b.kapp").display())));
    assert!(said.contains("error[K") && said.contains("a.kapp"), "{said}");
    assert_eq!(fs::read_to_string(path.join("a.kapp")).unwrap(), BROKEN);
    assert_eq!(fs::read_to_string(path.join("b.kapp")).unwrap(), TIDY);
}

#[test]
fn what_cannot_be_read_or_written_is_three() {
    assert_eq!(fmt(&["no/such.kapp"], "").0, 3);
    let path = folder("unwritable", &[("a.kapp", LOOSE), ("b/c.txt", "")]);
    assert_eq!(fmt(&[path.join("b").to_str().unwrap()], "").0, 3);
    let file = path.join("a.kapp");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let (code, out, said) = fmt(&[file.to_str().unwrap()], "");
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(said.starts_with("error: cannot write `") && said.contains("\n  help: "), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), LOOSE);
    assert_eq!(fmt(&["--check", file.to_str().unwrap()], "").0, 1);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let path = folder("links", &[("real.txt", LOOSE)]);
    let (real, link) = (path.join("real.txt"), path.join("link.kapp"));
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.txt", &link).unwrap();
    symlink(".", path.join("loop")).unwrap();
    assert_eq!(fmt(&[&format!("{}/...", path.display())], "").0, 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), TIDY);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

//! `kappc build --source-map FILE`.

use std::fs;

use serde_json::Value;

use crate::{folder, kappc, out, root, run, text, tree, word};

/// The value at `pointer` of every object in a JSON file, by the object's path in the source map.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (number, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{number}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_of_every_object_has_its_place() {
    let home = folder();
    let (dir, map) = (home.path().join("out"), home.path().join("map.json"));
    let args =
        ["build", "examples/shop", "--env", "all", "-o", "json", "--out", word(&dir), "--source-map", word(&map)];
    let _ = out(&args);
    let map: Value = serde_json::from_str(&fs::read_to_string(map).unwrap()).unwrap();
    assert_eq!((&map["version"], &map["sources"]), (&1.into(), &serde_json::json!(["examples/shop/shop.kapp"])));
    let source = fs::read_to_string(root().join("examples/shop/shop.kapp")).unwrap();
    let lines: Vec<&str> = source.lines().collect();
    let files = tree(&dir);
    let objects = map["objects"].as_array().unwrap();
    assert_eq!(objects.len(), files.keys().filter(|name| name.ends_with(".json")).count());
    for object in objects {
        let written: Value = serde_json::from_str(&files[object["file"].as_str().unwrap()]).unwrap();
        assert_eq!(object["kind"], written["kind"]);
        assert_eq!(object["name"], written["metadata"]["name"]);
        let mut wanted = Vec::new();
        pointers(&written, "", &mut wanted);
        let mut mapped: Vec<&String> = object["fields"].as_object().unwrap().keys().collect();
        wanted.sort();
        mapped.sort();
        assert!(wanted.iter().eq(mapped), "{}", object["file"]);
        for place in object["fields"].as_object().unwrap().values() {
            let line = usize::try_from(place[1].as_u64().unwrap()).unwrap();
            let column = usize::try_from(place[2].as_u64().unwrap()).unwrap();
            assert!(place[0] == 0 && column <= lines[line - 1].chars().count(), "{place}");
            let rule = place[4].as_str();
            assert_eq!(rule.is_some(), place[3] == "default", "{place}");
        }
    }
}

#[test]
fn a_place_is_the_one_that_wrote_the_value() {
    let home = folder();
    let map = home.path().join("map.json");
    let args = ["build", "examples/shop", "--env", "prod", "--set", "tag=9.9", "--source-map", word(&map)];
    let stream = out(&args);
    assert!(stream.contains("kind: Deployment"));
    let map: Value = serde_json::from_str(&fs::read_to_string(map).unwrap()).unwrap();
    let source = fs::read_to_string(root().join("examples/shop/shop.kapp")).unwrap();
    let object = |kind: &str, name: &str| {
        let objects = map["objects"].as_array().unwrap();
        objects.iter().find(|object| object["kind"] == kind && object["name"] == name).unwrap()
    };
    let line = |place: &Value| source.lines().nth(usize::try_from(place[1].as_u64().unwrap()).unwrap() - 1).unwrap();
    let scale = &object("HorizontalPodAutoscaler", "web")["fields"];
    assert!(line(&scale["/spec/maxReplicas"]).contains("4..20"), "{}", scale["/spec/maxReplicas"]);
    assert_eq!(scale["/spec/maxReplicas"][3], "written");
    let web = &object("Deployment", "web")["fields"];
    assert!(line(&web["/spec/template/spec/containers/0/image"]).contains("/web:${tag}"));
    assert_eq!(web["/spec/template/spec/enableServiceLinks"][3], "default");
    assert_eq!(web["/metadata/labels/app.kubernetes.io~1name"][1], object("Deployment", "web")["line"]);
}

#[test]
fn a_secret_is_not_in_it() {
    let home = folder();
    let (source, map) = (home.path().join("app.kapp"), home.path().join("map.json"));
    let program = "app a { namespace = \"a\" }\nsecret login {\n  data { password = \"MARKED\" }\n  \
                   allow literal_secret because \"a test\"\n}\n";
    fs::write(&source, program).unwrap();
    let stream = out(&["build", word(&source), "--source-map", word(&map)]);
    assert!(stream.contains("kind: Secret"));
    let map = fs::read_to_string(map).unwrap();
    assert!(map.contains("/password\"") && !map.contains("MARKED") && !map.contains("TUFSS0VE"), "{map}");
}

#[test]
fn a_source_map_that_cannot_be_written_is_three() {
    let home = folder();
    let args = ["build", "examples/hello", "--source-map", "/proc/nowhere/map.json"];
    assert!(text(&run(kappc(&args), 3).stderr).contains("cannot write `/proc/nowhere/map.json`"));
    let map = home.path().join("map.json");
    fs::write(&map, "old").unwrap();
    let _ = run(kappc(&["build", "examples/hello", "--set", "nope=1", "--source-map", word(&map)]), 2);
    assert_eq!(fs::read_to_string(map).unwrap(), "old");
}

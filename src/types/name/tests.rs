//! What each kind of name takes, where it stops, and what is proposed.

use super::NameKind::*;
use super::*;
use proptest::prelude::*;

const KINDS: [NameKind; 12] = [
    Label,
    Subdomain,
    ServiceLabel,
    LabelKey,
    LabelValue,
    AnnotationKey,
    ConfigKey,
    PortName,
    EnvName,
    LooseEnvName,
    PathSegment,
    HeaderName,
];

#[test]
fn right_names_pass() {
    for (kind, names) in [
        (Label, &["a", "web", "web-1", "1web", "a--b"] as &[&str]),
        (Subdomain, &["web", "a.b.c", "1.2", "x-y.z"]),
        (ServiceLabel, &["web", "a1-b"]),
        (LabelKey, &["app", "App_1.x", "example.io/app", "app.kubernetes.io/name"]),
        (LabelValue, &["", "v1.2_3", "A", "1"]),
        (AnnotationKey, &["a", "Example.IO/x", "example.io/Key"]),
        (ConfigKey, &["a", ".x", "a..b", "_", "-", "Application.properties"]),
        (PortName, &["http", "http-2", "1a", "a"]),
        (EnvName, &["A", "_x", "a1_B"]),
        (LooseEnvName, &["a.b-c", "-x", "_"]),
        (PathSegment, &["system:reader", "a b", "...", "Ünï"]),
        (HeaderName, &["Host", "X-Request-Id", "-"]),
    ] {
        for name in names {
            assert_eq!(kind.check(name), Ok(()), "{kind:?} {name}");
        }
    }
}

#[test]
fn wrong_names_say_where_and_what_instead() {
    for (kind, name, wrong, fix) in [
        (Label, "", "", None),
        (Label, "Web", "W", Some("web")),
        (Label, "my_app", "_", Some("my-app")),
        (Label, "my app", " ", Some("my-app")),
        (Label, "a.b", ".", Some("a-b")),
        (Label, "-web", "-", Some("web")),
        (Label, "web-", "-", Some("web")),
        (Label, "wéb", "é", None),
        (Label, "---", "-", None),
        (Subdomain, "a..b", "..", None),
        (Subdomain, "a.-b", "-", None),
        (Subdomain, "a-.b", "-", None),
        (Subdomain, "A.b", "A", Some("a.b")),
        (Subdomain, "a.b.", ".", Some("a.b")),
        (ServiceLabel, "1web", "1", None),
        (ServiceLabel, "Web_1", "W", Some("web-1")),
        (LabelKey, "", "", None),
        (LabelKey, "/x", "/", None),
        (LabelKey, "x/", "", None),
        (LabelKey, "a/b/c", "/", None),
        (LabelKey, "Example.io/x", "E", Some("example.io/x")),
        (LabelKey, "example.io/-x", "-", Some("example.io/x")),
        (LabelKey, "a b", " ", Some("a-b")),
        (LabelValue, "a b", " ", Some("a-b")),
        (LabelValue, "-a", "-", Some("a")),
        (LabelValue, "docker.io/x:1", "/", Some("docker.io-x-1")),
        (AnnotationKey, "exa_mple.io/x", "_", Some("exa-mple.io/x")),
        (ConfigKey, "a/b", "/", Some("a-b")),
        (ConfigKey, ".", ".", None),
        (ConfigKey, "..", "..", None),
        (ConfigKey, "..a", "..", None),
        (ConfigKey, "", "", None),
        (PortName, "HTTP", "H", Some("http")),
        (PortName, "a--b", "--", Some("a-b")),
        (PortName, "80", "80", None),
        (PortName, "grpc_web", "_", Some("grpc-web")),
        (EnvName, "a-b", "-", Some("a_b")),
        (EnvName, "1A", "1", None),
        (EnvName, "A=B", "=", None),
        (LooseEnvName, "1A", "1", None),
        (LooseEnvName, "A B", " ", Some("A-B")),
        (LooseEnvName, "..", "..", None),
        (LooseEnvName, ".", ".", None),
        (PathSegment, "a/b", "/", None),
        (PathSegment, "50%", "%", None),
        (PathSegment, "..", "..", None),
        (PathSegment, "", "", None),
        (HeaderName, "X_Id", "_", Some("X-Id")),
        (HeaderName, "X:", ":", Some("X")),
    ] {
        let error = kind.check(name).expect_err(name);
        assert_eq!(
            (name.get(error.range.clone()), error.fix.as_deref()),
            (Some(wrong), fix),
            "{kind:?} {name:?}: {}",
            error.cause
        );
    }
}

#[test]
fn limits_hold_to_the_byte() {
    for (kind, limit) in [
        (Label, 63),
        (Subdomain, 253),
        (ServiceLabel, 63),
        (LabelKey, 63),
        (LabelValue, 63),
        (AnnotationKey, 63),
        (ConfigKey, 253),
        (PortName, 15),
    ] {
        assert_eq!(kind.limit(), Some(limit));
        assert_eq!(kind.check(&"a".repeat(limit)), Ok(()), "{kind:?}");
        let error = kind.check(&"a".repeat(limit + 2)).unwrap_err();
        assert_eq!(error.range, limit..limit + 2, "{kind:?}");
        assert!(error.cause.contains(&limit.to_string()), "{}", error.cause);
    }
    let key = |prefix: usize, name: usize| format!("{}/{}", "p".repeat(prefix), "n".repeat(name));
    assert_eq!(LabelKey.check(&key(253, 63)), Ok(()));
    assert_eq!(LabelKey.check(&key(254, 63)).unwrap_err().range, 253..254);
    assert_eq!(LabelKey.check(&key(253, 64)).unwrap_err().range, 317..318);
    assert_eq!(EnvName.limit(), None);
    assert_eq!(Label.check_within(&"a".repeat(52), 52), Ok(()));
    assert_eq!(Label.check_within(&"a".repeat(53), 52).unwrap_err().range, 52..53);
    assert_eq!(Label.check_within(&"a".repeat(64), 99).unwrap_err().range, 63..64);
}

proptest! {
    #[test]
    fn what_is_right_at_first_sight_breaks_no_rule(
        text in "\\PC{0,6}|[a-zA-Z0-9_./-]{0,8}|[a-z0-9.-]{60,66}|[a-z]{0,2}/?[A-Z.]{0,3}",
        limit in prop::sample::select(&[3_usize, 62, usize::MAX][..]),
    ) {
        for kind in KINDS {
            prop_assert!(!quick::is_right(kind, &text, limit) || kind.broken(&text, limit).is_none(), "{kind:?}");
        }
    }

    #[test]
    fn every_range_lies_in_the_text_and_every_fix_is_right(text in "\\PC{0,10}|[a-zA-Z0-9_./ -]{0,12}", kind in prop::sample::select(&KINDS[..])) {
        if let Err(error) = kind.check(&text) {
            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error.range);
            if let Some(fix) = error.fix {
                prop_assert_eq!(kind.check(&fix), Ok(()));
            }
        }
    }
}

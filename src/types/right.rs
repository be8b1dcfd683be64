//! The grammar of what a right is for: `resource[.group][/subresource][:name]`, or a URL, which starts with `/`.
//!
//! Which resources there are is not known here.

use ecow::{EcoString, eco_format};

/// What a right is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Right {
    /// Objects of the API.
    Resource {
        /// Empty for the core group.
        group: EcoString,
        /// `pods`, `pods/log`
        resource: EcoString,
        /// The one object that is meant.
        name: Option<EcoString>,
    },
    /// A URL that belongs to no object.
    Url(EcoString),
}

/// Where rights hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightScope {
    /// In the namespace of the account.
    Namespace,
    /// In the whole cluster.
    Cluster,
}

impl Right {
    /// Reads one right.
    ///
    /// # Errors
    /// What is wrong with `part`, as a sentence.
    pub fn read(part: &str, scope: RightScope) -> Result<Right, String> {
        if part.is_empty() {
            return Err("between two commas there is nothing".into());
        }
        if part.starts_with('/') {
            if scope == RightScope::Namespace {
                return Err(format!("`{part}` is a URL, and URLs belong to no namespace: they stand in `can_cluster`"));
            }
            return Ok(Right::Url(if part == "/*" { "*".into() } else { part.into() }));
        }
        let (what, name) = match part.split_once(':') {
            Some((what, name)) => (what, Some(name)),
            None => (part, None),
        };
        let (kind, sub) = match what.split_once('/') {
            Some((kind, sub)) => (kind, Some(sub)),
            None => (what, None),
        };
        let (resource, group) = kind.split_once('.').unwrap_or((kind, ""));
        let lacks = resource.is_empty() || sub.is_some_and(str::is_empty) || name.is_some_and(str::is_empty);
        if lacks || kind.ends_with('.') {
            return Err(format!("`{part}` names no resource"));
        }
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '*' | '.');
        if let Some(c) = what.chars().find(|c| !legal(*c) && *c != '/') {
            let hint = if c.is_ascii_uppercase() { ": resources are written in lower case, in the plural" } else { "" };
            return Err(format!("`{part}` names no resource{hint}"));
        }
        let resource = match sub {
            Some(sub) => eco_format!("{resource}/{sub}"),
            None => resource.into(),
        };
        Ok(Right::Resource { group: group.into(), resource, name: name.map(EcoString::from) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Right, RightScope};

    fn resource(group: &str, resource: &str, name: Option<&str>) -> Right {
        Right::Resource { group: group.into(), resource: resource.into(), name: name.map(Into::into) }
    }

    #[test]
    fn reads_resource_group_subresource_and_name() {
        for (text, group, kind, name) in [
            ("pods", "", "pods", None),
            ("pods/log", "", "pods/log", None),
            ("deployments.apps", "apps", "deployments", None),
            ("applications.argoproj.io/status", "argoproj.io", "applications/status", None),
            ("*.*/finalizers", "*", "*/finalizers", None),
            ("*.*", "*", "*", None),
            ("leases.coordination.k8s.io:58ac.x.io", "coordination.k8s.io", "leases", Some("58ac.x.io")),
            ("clusterroles.rbac:system:reader", "rbac", "clusterroles", Some("system:reader")),
        ] {
            assert_eq!(Right::read(text, RightScope::Namespace), Ok(resource(group, kind, name)), "{text}");
        }
    }

    #[test]
    fn urls_belong_to_the_cluster() {
        assert_eq!(Right::read("/*", RightScope::Cluster), Ok(Right::Url("*".into())));
        assert_eq!(Right::read("/metrics", RightScope::Cluster), Ok(Right::Url("/metrics".into())));
        assert!(Right::read("/metrics", RightScope::Namespace).is_err());
    }

    #[test]
    fn refuses_what_names_nothing() {
        for text in ["", ".apps", "pods/", "pods:", "Pods", "pods.", "po ds"] {
            assert!(Right::read(text, RightScope::Namespace).is_err(), "{text}");
        }
    }
}

//! What the compiler adds unasked: each rule with what it adds, why, and how to leave it.

/// A rule that adds fields nobody wrote, [`Cause::Default`](super::Cause::Default).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The name that origins carry.
    pub name: &'static str,
    /// Why a careful operator would have written it, a sentence.
    pub why: &'static str,
    /// What to write to have it otherwise.
    pub otherwise: &'static str,
}

/// Every rule, by name.
pub const RULES: &[Rule] = &[
    Rule {
        name: "account-token",
        why: "a pod that never talks to the API server should hold no key to it",
        otherwise: "`token = true`, or give the account rights with `can`",
    },
    Rule {
        name: "budget",
        why: "draining nodes must not take all pods of a replicated service at once",
        otherwise: "`keep`, `disrupt`, or `disrupt = none` for no budget",
    },
    Rule {
        name: "config-digest",
        why: "pods read a config when they start, so a changed one must replace them",
        otherwise: "declare the config `external`: only what the program holds can be hashed",
    },
    Rule {
        name: "drain",
        why: "a pod must answer until everyone has stopped sending to it",
        otherwise: "`drain = 10s`, or `drain = none` to stop at once",
    },
    Rule {
        name: "headless",
        why: "the pods of a StatefulSet are found each by its own name",
        otherwise: "`network { headless = false }`",
    },
    Rule {
        name: "job-name",
        why: "a Job cannot be changed, so another content needs a name of its own",
        otherwise: "`patch Job { metadata.name = \"…\" }`, and delete the old Job before each change",
    },
    Rule {
        name: "labels",
        why: "tools find what belongs together by the labels that Kubernetes recommends",
        otherwise: "set the same label in `labels`, or `selector` for how pods are found",
    },
    Rule {
        name: "pod-security",
        why: "a namespace that enforces the Pod Security Standard `restricted` admits what the safe style makes, and \
              nothing that would be more dangerous",
        otherwise: "`pod_security = baseline` or `privileged` in the namespace; `none` for no label",
    },
    Rule {
        name: "pull-policy",
        why: "an image whose tag may move is asked for at every start, one that stays is not",
        otherwise: "`pull = always`, `if_not_present` or `never`",
    },
    Rule {
        name: "secret-type",
        why: "a secret without a type of its own is `Opaque` to Kubernetes, and says so",
        otherwise: "`type`",
    },
    Rule {
        name: "security",
        why: "the Pod Security Standard `restricted` is what a process needs that only serves",
        otherwise: "`security = baseline` or `none`; `writable \"/path\"` for a directory; `allow root` or \
                    `allow writable_root` with a reason",
    },
    Rule {
        name: "service-links",
        why: "variables for every Service of the namespace change what a program sees without its doing",
        otherwise: "`pod { enableServiceLinks = true }`",
    },
    Rule {
        name: "spread",
        why: "replicas on one node or in one zone fail together",
        otherwise: "`spread zone` and `spread node`, or `= none` for either",
    },
    Rule {
        name: "strict-network",
        why: "the app says `network = strict`, so pods talk only along references, and names are looked up",
        otherwise: "`accept`, `reach` and `uses` for more edges; `network = open` for none of ours",
    },
    Rule {
        name: "vocabulary",
        why: "the default of an entry, as `kappc explain` shows it for the entry",
        otherwise: "write the entry",
    },
    Rule {
        name: "writable-tmp",
        why: "programs expect to write to /tmp, and the root file system is read-only",
        otherwise: "mount something at \"/tmp\", or `allow writable_root` with a reason",
    },
];

/// The rule called `name`.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rules_stand_in_order_and_have_their_say() {
        assert!(RULES.is_sorted_by(|a, b| a.name < b.name));
        assert!(
            RULES.iter().all(|rule| !rule.why.is_empty() && !rule.why.ends_with('.') && !rule.otherwise.is_empty())
        );
    }
}

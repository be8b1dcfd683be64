//! What the compiler adds unasked: each rule with what it adds, why, and how to leave it.

/// A rule that adds fields nobody wrote, [`Cause::Default`](super::Cause::Default).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What people call it.
    pub name: &'static str,
    /// Why a careful operator would have written it, a sentence.
    pub why: &'static str,
    /// What to write to have it otherwise.
    pub otherwise: &'static str,
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $id:ident = $name:literal, $why:expr, $otherwise:expr;)+) => {
        /// One of [`RULES`], in a byte: every node of every object has a place for it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Unasked {
            $($(#[doc = $doc])+ $id,)+
        }

        impl Unasked {
            /// The name that people know.
            pub fn name(self) -> &'static str {
                match self {
                    $(Unasked::$id => $name,)+
                }
            }
        }

        /// Every rule, by name.
        pub const RULES: &[Rule] = &[$(Rule { name: $name, why: $why, otherwise: $otherwise },)+];
    };
}

rules! {
    /// Pods without a token of the API server.
    AccountToken = "account-token",
        "a pod that never talks to the API server should hold no key to it",
        "`token = true`, or give the account rights with `can`";
    /// A budget for disruptions.
    Budget = "budget",
        "draining nodes must not take all pods of a replicated service at once",
        "`keep`, `disrupt`, or `disrupt = none` for no budget";
    /// A digest of the configs that pods read.
    ConfigDigest = "config-digest",
        "pods read a config when they start, so a changed one must replace them",
        "declare the config `external`: only what the program holds can be hashed";
    /// Time to drain.
    Drain = "drain",
        "a pod must answer until everyone has stopped sending to it",
        "`drain = 10s`, or `drain = none` to stop at once";
    /// The group of volumes.
    FsGroup = "fs-group",
        "a new volume belongs to root on most clusters, and the process is somebody else, who could not write to it",
        "`fs_group = N`, or `fs_group = none` to leave volumes as they are";
    /// Services of StatefulSets.
    Headless = "headless",
        "the pods of a StatefulSet are found each by its own name",
        "`network { headless = false }`";
    /// Names of Jobs with a digest.
    JobName = "job-name",
        "a Job cannot be changed, so another content needs a name of its own",
        "`patch Job { metadata.name = \"…\" }`, and delete the old Job before each change";
    /// The labels that Kubernetes recommends.
    Labels = "labels",
        "tools find what belongs together by the labels that Kubernetes recommends",
        "set the same label in `labels`, or `selector` for how pods are found";
    /// The level of security that a namespace enforces.
    PodSecurity = "pod-security",
        "a namespace that enforces the Pod Security Standard `restricted` admits what the safe style makes, and \
         nothing that would be more dangerous",
        "`pod_security = baseline` or `privileged` in the namespace; `none` for no label";
    /// When images are asked for.
    PullPolicy = "pull-policy",
        "an image whose tag may move is asked for at every start, one that stays is not",
        "`pull = always`, `if_not_present` or `never`";
    /// The type of a Secret.
    SecretType = "secret-type",
        "a secret without a type of its own is `Opaque` to Kubernetes, and says so",
        "`type`";
    /// Security contexts.
    Security = "security",
        "the Pod Security Standard `restricted` is what a process needs that only serves",
        "`security = baseline` or `none`; `writable \"/path\"` for a directory; `allow root` or \
        `allow writable_root` with a reason";
    /// No variables for Services.
    ServiceLinks = "service-links",
        "variables for every Service of the namespace change what a program sees without its doing",
        "`pod { enableServiceLinks = true }`";
    /// Replicas on several nodes and zones.
    Spread = "spread",
        "replicas on one node or in one zone fail together",
        "`spread zone` and `spread node`, or `= none` for either";
    /// Policies of networks.
    StrictNetwork = "strict-network",
        "the app says `network = strict`, so pods talk only along references, and names are looked up",
        "`accept`, `reach` and `uses` for more edges; `network = open` for none of ours";
    /// The default of an entry.
    Vocabulary = "vocabulary",
        "the default of an entry, as `kappc explain` shows it for the entry",
        "write the entry";
    /// A volume at `/tmp`.
    WritableTmp = "writable-tmp",
        "programs expect to write to /tmp, and the root file system is read-only",
        "mount something at \"/tmp\", or `allow writable_root` with a reason";
}

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

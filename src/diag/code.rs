//! The registry of diagnostic codes: one row and one page per code.
//!
//! `K01xx` syntax, `K02xx` names and imports, `K03xx` types, `K04xx` evaluation and layers, `K05xx` Kubernetes
//! semantics, `K06xx` lint, `K07xx` secrets, `K08xx` cluster, `K09xx` internal.
#![allow(clippy::zero_prefixed_literal, reason = "a number is written as in the name of its page")]

/// The number of a kind of mistake, as in `K0312`. Made only by the registry below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "K{:04}", self.0)
    }
}

/// A row of the registry.
#[derive(Debug)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// A short title for lists.
    pub title: &'static str,
    /// The page: Markdown whose first two `kapp` blocks are a broken program and its mended form.
    pub page: &'static str,
}

macro_rules! registry {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $title:literal;)*) => {
        $(
            #[doc = $title]
            #[allow(clippy::zero_prefixed_literal, reason = "a code is written with four digits")]
            pub const $name: Code = Code($number);
        )*

        /// Every code, in order.
        pub const REGISTRY: &[CodeInfo] = &[
            $(CodeInfo {
                code: $name,
                title: $title,
                page: include_str!(concat!("pages/K", stringify!($number), ".md")),
            },)*
        ];
    };
}

registry! {
    UNEXPECTED = 0101, "unexpected text";
    MISSING_VALUE = 0102, "a value is missing";
    UNCLOSED = 0103, "a closing bracket is missing";
    UNOPENED = 0104, "an opening bracket is missing";
    MISSING_COMMA = 0105, "a comma is missing";
    MISSING_EQUALS = 0106, "`=` is missing";
    LATE_START = 0107, "a value or block starts on a later line";
    LOOSE_JOINT = 0108, "something stands apart from what it belongs to";
    MINUS = 0109, "a minus sign in the wrong place";
    LONE_HEAD = 0110, "an entry without value or block";
    CHAINED_COMPARISON = 0111, "a chain of comparisons";
    RANGE = 0112, "a range without two ends";
    RESERVED = 0113, "a reserved word as a name";
    OPEN_TEXT = 0114, "a text without its end";
    OPEN_COMPUTED = 0115, "`${` without `}`";
    ESCAPE = 0116, "an unknown escape";
    TEXT_START = 0117, "a text of several lines that starts on its first";
    CHARACTER = 0118, "a character that stands in text only";
    TOO_DEEP = 0119, "nested too deeply";
    COLON = 0120, "`:` where a value is set";
    FOREIGN_SIGN = 0121, "a sign or word of another language";
    YAML_ITEM = 0122, "YAML in a program";
    TEMPLATE = 0123, "a template of another tool";
    COMMENT = 0124, "a comment of another language";
    UNQUOTED = 0125, "a key or path without quotes";
    INCOMPLETE = 0126, "a part of an entry or expression is missing";
    LOOSE_CONDITION = 0127, "a condition inside a calculation";
    NAME_EXPECTED = 0128, "a name is missing";
    NOT_CALLABLE = 0129, "a call of something that is no function";
    YAML_SYNTAX = 0150, "a text that is no YAML";
    YAML_TOO_LARGE = 0151, "YAML past a limit";
    YAML_DUPLICATE_KEY = 0152, "a key that stands twice in YAML";
    YAML_UNSUPPORTED = 0153, "YAML that no cluster would read";
    UNKNOWN_NAME = 0201, "unknown name";
    UNKNOWN_ENTRY = 0202, "unknown entry";
    UNKNOWN_FORM = 0203, "nothing starts with this word at top level";
    UNKNOWN_KIND = 0204, "unknown kind of declaration";
    UNKNOWN_TYPE = 0205, "unknown type";
    UNKNOWN_ENVIRONMENT = 0206, "unknown environment";
    UNKNOWN_CAPABILITY = 0207, "unknown capability";
    UNKNOWN_WORD = 0208, "a word that may not stand here";
    UNKNOWN_FACE = 0209, "nothing of that name can be read";
    DUPLICATE_NAME = 0210, "a name declared twice";
    AMBIGUOUS_NAME = 0211, "a name that could mean several things";
    HIDES_NAME = 0212, "a local name hides a name of the module";
    LABEL_COUNT = 0213, "too many or too few names";
    MISPLACED = 0214, "something in the wrong place";
    NEEDS_KIND = 0215, "a profile that says no kind";
    WRONG_PROFILE = 0216, "a profile for another kind";
    CYCLE = 0217, "circular definition";
    NEEDS_REASON = 0218, "an allow without reason";
    NEW_OUTSIDE_ENVIRONMENT = 0220, "new outside an environment";
    IMPORT_NOT_FOUND = 0221, "an import that leads nowhere";
    OUTSIDE_PACKAGE = 0222, "an import from outside the package";
    IMPORT_CYCLE = 0223, "modules that import each other";
    IMPORTED_ENVIRONMENTS = 0224, "an imported module with other environments";
    PRIVATE_NAME = 0225, "a private name of another module";
    NAMELESS_IMPORT = 0226, "an import without a name";
    EMITTED_APP = 0227, "emit of a module with an app of its own";
    TEMPLATE_CYCLE = 0228, "a template made of itself";
    FILE_WITHOUT_APP = 0229, "a file without app beside several apps";
    BAD_MANIFEST = 0230, "a kapp.toml that cannot be used";
    BAD_PARAMS = 0231, "a file of parameters that cannot be read";
    BAD_INCLUDE = 0250, "files that cannot be included";
    WRONG_TYPE = 0301, "a value of the wrong type";
    BAD_NUMBER = 0302, "a number that cannot be read";
    AMBIGUOUS_UNIT = 0303, "a unit with two meanings";
    WRONG_DIMENSION = 0304, "a number of another dimension";
    OUT_OF_RANGE = 0305, "a number out of range";
    WRONG_OPERANDS = 0306, "operands that do not go together";
    MISSING_FIELD = 0307, "a record that lacks a field";
    NOT_ITERABLE = 0308, "a loop over something else than a list or map";
    WRONG_ARGUMENTS = 0309, "wrong arguments";
    NEEDS_TYPE = 0310, "a parameter without type";
    TYPE_IN_ENUM = 0311, "a type among the members of an enum";
    BAD_PATTERN = 0312, "a pattern that is no regular expression";
    BAD_BOUND = 0313, "a bound that is no number";
    TYPE_ON_SETTING = 0314, "a type on a setting";
    TAKES_VALUE = 0315, "a block where a value belongs";
    TAKES_BLOCK = 0316, "a value where a block belongs";
    NEEDS_VALUE = 0317, "an entry without value";
    NO_VALUE_THERE = 0318, "something that is no value";
    BAD_FORMAT = 0319, "a text of the wrong form";
    BROKEN_CONDITION = 0320, "a value that breaks the condition of its type";
    UNKNOWN_FIELD = 0321, "a field that Kubernetes does not have";
    WRONG_LEVEL = 0322, "a field on the wrong level";
    BAD_WORD = 0323, "a word that Kubernetes does not take";
    UNKNOWN_API = 0324, "a kind without schema";
    NOT_IN_TARGET = 0325, "something that the target does not have";
    SET_TWICE = 0401, "one thing set twice in one layer";
    NOTHING_TO_CHANGE = 0402, "an environment changes what is not there";
    EXISTS_ALREADY = 0403, "new marks what exists already";
    NOTHING_TO_UNSET = 0404, "unset finds nothing";
    MISSING_KEY = 0405, "a key that is not there";
    NOT_IN_ENVIRONMENT = 0406, "a declaration that does not exist here";
    NEEDS_INPUT = 0407, "a parameter without a value";
    BAD_ARITHMETIC = 0408, "a calculation without result";
    VALUE_CYCLE = 0409, "a value that depends on itself";
    BROKEN_ASSERT = 0410, "an assertion that does not hold";
    NOT_SET = 0411, "a value that is not set";
    NO_SINGLE_PORT = 0412, "an address of something without a single port";
    OVER_BUDGET = 0413, "too much work or too large a result";
    BAD_ARGUMENT = 0414, "an argument that a function cannot take";
    EXCLUDED_ENVIRONMENT = 0415, "an environment inside another";
    MISSING_IMAGE = 0501, "a container without image";
    MISSING_SELECTOR = 0502, "a plain workload without selector";
    RANGE_WITHOUT_SCALE = 0503, "a range of replicas without scale";
    SCALE_WITHOUT_RANGE = 0504, "scale without a range of replicas";
    UNKNOWN_PORT = 0505, "an unknown port";
    WHICH_PORT = 0506, "no port, or several to choose from";
    UNKNOWN_VOLUME = 0507, "an unknown volume";
    MOUNT_CLASH = 0508, "two volumes at one path";
    REQUEST_ABOVE_LIMIT = 0509, "a request above its limit";
    DRAIN_TOO_LONG = 0510, "draining longer than the time to stop";
    NOT_SECONDS = 0511, "a time that is no number of whole seconds";
    NOTHING_TO_EXPOSE = 0512, "nothing to expose";
    SAME_OBJECT = 0513, "two objects of one identity";
    NO_MEMORY_LIMIT = 0514, "no memory limit";
    BAD_OBJECT_NAME = 0515, "a name that Kubernetes does not take";
    BAD_LABEL = 0516, "a label that Kubernetes does not take";
    WRITTEN_TWICE = 0517, "a field written twice";
    BAD_RIGHT = 0518, "a right that cannot be read";
    MISSING_SETTING = 0519, "something necessary is not said";
    NEEDS_ALLOW = 0520, "something that needs an allow";
    IDLE_OPTION = 0521, "an option without meaning here";
    PORT_CLASH = 0522, "ports in each other's way";
    VOLUME_CLASH = 0523, "two volumes of one name";
    NOTHING_TO_PATCH = 0524, "a patch of an object that is not made";
    KEEP_AND_DISRUPT = 0525, "two words for one budget";
    BUDGET_BLOCKS = 0526, "a budget that lets no pod go";
    BAD_TAINT = 0527, "a taint that cannot be read";
    BAD_ENV_NAME = 0528, "a variable name that Kubernetes does not take";
    OWNED_FIELD = 0529, "a patch of what the compiler owns";
    NO_SERVICE_PORT = 0530, "a Service without port";
    NO_REQUEST = 0531, "a percentage of a request that is not there";
    SELECTOR_MISSES = 0532, "pods that their selector misses";
    SAME_CONTAINER = 0533, "two containers of one name";
    BAD_DATA_KEY = 0534, "a key that Kubernetes does not take";
    TOO_MUCH_DATA = 0535, "too much data for one object";
    SHARED_SELECTOR = 0536, "workloads that find each other's pods";
    CLAIM_SHARED = 0537, "a claim for one node, shared by several pods";
    BAD_TARGET = 0538, "neither a host nor a network";
    TWO_SCALERS = 0539, "two autoscalers after one figure";
    TOO_MANY = 0540, "more than Kubernetes takes";
    ORDER_CYCLE = 0541, "an order without a first";
    UNKNOWN_ZONE = 0542, "an unknown time zone";
    SCHEDULE_GAP = 0543, "a run that the change to summer time leaves out";
    NOT_EMITTED = 0544, "a Secret that no output holds";
    BAD_QUANTITY = 0545, "a quantity that Kubernetes does not take";
    ROLLOUT_BELOW_KEEP = 0546, "a rollout below what is kept";
    ROLLOUT_TOO_SHORT = 0547, "a rollout that is given up too soon";
    VARIABLE_ORDER = 0548, "a variable that is not set yet";
    TARGET_TOO_OLD = 0549, "something newer than the target";
    NOT_ADMITTED = 0550, "a pod that its namespace turns away";
    LACKS = 0551, "an object that lacks something";
    NOT_ONE = 0552, "not exactly one of several";
    CONTRADICTION = 0553, "things that do not go together";
    BAD_FIELD = 0554, "a value that Kubernetes does not take";
    BAD_AMOUNT = 0555, "a number that Kubernetes does not take";
    TWICE = 0556, "two things that must differ";
    NO_EFFECT = 0557, "something without effect";
    NO_SUCH_PART = 0558, "a part that is not there";
    NO_SUCH_OBJECT = 0559, "a reference to an object that is not there";
    UNKNOWN_TARGET = 0560, "a version of Kubernetes that is not known";
    ODD_AMOUNT = 0561, "an amount that is hardly meant";
    OVER_QUOTA = 0562, "more than the namespace gives";
    QUOTA_DEMANDS = 0563, "a container that says less than its quota asks";
    EMPTY_RIGHT = 0564, "a right of something that Kubernetes does not have";
    LOST_LOG = 0565, "a job that hangs or fails unheard";
    HASTY_SCHEDULE = 0566, "a schedule that is hardly meant";
    PASSING_SELECTOR = 0567, "a selector that the next version changes";
    COMMAND_LINE = 0568, "a command line as one word";
    HEAP_TOO_LARGE = 0569, "a heap larger than its memory";
    NO_SUCH_KEY = 0580, "a reference to a key that is not there";
    FINDS_NO_PODS = 0581, "a selector that finds no pods";
    NO_SUCH_PORT = 0582, "a port that is not there";
    SCALED_BACK = 0583, "a number of pods that an autoscaler sets";
    TWO_BUDGETS = 0584, "two budgets for one pod";
    OLD_API = 0585, "an API that will be gone";
    AGAINST_DEFINITION = 0586, "a value that its definition forbids";
    BROKEN_RULE = 0587, "a broken rule of a custom resource";
    UNCHECKED_RULE = 0588, "a rule that is not checked";
    NO_OBJECT = 0590, "YAML that is no object";
    NO_DEFINITION = 0591, "YAML that defines no custom resource";
    UNUSED_NAME = 0601, "a name that nothing uses";
    UNUSED_IMPORT = 0602, "an import that nothing uses";
    IDLE_DEFAULTS = 0603, "defaults for nothing";
    NO_CHANGE = 0604, "an environment that changes nothing";
    CONSTANT_CONDITION = 0605, "a condition that cannot change";
    LOOSE_DOC = 0606, "a doc comment of nothing";
    IDLE_ALLOW = 0621, "an allow that relaxes nothing";
    ODD_PLACE = 0622, "a place that no node has a label for";
    SECRET_ESCAPES = 0701, "a secret in plain sight";
    OPAQUE_PARAM = 0702, "a secret as a parameter";
    INTERNAL = 0901, "a mistake of the compiler";
}

impl Code {
    /// Title and page.
    pub fn info(self) -> Option<&'static CodeInfo> {
        REGISTRY.iter().find(|info| info.code == self)
    }

    /// The code that `text` names, as in `K0312`.
    pub fn parse(text: &str) -> Option<Code> {
        REGISTRY.iter().map(|info| info.code).find(|code| code.to_string().eq_ignore_ascii_case(text))
    }
}

#!/usr/bin/env python3
"""Makes the schema tables of Kubernetes' API, `k8s.table` and `k8s.docs`, beside this file.

In: the definitions of every minor version that the package kubernetes-validate brings, and overlay.txt with what they
lack. Out: one table without duplicates, in which every field says by a bit mask in which versions it is; and the
descriptions, compressed. README.md describes the layout of the table.

    pip install kubernetes-validate==1.37.0 zstandard
    python3 stdlib/k8s/generate.py            # writes
    python3 stdlib/k8s/generate.py --check    # compares, and says so by its exit code
"""

import importlib.util
import json
import pathlib
import re
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
OLDEST, NEWEST = 25, 37
MINORS = range(OLDEST, NEWEST + 1)
ALL = (1 << len(MINORS)) - 1
NOTHING = 0xFFFF
REQUIRED = NAMESPACED = 0x8000

TAGS = ["any", "open", "bool", "int32", "int64", "number", "string", "quantity", "int_or_string", "bytes", "time",
        "micro_time", "list", "map", "struct"]
LISTS = {"atomic": 0, "set": 1, "map": 2}

# Definitions that stand for a type of their own.
SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int_or_string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "micro_time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "open",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": "open",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "open",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "any",
}

# Kinds of requests and answers, which no manifest holds.
NO_OBJECTS = {"DeleteOptions", "WatchEvent", "Status", "APIGroup", "APIGroupList", "APIVersions", "APIResourceList",
              "Scale", "Eviction", "TokenRequest", "Binding"}
# An Eviction of this group is an object.
OBJECTS = {("lifecycle.k8s.io", "Eviction")}


def definitions():
    """The definitions of each minor version."""
    spec = importlib.util.find_spec("kubernetes_validate")
    if spec is None:
        sys.exit("the package kubernetes-validate is not installed")
    schemas = pathlib.Path(spec.origin).parent / "kubernetes-json-schema"
    for minor in MINORS:
        yield minor, json.loads((schemas / f"v1.{minor}.0-local" / "_definitions.json").read_text())["$defs"]


def names(definition):
    """Package and name: `core.v1`, `Container`."""
    parts = definition.split(".")
    return ".".join(parts[-3:-1]), parts[-1]


class Overlay:
    """What overlay.txt says."""

    def __init__(self, text):
        self.words, self.defaults, self.cluster, self.life = {}, {}, set(), []
        entries = []
        for line in text.splitlines():
            if line.startswith(" ") and entries:
                entries[-1].append(line.strip())
            elif line and not line.startswith("#"):
                entries.append([line])
        for lines in entries:
            kind, rest = lines[0].split(" ", 1)
            getattr(self, "read_" + kind)([rest, *lines[1:]])

    def read_enum(self, lines):
        joined = lines[0]
        lines = lines[1:]
        while joined.endswith("|"):
            joined += " " + lines.pop(0)
        words = []
        for word in joined.split(" = ", 1)[1].split(" | "):
            text, _, since = word.partition("@")
            words.append(("" if text == '""' else text, int(since or OLDEST)))
        for place in " ".join(lines).split():
            assert place not in self.words, place
            self.words[place] = words

    def read_cluster(self, lines):
        package, kinds = " ".join(lines).split(" = ")
        self.cluster.update((package, kind) for kind in kinds.split())

    def read_default(self, lines):
        place, value = " ".join(lines).split(" = ", 1)
        json.loads(value)
        self.defaults[place] = value

    def read_life(self, lines):
        m = re.fullmatch(r"(\S+) (.+?)(?: deprecated 1\.(\d+))?(?: removed 1\.(\d+))?(?: use (\S+)(?: (\S+))?)?",
                         " ".join(lines))
        group, _, version = m[1].rpartition("/")
        for kind in m[2].split():
            self.life.append((group, version, kind, int(m[3] or 0), int(m[4] or 0), m[5], m[6] or kind))


class Types:
    """The types in order of their first use; equal ones are one."""

    def __init__(self, strings):
        self.rows, self.index, self.strings = [], {}, strings
        self.word_lists, self.word_index = [], {}

    def words(self, words):
        if words not in self.word_index:
            self.word_index[words] = len(self.word_lists)
            self.word_lists += [len(words), *map(self.strings.add, words)]
        return self.word_index[words]

    def add(self, shape):
        if shape not in self.index:
            tag, *rest = shape
            detail, arg, keys = 0, NOTHING, NOTHING
            if tag == "list":
                detail, arg = LISTS[rest[1]], self.add(rest[0])
                keys = self.words(rest[2]) if rest[2] else NOTHING
            elif tag == "map":
                arg = self.add(rest[0])
            elif tag == "struct":
                arg = rest[0]
            elif tag == "string" and rest:
                arg = self.words(rest[0])
            self.index[shape] = len(self.rows)
            self.rows.append((TAGS.index(tag), detail, arg, keys))
        return self.index[shape]


class Strings:
    """A pool of texts."""

    def __init__(self):
        self.texts, self.index = [], {}

    def add(self, text):
        if text not in self.index:
            self.index[text] = len(self.texts)
            self.texts.append(text)
        return self.index[text]


def plain(types):
    """The type that is not `null`."""
    if isinstance(types, list):
        (types,) = [name for name in types if name != "null"]
    return types


def shape(schema, structs, words=None):
    """A schema as a nested tuple; a list has its merge rule put in later, from the newest version."""
    if "$ref" in schema:
        target = schema["$ref"].removeprefix("#/$defs/")
        return (SPECIAL[target],) if target in SPECIAL else ("struct", structs[target])
    kind = plain(schema.get("type"))
    if kind == "array":
        return ("list", shape(schema["items"], structs, words), "atomic", None)
    if kind == "object":
        inner = schema.get("additionalProperties")
        return ("map", shape(inner, structs)) if inner else ("open",)
    if kind == "integer":
        return ("int32",) if schema.get("format") == "int32" else ("int64",)
    if kind == "string":
        special = {"byte": "bytes", "date-time": "time"}.get(schema.get("format"))
        return (special,) if special else ("string", words) if words else ("string",)
    return {"boolean": ("bool",), "number": ("number",)}[kind]


def merging(schema):
    """How lists of this schema merge, and by which keys."""
    keys = tuple(schema.get("x-kubernetes-list-map-keys", ()))
    if not keys and "x-kubernetes-patch-merge-key" in schema:
        keys = (schema["x-kubernetes-patch-merge-key"],)
    rule = schema.get("x-kubernetes-list-type", "map" if keys else "atomic")
    return ("map", keys) if keys else ("set", None) if rule == "set" else ("atomic", None)


def with_merging(shape, rule):
    return (*shape[:2], *rule) if shape[0] == "list" else shape


def reachable(roots, by_minor):
    """Every definition that the kinds lead to."""
    found, waiting = set(), list(roots)
    while waiting:
        definition = waiting.pop()
        if definition in found or definition in SPECIAL:
            continue
        found.add(definition)
        for _, known in by_minor:
            text = json.dumps(known.get(definition, {}).get("properties", {}))
            waiting += re.findall(r'"#/\$defs/([^"]+)"', text)
    return found


def kinds_of(by_minor):
    """Group, version, kind and definition of every kind, with the mask of its versions."""
    masks = {}
    for minor, known in by_minor:
        for definition, schema in known.items():
            for gvk in schema.get("x-kubernetes-group-version-kind", ()):
                group, version, kind = gvk["group"], gvk["version"], gvk["kind"]
                if kind in NO_OBJECTS and (group, kind) not in OBJECTS or kind.endswith("List"):
                    continue
                key = (kind, group, version, definition)
                masks[key] = masks.get(key, 0) | 1 << (minor - OLDEST)
    return masks


def field_rows(definition, by_minor, structs, types, strings, overlay, used):
    """The fields of a struct, by name, each with its variants newest first; and their descriptions."""
    package, name = names(definition)
    place = f"{package.split('.')[0]}/{name}"
    fields = {}
    for minor, known in by_minor:
        schema = known.get(definition, {})
        for field, inner in schema.get("properties", {}).items():
            fields.setdefault(field, []).append((minor, inner, field in schema.get("required", ())))
    rows, docs = [], []
    for field, seen in sorted(fields.items()):
        at = f"{place}.{field}"
        rule, words = merging(seen[-1][1]), overlay.words.get(at)
        # What the newest version asks for was asked for before, if only by the server's own checks; and what it no longer
        # asks for was never refused.
        required = seen[-1][2]
        default = overlay.defaults.get(at)
        used.add(at)
        variants = {}
        for minor, inner, _ in seen:
            known_words = tuple(word for word, since in words if since <= minor) if words else None
            described = with_merging(shape(inner, structs, known_words), rule)
            ty = types.add(described)
            variants[ty] = variants.get(ty, 0) | 1 << (minor - OLDEST)
        value = NOTHING if default is None else strings.add(default)
        description = seen[-1][1].get("description", "")
        for ty, mask in sorted(variants.items(), key=lambda item: -item[1]):
            rows.append((strings.add(field), ty, mask | (REQUIRED if required else 0), value))
            docs.append(description)
            description = ""
    return rows, docs


def generate():
    by_minor = list(definitions())
    overlay = Overlay((HERE / "overlay.txt").read_text())
    strings = Strings()
    types = Types(strings)
    masks = kinds_of(by_minor)
    found = reachable({key[3] for key in masks} | {"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}, by_minor)
    ordered = sorted(found, key=lambda definition: (names(definition)[1], names(definition)[0]))
    structs = {definition: at for at, definition in enumerate(ordered)}
    struct_rows, fields, docs, used = [], [], [], set()
    # Every struct is a type of the same number.
    for at in range(len(ordered)):
        types.add(("struct", at))
    for definition in ordered:
        package, name = names(definition)
        newest = [known[definition] for _, known in by_minor if definition in known][-1]
        struct_rows.append((strings.add(name), strings.add(package), len(fields)))
        docs.append(newest.get("description", ""))
        rows, texts = field_rows(definition, by_minor, structs, types, strings, overlay, used)
        fields += rows
        docs.append(texts)
    unknown = [at for at in [*overlay.words, *overlay.defaults] if at not in used]
    if unknown:
        sys.exit(f"overlay.txt names fields that are not there: {', '.join(unknown)}")

    kind_rows = {}
    for (kind, group, version, definition), mask in masks.items():
        package = names(definition)[0].split(".")[0]
        namespaced = (package, kind) not in overlay.cluster
        removed = NEWEST + 1
        while removed > OLDEST and not mask >> (removed - 1 - OLDEST) & 1:
            removed -= 1
        kind_rows[kind, group, version] = [structs[definition], mask | (NAMESPACED if namespaced else 0),
                                           0, removed if removed <= NEWEST else 0, None]
    cluster_kinds = {kind for _, kind in overlay.cluster}
    for group, version, kind, deprecated, removed, use, use_kind in overlay.life:
        row = kind_rows.setdefault((kind, group, version), [NOTHING, 0 if kind in cluster_kinds else NAMESPACED,
                                                            0, removed, None])
        row[2] = deprecated
        if use:
            row[4] = (*use.rpartition("/")[::2], use_kind)

    packed_kinds = b""
    for (kind, group, version), (ty, mask, deprecated, removed, use) in sorted(kind_rows.items()):
        use = [strings.add(text) for text in use] if use else [NOTHING] * 3
        packed_kinds += struct.pack("<HHHHHBBHHH", strings.add(kind), strings.add(group), strings.add(version), ty, mask,
                                    deprecated, removed, *use)
    pool = b"".join(text.encode() for text in strings.texts)
    offsets, at = [], 0
    for text in strings.texts:
        offsets.append(at)
        at += len(text.encode())
    offsets.append(at)
    sections = [
        b"".join(struct.pack("<H", offset) for offset in offsets),
        pool,
        b"".join(struct.pack("<BBHH", *row) for row in types.rows),
        b"".join(struct.pack("<H", word) for word in types.word_lists),
        b"".join(struct.pack("<HHH", *row) for row in [*struct_rows, (0, 0, len(fields))]),
        b"".join(struct.pack("<HHHH", *row) for row in fields),
        packed_kinds,
    ]
    header = b"kappk8s1" + struct.pack("<BB", OLDEST, len(MINORS))
    start = len(header) + 4 * (len(sections) + 1)
    for section in sections:
        header += struct.pack("<I", start)
        start += len(section)
    table = header + struct.pack("<I", start) + b"".join(sections)

    lines = []
    for at in range(len(ordered)):
        lines.append(docs[2 * at])
        lines += docs[2 * at + 1]
    figures = f"{len(kind_rows)} kinds, {len(ordered)} structs, {len(fields)} fields, {len(types.rows)} types, " \
              f"{len(strings.texts)} texts of {len(pool)} bytes"
    return table, "\0".join(lines).encode(), figures


def main():
    import zstandard
    table, text, figures = generate()
    parameters = zstandard.ZstdCompressionParameters.from_level(19, window_log=20)
    docs = zstandard.ZstdCompressor(compression_params=parameters).compress(text)
    print(f"{figures}; table {len(table)} bytes, descriptions {len(text)} bytes, packed {len(docs)}")
    if "--check" in sys.argv:
        # Another version of the compressor packs otherwise: what counts is the text.
        stored = zstandard.ZstdDecompressor().decompress((HERE / "k8s.docs").read_bytes(), max_output_size=1 << 24)
        sys.exit((HERE / "k8s.table").read_bytes() != table or stored != text)
    (HERE / "k8s.table").write_bytes(table)
    (HERE / "k8s.docs").write_bytes(docs)


if __name__ == "__main__":
    main()

"""Reads a YAML stream with PyYAML, a reader of YAML 1.1, and compares it with a JSON list of the documents it should hold.

  read_yaml.py STREAM WANTED [quick]

`quick` reads with libyaml alone where PyYAML has it; else the reader in Python reads the stream as well. Exits 1 and prints
what differs; 2 where PyYAML is missing. Types, and the order of keys, count.
"""
import json
import sys
import unicodedata

try:
    import yaml
except ImportError:
    sys.exit(2)


def difference(got, want, path="$"):
    """The first difference as a text, or None."""
    if type(got) is not type(want):
        return f"{path}: {got!r} is no {type(want).__name__} {want!r}"
    if isinstance(want, dict):
        if list(got) != list(want):
            at = next((i for i, (g, w) in enumerate(zip(got, want)) if g != w or type(g) is not type(w)), min(len(got), len(want)))
            return f"{path}: key {at} of {len(want)} differs: {list(got)[at:at + 1]!r} for {list(want)[at:at + 1]!r}"
        return next(filter(None, (difference(got[key], want[key], f"{path}.{key!a}") for key in want)), None)
    if isinstance(want, list):
        if len(got) != len(want):
            return f"{path}: {len(got)} items for {len(want)}"
        return next(filter(None, (difference(g, w, f"{path}[{i}]") for i, (g, w) in enumerate(zip(got, want)))), None)
    return None if got == want else f"{path}: {got!a} for {want!a}"


def main(stream, wanted, quick):
    # newline="": what stands in the file, carriage returns included.
    text = open(stream, encoding="utf-8", newline="").read()
    want = json.load(open(wanted, encoding="utf-8"))
    problems = [f"U+{ord(c):04X} stands raw" for c in sorted(set(text))
                if c not in "\n\t " and unicodedata.category(c) in ("Cc", "Cf", "Co", "Zs", "Zl", "Zp")]
    loaders = [yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else []
    if not quick or not loaders:
        loaders.append(yaml.SafeLoader)
    for loader in loaders:
        try:
            got = list(yaml.load_all(text, loader))
        except yaml.YAMLError as error:
            problems.append(f"{loader.__name__}: {error}")
            continue
        problem = difference(got, want)
        if problem:
            problems.append(f"{loader.__name__}: {problem}")
    print("\n".join(problems[:20]))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:] == ["quick"]))

# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""The rules of the repository. Each takes {path: text} and returns problems.

A problem is one line: where, what was found, what is expected.
"""

import os
import re

import sources

COLUMNS = 80
LINES = {"header": 250, "source": 400, "test": 600}
FUNCTION_LINES = 70
BLOB_BYTES = 1024 * 1024

# A room (a folder, or one file) and the rooms it may include. `services` is
# the assembly of the program: the files directly in that folder.
SERVICE = ["proto", "base", "server", "form", "registry", "storage"]
ROOMS = {
    "base": [],
    "form": ["proto", "base"],
    "registry": ["proto", "base"],
    "documents": ["proto", "base", "form", "registry"],
    "storage": ["base"],
    "server": ["proto", "base"],
    "services/ingest": SERVICE,
    "services/aggregate": SERVICE,
    "services/query": ["proto", "base", "server", "form", "registry",
                       "documents"],
    "services": ["proto", "base", "server", "form", "registry", "storage",
                 "documents", "services/ingest", "services/aggregate",
                 "services/query"],
    "cli": ["proto", "base", "form", "registry", "documents"],
}
# The client's half of the server room (the target disclosure::rpc).
CLIENT_HEADERS = {"cli": {"server/channel.h", "server/retry.h",
                          "server/status.h"}}
# What only some rooms or files may include. Tests and benchmarks of the whole
# may include anything but RocksDB, except the one that measures RocksDB alone.
RESERVED = [
    (r"rocksdb/", ["storage", "bench/peers/rocksdb_committer.cc"]),
    (r"(grpcpp|grpc)/|.*\.grpc\.pb\.h$",
     ["server", "services/ingest", "services/aggregate", "services/query",
      "services", "cli", "bench", "tests"]),
]
BANNED = [
    (r"\bstd::sto(i|l|ll|ul|ull|d|f)\(", "throws; use base::ParseInt64"),
    (r"\bato(i|l|ll|f)\(", "hides errors; use base::ParseInt64"),
    (r"\b(sleep_for|sleep_until|SleepFor|usleep|nanosleep)\(",
     "a guess; wait for the condition itself"),
    (r"(?<![\w:.>])s?rand\(", "use <random> with a printed seed"),
    (r"\bassert\(", "depends on the build; use DISCLOSURE_CHECK"),
    (r"\busing namespace\b", "name what is used"),
]
# Names of figures that are ordinary words too.
ORDINARY = {"in_force"}
# Split, so that this file does not contain what it looks for.
LEFTOVER = re.compile(r"\b(" + "|".join(
    ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")


def room_of(path):
    parts = path.split("/")
    if parts[0] == "services":
        return "/".join(parts[:2]) if len(parts) > 2 else "services"
    return parts[0]


def long_lines(files):
    problems = []
    for path, text in files.items():
        if not (sources.is_cpp(path) or sources.is_script(path, text)
                or path.endswith((".proto", ".cmake", "CMakeLists.txt"))):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            # A word longer than most of a line cannot be broken.
            unbreakable = any(len(word) > 55 for word in line.split())
            if len(line) > COLUMNS and not unbreakable:
                problems.append(f"{path}:{number}: {len(line)} columns, "
                                f"at most {COLUMNS}")
    return problems


def long_files(files):
    problems = []
    for path, text in files.items():
        if not (sources.is_cpp(path) or sources.is_script(path, text)):
            continue
        if re.search(r"^(//|#) Long because: \S", text[:2000], re.MULTILINE):
            continue
        kind = ("test" if sources.is_test(path)
                else "header" if path.endswith(".h") else "source")
        count = text.count("\n")
        if count > LINES[kind]:
            problems.append(f"{path}: {count} lines, a {kind} has at most "
                            f"{LINES[kind]}; split it by idea, or state the "
                            "reason on top: // Long because: ...")
    return problems


def long_functions(files):
    problems = []
    for path, text in files.items():
        if not sources.is_cpp(path):
            continue
        for first, lines in sources.functions(text):
            if lines > FUNCTION_LINES:
                problems.append(f"{path}:{first}: a function of {lines} "
                                f"lines, at most {FUNCTION_LINES}")
    return problems


def leftovers(files):
    return [f"{path}:{number}: leftover {match.group(0)}"
            for path, text in files.items()
            if path != "LICENSE" and not path.startswith("testdata/")
            for number, line in enumerate(text.split("\n"), 1)
            for match in [LEFTOVER.search(line)] if match]


def banned_calls(files):
    problems = []
    for path, text in files.items():
        if not sources.is_cpp(path):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            code = re.sub(r'"(\\.|[^"\\])*"', '""', line).split("//")[0]
            problems += [f"{path}:{number}: {pattern}: {why}"
                         for pattern, why in BANNED
                         if re.search(pattern, code)]
    return problems


def _included_room(included, files):
    if included.endswith(".pb.h"):
        # A room's own messages belong to it.
        proto = re.sub(r"(\.grpc)?\.pb\.h$", ".proto", included)
        return room_of(included) if proto in files else "proto"
    return room_of(included) if included in files else None


def room_includes(files):
    problems = []
    for path, text in files.items():
        room = room_of(path)
        if not sources.is_cpp(path) or room not in ROOMS:
            continue
        allowed = [room] + ROOMS[room]
        for number, included in sources.includes(text):
            other = _included_room(included, files)
            if included in CLIENT_HEADERS.get(room, ()):
                continue
            if other is not None and other not in allowed:
                problems.append(f"{path}:{number}: {room}/ may not include "
                                f"{included}; only {', '.join(allowed)}")
    return problems


def reserved_includes(files):
    return [f"{path}:{number}: {included} may be included only in "
            f"{', '.join(rooms)}"
            for path, text in files.items() if sources.is_cpp(path)
            for number, included in sources.includes(text)
            for pattern, rooms in RESERVED
            if re.match(pattern, included)
            and room_of(path) not in rooms and path not in rooms]


def cores_without_grpc(files):
    """The sources of each <service>_core, and their headers."""
    problems = []
    for path, text in files.items():
        if not re.fullmatch(r"services/\w+/CMakeLists\.txt", path):
            continue
        folder = os.path.dirname(path)
        for target, names in sources.target_sources(text).items():
            if not target.endswith("_core"):
                continue
            for name in names:
                for file in (f"{folder}/{name}", f"{folder}/{name[:-3]}.h"):
                    problems += [
                        f"{file}:{number}: {target} must not know gRPC, but "
                        f"includes {included}"
                        for number, included
                        in sources.includes(files.get(file, ""))
                        if re.match(RESERVED[1][0], included)]
    return problems


def named_figures(files):
    """Code, scripts and comments that name a row or column of the form."""
    form = files["proto/disclosure/v1/figures.proto"]
    names = set(re.findall(r"^\s+(?:optional\s+)?\w+ (\w+_\w+) = \d+",
                           form, re.MULTILINE)) - ORDINARY
    camel = {name: "".join(word.capitalize() for word in name.split("_"))
             for name in names}
    pattern = re.compile(r"(?<![A-Za-z])(" + "|".join(sorted(names))
                         + r")(?![A-Za-z0-9_])|k("
                         + "|".join(sorted(camel.values()))
                         + r")(FieldNumber)?\b")
    problems = []
    for path, text in files.items():
        if not (sources.is_cpp(path) or sources.is_script(path, text)):
            continue
        if sources.is_test(path) or path.startswith(("proto/", "docs/")):
            continue
        problems += [
            f"{path}:{number}: names the figure {match.group(0)}; what "
            "speaks of particular figures is data in proto/disclosure/v1/"
            for number, line in enumerate(text.split("\n"), 1)
            for match in [pattern.search(line)] if match]
    return problems


def generated_files(files):
    pattern = r"(\.pb\.(h|cc|go)|_pb2(_grpc)?\.pyi?|_pb\.(js|ts))$"
    return [f"{path}: generated code is not committed"
            for path in files if re.search(pattern, path)]


def file_heads(files):
    licence = ["Copyright The disclosure authors.",
               "SPDX-License-Identifier: Apache-2.0"]
    problems = []
    for path, text in files.items():
        if not (sources.is_cpp(path) or path.endswith((".proto", ".py"))):
            continue
        mark = "#" if path.endswith(".py") else "//"
        lines = text.split("\n")
        if lines and lines[0].startswith("#!"):
            lines = lines[1:]
        if lines[:2] != [f"{mark} {line}" for line in licence]:
            problems.append(f"{path}: does not begin with the two lines of "
                            "the licence")
        guard = "DISCLOSURE_" + re.sub(r"[^A-Z0-9]", "_", path.upper()) + "_"
        if path.endswith(".h") and f"#ifndef {guard}\n" not in text:
            problems.append(f"{path}: its include guard is not {guard}")
    return problems


def orphans(files):
    """Headers that nobody includes, sources that no target names."""
    included = {name for path, text in files.items() if sources.is_cpp(path)
                for _, name in sources.includes(text)}
    built = set()
    for path, text in files.items():
        if path.endswith(("CMakeLists.txt", ".cmake")):
            folder = os.path.dirname(path)
            text = re.sub(r"#.*", "", text)
            text = text.replace("${CMAKE_CURRENT_SOURCE_DIR}/", "")
            text = text.replace("${CMAKE_SOURCE_DIR}/",
                                os.path.relpath(".", folder or ".") + "/")
            built |= {os.path.normpath(os.path.join(folder, name)) for name
                      in re.findall(r"[\w./-]+\.cc\b", text)}
    problems = [f"{path}: no file includes it"
                for path in files if path.endswith(".h")
                and path not in included]
    problems += [f"{path}: no CMakeLists.txt names it"
                 for path in files if path.endswith(".cc")
                 and path not in built]
    return problems


def different_readmes(files):
    english = sources.shell_blocks(files.get("README.md", ""))
    chinese = sources.shell_blocks(files.get("README.zh-CN.md", ""))
    if english == chinese:
        return []
    for number, (here, there) in enumerate(zip(english, chinese), 1):
        if here != there:
            return [f"shell block {number} differs: README.md has {here}, "
                    f"README.zh-CN.md has {there}"]
    return [f"README.md has {len(english)} shell blocks, README.zh-CN.md "
            f"has {len(chinese)}"]

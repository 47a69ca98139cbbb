# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""The files of the repository, and what can be read off a C++ source."""

import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))

NEVER_ENTERED = {".git", "build", "node_modules", "dist", "__pycache__"}


def _walk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in NEVER_ENTERED]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def paths():
    """What is committed or about to be; all files where there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if listing.returncode == 0:
        found = listing.stdout.decode().split("\0")
    else:
        found = _walk()
    return sorted({path for path in found
                   if path and os.path.isfile(os.path.join(ROOT, path))})


def load():
    """Path -> text, for every file that is text."""
    files = {}
    for path in paths():
        with open(os.path.join(ROOT, path), "rb") as file:
            content = file.read()
        try:
            files[path] = content.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return files


def is_cpp(path):
    return path.endswith((".h", ".cc"))


def is_test(path):
    """Tests, what helps them, and their data."""
    return (re.search(r"_(test|testing|test_util|benchmark)\.[a-z]+$", path)
            is not None
            or path.startswith(("tests/", "testdata/"))
            or "/testdata/" in path or "/testing/" in path)


def is_script(path, text):
    return path.endswith((".py", ".sh", ".bash")) or text.startswith("#!")


def without_raw_strings(text):
    """The text with each raw string emptied; lines are kept."""
    def emptied(match):
        return 'R"(' + "\n" * match.group(0).count("\n") + ')"'
    return re.sub(r'R"([A-Za-z_]*)\(.*?\)\1"', emptied, text, flags=re.DOTALL)


# A head that ends in a parenthesis or in what follows a function's is one.
CONTAINER = re.compile(
    r"(template\s*<.*>\s*)?(inline\s+)?"
    r"(namespace|class|struct|union|enum|extern)\b"
    r"(?!.*(\)|\bconst|\boverride|\bnoexcept)\s*\{$)")


def functions(text):
    """(first line, lines) of each function of a source in clang-format's form.

    A function is a brace that opens at the end of a line directly inside a
    namespace or class and closes at the beginning of a line.
    """
    found = []
    stack = []  # (indent, kind, first line)
    lines = without_raw_strings(text).split("\n")
    for number, line in enumerate(lines, 1):
        code = re.sub(r"//.*$", "", line).rstrip()
        indent = len(line) - len(line.lstrip())
        if code.lstrip().startswith("}"):
            while stack and stack[-1][0] > indent:
                stack.pop()
            if stack and stack[-1][0] == indent:
                _, kind, first = stack.pop()
                if kind == "function":
                    found.append((first, number - first + 1))
        if code.endswith("{"):
            # What opens here may have begun lines before; its closing brace
            # stands where its first line does.
            first = _first_line(lines, number)
            head = " ".join(line.strip() for line in lines[first - 1:number])
            indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
            parent = stack[-1][1] if stack else "container"
            if CONTAINER.match(head):
                kind = "container"
            elif parent != "container" or re.search(r"(=|return)\s*\{$", code):
                kind = "inner"
            else:
                kind = "function"
            stack.append((indent, kind, first))
    return found


def _first_line(lines, number):
    """The line where the statement begins that opens on line `number`."""
    first = number
    while first > 1:
        before = re.sub(r"//.*$", "", lines[first - 2]).rstrip()
        if not before or before.endswith((";", "{", "}", ":")):
            break
        if before.lstrip().startswith("#"):
            break
        if lines[first - 1].lstrip().startswith("}"):
            break
        first -= 1
    return first


def includes(text):
    """(line, included file) of each #include."""
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
        if match:
            yield number, match.group(1)


def shell_blocks(text):
    """The commands of each shell block of a Markdown text."""
    blocks = re.findall(r"^```(?:sh|bash|shell|console)\n(.*?)^```",
                        text, flags=re.DOTALL | re.MULTILINE)
    stripped = []
    for block in blocks:
        lines = [re.sub(r"(^|\s+)#.*$", "", line).rstrip()
                 for line in block.split("\n")]
        stripped.append([line for line in lines if line])
    return stripped


def target_sources(text):
    """Target -> its .cc files, from the text of a room's CMakeLists.txt."""
    text = re.sub(r"#.*", "", text)
    found = {}
    for name, body in re.findall(
            r"disclosure_(?:library|test|program|benchmark)\(\s*(\w+)"
            r"([^)]*)\)", text):
        found[name] = re.findall(r"[\w./-]+\.cc\b", body)
    return found

# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""From what the suites printed to the table of docs/reliability.md.

A log begins with a head, `# key: value` lines: suite, command, date, revision;
it ends with `# exit: code`. Between them is what the suite printed. Its results
are lines

    RESULT name=crash runs=40 faults=101 acknowledged=5000 lost=0 ...

or, from tools/fuzz, `TARGET: ok, 1000 inputs; FILE`. Everything else is for
people.
"""

import re

BEGIN = "<!-- results: made by tools/reliability -->\n"
END = "<!-- end of results -->\n"

# The columns; every other key is a detail, said beside the faults.
COUNTS = ["runs", "faults", "acknowledged", "lost", "doubled", "invented"]
BAD = ["lost", "doubled", "invented", "wrong"]
HEAD = (["suite", "what was done"] + COUNTS
        + ["first seed", "repeat with", "made"])


def results(text):
    """The results of a log, as dicts of text, in order."""
    found = []
    for line in text.splitlines():
        if line.startswith("RESULT "):
            found.append(dict(word.split("=", 1)
                              for word in line.split()[1:] if "=" in word))
    fuzzed = re.findall(r"^(\w+): (ok|FAILED), (\d+) inputs;", text,
                        re.MULTILINE)
    if fuzzed:
        found.append({
            "name": "fuzz", "runs": str(sum(int(n) for _, _, n in fuzzed)),
            "targets": str(len(fuzzed)),
            "failed": str(sum(1 for _, how, _ in fuzzed if how != "ok"))})
    return found


def head(text):
    """The `# key: value` lines of a log."""
    return dict(re.findall(r"^# (\w+): (.*)$", text, re.MULTILINE))


def problem(text):
    """Why a log does not show what it should; empty: it does."""
    code = head(text).get("exit")
    if code is None:
        return "did not end"
    if code != "0":
        return f"ended with {code}"
    found = results(text)
    if not found:
        return "printed no result"
    for result in found:
        for key in BAD + ["failed"]:
            if result.get(key, "0") != "0":
                return f"{result['name']}: {key} {result[key]}"
    return ""


def number(text):
    """12345 as 12,345; anything else as it is."""
    return f"{int(text):,}" if re.fullmatch(r"\d+", text) else text


def row(result, what, log_head, trouble):
    """One line of the table."""
    plain = set(COUNTS) | {"name", "seed"}
    details = ", ".join(f"{key.replace('_', ' ')} {number(value)}"
                        for key, value in result.items() if key not in plain)
    cells = [result["name"], what]
    for key in COUNTS:
        cell = number(result[key]) if key in result else "-"
        if key == "faults" and details:
            cell = f"{cell}: {details}" if cell != "-" else details
        cells.append(cell)
    cells += [result.get("seed", "-"), f"`{log_head.get('command', '?')}`",
              f"{log_head.get('date', '?')}, {log_head.get('revision', '?')}"]
    if trouble:
        cells[1] = f"**FAILED** ({trouble}): {what}"
    return "| " + " | ".join(cells) + " |"


def table(logs, what):
    """The table of logs, in order. `what`: by result name, what was done."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    for text in logs:
        log_head, trouble = head(text), problem(text)
        found = results(text) or [{"name": log_head.get("suite", "?")}]
        for result in found:
            lines.append(row(result, what.get(result["name"], ""), log_head,
                             trouble))
    return "\n".join(lines) + "\n"


def put(document, made):
    """The document with the table between its marks."""
    begin, end = document.index(BEGIN) + len(BEGIN), document.index(END)
    return f"{document[:begin]}\n{made}\n{document[end:]}"

#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Runs every suite in its long form and makes the table of what was shown."""

import argparse
import datetime
import os
import subprocess
import sys
import typing

import results

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
LOGS = os.path.join(ROOT, "build", "reliability")
DOCUMENT = os.path.join(ROOT, "docs", "reliability.md")


class Suite(typing.NamedTuple):
    name: str
    # The long form, and one of a few minutes.
    command: str
    quick: str
    # To be built first, where the command does not do so.
    test: str = ""


def long_form(name, test):
    return Suite(name, f"DISCLOSURE_LONG=1 build/release/{test}",
                 f"build/release/{test}", test)


SUITES = [
    Suite("crash", "tools/crash --minutes 25", "tools/crash --minutes 1"),
    long_form("power-cut", "ingest_power_cut_test"),
    long_form("power-cut-storage", "storage_power_cut_test"),
    Suite("simulation", "tools/simulate 5000", "tools/simulate 500"),
    long_form("backup", "system_backup_test"),
    long_form("hostile", "system_hostile_test"),
    long_form("overload", "system_overload_test"),
    Suite("fuzz", "tools/fuzz 120", "tools/fuzz 5"),
    Suite("soak", "tools/soak --minutes 30", "tools/soak --minutes 3"),
]

# By the name in a result line.
WHAT = {
    "crash": "three processes killed while clients file, amend, withdraw and "
             "move the registry; everything checked after each round",
    "power-cut": "all that was not synced is lost at the n-th write, sync or "
                 "rename, for every n",
    "failing-disk": "the n-th call to the disk fails, for every n",
    "power-cut-storage": "the same of the database alone",
    "power-cut-backup": "the power of the backup disk is cut, for every n",
    "backup": "backed up while a writer files, lost, restored, filed on",
    "simulation": "the three cores in one thread: delay, loss, duplication, "
                  "reordering, restarts by seed",
    "hostile": "peers that keep silent, never read, break off, send nonsense",
    "overload": "messages around the limits and that grow, floods",
    "fuzz": "random inputs for every parser that meets the outside",
    "soak": "mixed load with restarts; memory, descriptors and threads flat",
}


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip()


def revision():
    """Of the sources; marked where they differ from it."""
    changed = output("git", "status", "--porcelain", "--untracked-files=no")
    return output("git", "rev-parse", "--short=10", "HEAD") + (
        " with changes" if changed else "")


def run(suite, command, path):
    """Runs a suite into its log. What is wrong with it; empty: nothing."""
    print(f"== {suite.name}: {command}", flush=True)
    with open(path, "w", encoding="utf-8") as log:
        log.write(f"# suite: {suite.name}\n# command: {command}\n"
                  f"# date: {datetime.date.today()}\n"
                  f"# revision: {revision()}\n")
        log.flush()
        steps = [command]
        if suite.test:
            steps.insert(0, "tools/build release disclosured disclosure "
                         + suite.test)
        code = subprocess.run(["bash", "-c", " && ".join(steps)], cwd=ROOT,
                              stdout=log, stderr=subprocess.STDOUT,
                              check=False).returncode
        log.write(f"\n# exit: {code}\n")
    trouble = results.problem(read(path))
    print(f"   {trouble or 'ok'}; {os.path.relpath(path, ROOT)}", flush=True)
    return trouble


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def make_table(paths):
    kept = [read(path) for path in paths if os.path.exists(path)]
    return results.table(kept, WHAT)


def rewrite_document(table):
    text = results.put(read(DOCUMENT), table)
    with open(DOCUMENT, "w", encoding="utf-8") as document:
        document.write(text)


def main():
    parser = argparse.ArgumentParser(prog="tools/reliability",
                                     description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE",
                        help="only these: "
                        + ", ".join(suite.name for suite in SUITES))
    parser.add_argument("--quick", action="store_true",
                        help="short runs, to see that all of it works; the "
                        "table is printed, the document stays")
    parser.add_argument("--table", action="store_true",
                        help="run nothing; make the table of the kept logs")
    given = parser.parse_args()
    unknown = set(given.suites) - {suite.name for suite in SUITES}
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    folder = os.path.join(LOGS, "quick") if given.quick else LOGS
    os.makedirs(folder, exist_ok=True)
    paths = {suite.name: os.path.join(folder, suite.name + ".log")
             for suite in SUITES}
    failed = []
    for suite in SUITES:
        if given.table or (given.suites and suite.name not in given.suites):
            continue
        if run(suite, suite.quick if given.quick else suite.command,
               paths[suite.name]):
            failed.append(suite.name)
    table = make_table(paths.values())
    if given.quick:
        print(table)
    else:
        rewrite_document(table)
    if failed:
        print(f"tools/reliability: failed: {', '.join(failed)}",
              file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

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
    command: str
    quick: str


def built(test):
    """The command of a test's long form, built first."""
    return (f"tools/build release disclosured disclosure {test} >/dev/null && "
            f"DISCLOSURE_LONG=1 build/release/{test}")


SUITES = [
    Suite("crash", "tools/crash --minutes 25", "tools/crash --minutes 1"),
    Suite("power-cut", built("ingest_power_cut_test"),
          built("ingest_power_cut_test")),
    Suite("simulation", "tools/simulate", "tools/simulate"),
    Suite("hostile", built("system_hostile_test"),
          built("system_hostile_test")),
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
    "simulation": "the three cores in one thread: delay, loss, duplication, "
                  "reordering, restarts by seed",
    "hostile": "peers that never read, flood, break off, send nonsense",
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


def log_path(suite):
    return os.path.join(LOGS, suite.name + ".log")


def run(suite, command):
    """Runs a suite into its log. What is wrong with it; empty: nothing."""
    print(f"== {suite.name}: {command}", flush=True)
    with open(log_path(suite), "w", encoding="utf-8") as log:
        log.write(f"# suite: {suite.name}\n# command: {command}\n"
                  f"# date: {datetime.date.today()}\n"
                  f"# revision: {revision()}\n")
        log.flush()
        # The suites' scripts go by bash; nothing comes from outside.
        code = subprocess.run(["bash", "-c", command], cwd=ROOT, stdout=log,
                              stderr=subprocess.STDOUT, check=False).returncode
        log.write(f"\n# exit: {code}\n")
    with open(log_path(suite), encoding="utf-8") as log:
        text = log.read()
    trouble = results.problem(text)
    print(f"   {trouble or 'ok'}; {os.path.relpath(log_path(suite), ROOT)}",
          flush=True)
    return trouble


def rewrite_table():
    logs = []
    for suite in SUITES:
        if os.path.exists(log_path(suite)):
            with open(log_path(suite), encoding="utf-8") as log:
                logs.append(log.read())
    with open(DOCUMENT, encoding="utf-8") as document:
        text = document.read()
    with open(DOCUMENT, "w", encoding="utf-8") as document:
        document.write(results.put(text, results.table(logs, WHAT)))


def main():
    parser = argparse.ArgumentParser(prog="tools/reliability",
                                     description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE",
                        help="only these: "
                        + ", ".join(suite.name for suite in SUITES))
    parser.add_argument("--quick", action="store_true",
                        help="short runs, to see that all of it works")
    parser.add_argument("--table", action="store_true",
                        help="run nothing; make the table of the kept logs")
    given = parser.parse_args()
    unknown = set(given.suites) - {suite.name for suite in SUITES}
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    os.makedirs(LOGS, exist_ok=True)
    failed = []
    for suite in SUITES:
        if given.table or (given.suites and suite.name not in given.suites):
            continue
        if run(suite, suite.quick if given.quick else suite.command):
            failed.append(suite.name)
    rewrite_table()
    if failed:
        print(f"tools/reliability: failed: {', '.join(failed)}",
              file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

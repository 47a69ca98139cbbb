# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0
"""What the checks of deploy/ share: running tools, collecting failures."""

import re
import subprocess

# What ctest is told to read as "skipped" (SKIP_RETURN_CODE).
SKIPPED = 77


class Report:
    """Collects failures, so that one run names all of them."""

    def __init__(self):
        self.failures = []

    def expect(self, condition, message):
        if not condition:
            self.failures.append(message)
        return bool(condition)

    def finish(self):
        for failure in self.failures:
            print("FAILED:", failure)
        print(f"{len(self.failures)} failures")
        return 1 if self.failures else 0


def skip(reason):
    print("SKIPPED:", reason)
    return SKIPPED


def run(command, **options):
    """Exit code and everything printed."""
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120,
                          check=False, **options)
    return done.returncode, done.stdout


def known_flags(binary, report):
    """The flags that `disclosured --help` names."""
    try:
        code, output = run([binary, "--help"])
    except OSError as error:
        report.expect(False, f"{binary} cannot be run: {error}; build it first")
        return set()
    report.expect(code == 0, f"{binary} --help ended with {code}")
    return set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", output))


def expect_known_flags(arguments, flags, where, report):
    for argument in arguments:
        if argument.startswith("--"):
            name = argument.split("=", 1)[0]
            report.expect(name in flags,
                          f"{where}: disclosured has no flag {name}")

#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""docs/errors.md lists exactly the error reasons that the sources make.

A reason is a text of capitals with an underscore, OFFICE_UNKNOWN, in a source
that is no test. What is only compared with, and names of the environment, are
none.
"""

import os
import re
import unittest

import sources

ROOMS = ("base/", "form/", "registry/", "documents/", "storage/", "server/",
         "services/", "cli/")
LIST = "docs/errors.md"
REASON = re.compile(
    r'([=!]=\s*)?"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"(\s*[=!]=)?')
ENVIRONMENT = re.compile(r"(DISCLOSURE|LC)_")


def made(files):
    """Reason -> the place that makes it."""
    found = {}
    for path, text in files.items():
        helps_tests = os.path.basename(path).startswith("test_")
        if (not path.startswith(ROOMS) or not sources.is_cpp(path)
                or sources.is_test(path) or helps_tests):
            continue
        code = re.sub(r"(^|[ \t])//.*$", "", text, flags=re.MULTILINE)
        for match in REASON.finditer(code):
            before, reason, after = match.groups()
            number = code.count("\n", 0, match.start(2)) + 1
            if not before and not after and not ENVIRONMENT.match(reason):
                found.setdefault(reason, f"{path}:{number}")
    return found


def listed(files):
    """The reasons in the first column of the tables, as often as they are."""
    return re.findall(r"^\| `([A-Z0-9]+(?:_[A-Z0-9]+)+)` \|",
                      files.get(LIST, ""), flags=re.MULTILINE)


def problems(files):
    there = listed(files)
    known = made(files)
    return ([f"{place}: {reason} is not in {LIST}"
             for reason, place in sorted(known.items())
             if reason not in there]
            + [f"{LIST}: no source makes {reason}"
               for reason in sorted(set(there)) if reason not in known]
            + [f"{LIST}: {reason} is there twice"
               for reason in sorted(set(there)) if there.count(reason) > 1])


class ReasonsTest(unittest.TestCase):

    def test_the_list_is_complete_and_true(self):
        found = problems(sources.load())
        if found:
            self.fail(f"{len(found)} problems\n" + "\n".join(found))

    def test_made_up_sources(self):
        row = "| `{}` | ABORTED | when | do |\n"
        files = {
            "form/a.cc": 'MakeError("REASON_ONE");  // no "REASON_TWO"\n'
                         'if (reason !=\n    "REASON_THREE") return;\n'
                         'getenv("DISCLOSURE_SERVER");\n',
            "form/a_test.cc": '"REASON_FOUR"',
            "form/test_help.cc": '"REASON_FOUR"',
            "tools/b.cc": '"REASON_FOUR"',
        }
        self.assertEqual(problems(files), [
            f"form/a.cc:1: REASON_ONE is not in {LIST}"])
        files[LIST] = row.format("REASON_ONE")
        self.assertEqual(problems(files), [])
        files[LIST] += row.format("REASON_ONE") + row.format("REASON_FIVE")
        self.assertEqual(problems(files), [
            f"{LIST}: no source makes REASON_FIVE",
            f"{LIST}: REASON_ONE is there twice"])


if __name__ == "__main__":
    unittest.main()

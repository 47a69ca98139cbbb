#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""What is made of the suites' logs: results, troubles, the table."""

import unittest

import results

HEAD = ("# suite: crash\n# command: tools/crash --minutes 25\n"
        "# date: 2026-01-02\n# revision: abc1234\n")
GOOD = ("RESULT name=crash runs=400 faults=1234 acknowledged=98765 lost=0 "
        "doubled=0 invented=0 wrong=0 seed=7 kills_ingest=1234\n")


class ResultsTest(unittest.TestCase):

    def test_a_good_log_has_no_problem(self):
        self.assertEqual("", results.problem(f"{HEAD}noise\n{GOOD}# exit: 0\n"))

    def test_what_fails_is_a_problem(self):
        for body, trouble in [
                (GOOD, "did not end"),
                (GOOD + "# exit: 1\n", "ended with 1"),
                ("# exit: 0\n", "printed no result"),
                (GOOD.replace("lost=0", "lost=2") + "# exit: 0\n",
                 "crash: lost 2")]:
            self.assertEqual(trouble, results.problem(HEAD + body))

    def test_a_row_has_counts_details_and_how_to_repeat(self):
        made = results.table([HEAD + GOOD + "# exit: 0\n"],
                             {"crash": "processes killed"})
        self.assertEqual(
            "| crash | processes killed | 400 | 1,234: wrong 0, kills ingest "
            "1,234 | 98,765 | 0 | 0 | 0 | 7 | `tools/crash --minutes 25` | "
            "2026-01-02, abc1234 |", made.splitlines()[2])

    def test_a_failed_suite_stays_in_the_table(self):
        made = results.table([HEAD + "# exit: 3\n"], {"crash": "killed"})
        self.assertIn("| crash | **FAILED** (ended with 3): killed | - |", made)

    def test_several_results_of_one_log_are_rows(self):
        text = HEAD + "RESULT name=a runs=1\nRESULT name=b runs=2\n# exit: 0\n"
        self.assertEqual(4, len(results.table([text], {}).splitlines()))

    def test_fuzz_targets_are_added_up(self):
        text = ("keys: ok, 1000 inputs; build/a\n"
                "csv: FAILED, 500 inputs; build/b\n")
        self.assertEqual([{"name": "fuzz", "runs": "1500", "targets": "2",
                           "failed": "1"}], results.results(text))

    def test_the_table_goes_between_the_marks(self):
        document = f"before\n{results.BEGIN}old\n{results.END}after\n"
        once = results.put(document, "| new |\n")
        self.assertIn("| new |", once)
        self.assertNotIn("old", once)
        self.assertTrue(once.startswith("before\n"))
        self.assertTrue(once.endswith("after\n"))
        self.assertEqual(once, results.put(once, "| new |\n"))


if __name__ == "__main__":
    unittest.main()

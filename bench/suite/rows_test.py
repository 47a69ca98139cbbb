# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

import unittest

import rows


class RowsTest(unittest.TestCase):

    def test_pairs_are_judged_by_their_median_ratio(self):
        # One pair of a bad minute changes nothing.
        row = rows.by_pairs("r", [(8, 10), (9, 10), (1, 10)], "1/s", ">=",
                            0.8, "echo", "slow")
        self.assertEqual((row.ratio, row.met, row.reason), (0.8, True, ""))
        self.assertEqual((row.value, row.limit), (8, 10))
        row = rows.by_pairs("r", [(7, 10), (7, 10), (9, 10)], "1/s", ">=",
                            0.8, "echo", "slow")
        self.assertEqual((row.met, row.reason), (False, "slow"))

    def test_runs_are_judged_by_their_median(self):
        row = rows.by_runs("r", [3, 1, 9], "s", "<=", 4, "slow")
        self.assertEqual((row.value, row.met), (3, True))
        self.assertFalse(rows.by_runs("r", [5, 1, 9], "s", "<=", 4, "").met)

    def test_what_is_stated_is_not_judged(self):
        row = rows.stated("disk", [1.5], "GB").to_json()
        self.assertIsNone(row["met"])
        self.assertNotIn("reason", row)

    def test_json_has_the_promised_keys(self):
        row = rows.by_pairs("r", [(7, 10)], "1/s", ">=", 0.8, "echo", "slow",
                            peer={"other": 1234.5}).to_json()
        for key in ("name", "value", "unit", "target", "limit", "peer", "met",
                    "reason"):
            self.assertIn(key, row)
        self.assertEqual(row["peer"], {"other": 1230})

    def test_table_shows_every_row_with_its_verdict(self):
        text = rows.table([
            rows.by_runs("first", [12345.6], "1/s", ">=", 10000, "",
                         peer={"PostgreSQL": 4000}),
            rows.by_runs("second", [9], "s", "<=", 4, "the disk"),
            rows.stated("third", [0.5], "GB")])
        for words in ("12,300", "met", "PostgreSQL: 4,000 1/s", "MISSED",
                      "the disk", "stated"):
            self.assertIn(words, text)

    def test_curves_have_a_line_each_and_a_column_for_each_point(self):
        points = [
            rows.point("sent", 1_500_000, 30, "us"),
            rows.point("sent", 1_000, 20, "us"),
            rows.by_runs("amended, at 1,000", [9], "ns", "<=", 25, "",
                         curve="amended", at=1_000),
            rows.stated("disk", [0.5], "GB")]
        lines = [line.split() for line in rows.curves(points).split("\n")]
        self.assertEqual(lines, [
            ["at", "so", "many", "reports", "1,000", "1,500,000"],
            ["sent", "us", "20", "30"],
            ["amended", "ns", "9"]])
        # What has a target is judged with the others; the rest is not shown
        # twice.
        text = rows.table(points)
        self.assertIn("amended, at 1,000", text)
        self.assertNotIn("sent", text)
        self.assertEqual(points[0].to_json()["at"], 1_500_000)
        self.assertNotIn("at", points[3].to_json())


if __name__ == "__main__":
    unittest.main()

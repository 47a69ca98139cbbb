# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

import unittest
from unittest import mock

import micro


class FakePrograms:
    """Nations of a gigabyte each."""

    def __init__(self):
        self.asked = []

    def run(self, _, *options):
        nations = int(options[1].rstrip("/").rsplit("/", 1)[1])
        self.asked.append(nations)
        return {"benchmarks": [{
            "real_time": 2.0 * nations, "offices": 150e3 * nations,
            "regions": 46e3 * nations, "registry": 0.5e9 * nations,
            "reports": 150e3 * nations, "rows": 150e3 * nations,
            "bytes": 1e9 * nations, "amendment_us": 4.0}]}


class ManyOfficesTest(unittest.TestCase):

    def measure(self, nations, available):
        programs = FakePrograms()
        with mock.patch.object(micro, "available_bytes", lambda: available):
            result = micro.many_offices(programs, nations, lambda text: None)
        return programs.asked, result

    def test_each_has_its_rows(self):
        asked, result = self.measure((1, 7), 20e9)
        self.assertEqual(asked, [1, 7])
        self.assertEqual([row.value for row in result],
                         [2, 1, 4, 14, 7, 4])
        # Half a gigabyte for one report of each.
        self.assertIn("0.5 GB beside the registry, ten years 5 GB",
                      result[1].note)

    def test_what_does_not_fit_is_left_out_and_said(self):
        asked, result = self.measure((1, 7, 67), 20e9)
        self.assertEqual(asked, [1, 7])
        self.assertIn("67 nations were left out", result[-1].note)
        self.assertIn("about 54 GB, and 20 GB are free", result[-1].note)


if __name__ == "__main__":
    unittest.main()

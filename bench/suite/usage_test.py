# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

import os
import time
import unittest

import usage


class UsageTest(unittest.TestCase):

    def test_processor_time_grows_with_work_only(self):
        before = usage.cpu_seconds(os.getpid())
        time.sleep(0.05)
        idle = usage.cpu_seconds(os.getpid())
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass
        busy = usage.cpu_seconds(os.getpid())
        self.assertLess(idle - before, 0.04)
        self.assertGreaterEqual(busy - idle, 0.05)

    def test_a_process_that_is_not_there_is_an_error(self):
        with self.assertRaises(ProcessLookupError):
            usage.cpu_seconds(2**22 + 1)  # Beyond the largest number.

    def test_profiles_of_runs_are_taken_together(self):
        profile = usage.together([
            usage.Profile("report", 100, 1.0, {"ingest": 0.5, "client": 0.1}),
            usage.Profile("report", 300, 3.0, {"ingest": 0.7, "client": 0.3})])
        self.assertEqual(profile.count, 400)
        self.assertAlmostEqual(profile.wall_us(), 10_000)
        self.assertAlmostEqual(profile.each_us("client"), 1_000)
        self.assertAlmostEqual(profile.services_us(), 3_000)
        self.assertIn("per report: ingest 3,000 us, client 1,000 us",
                      profile.words())

    def test_a_load_gets_the_profile_of_itself_and_of_the_services(self):
        done = usage.measured(
            "report", "reports", {"ingest": os.getpid()},
            lambda: {"reports": 10, "seconds": 1, "visible_seconds": 2,
                     "cpu_seconds": 0.5})
        profile = done["profile"]
        self.assertEqual((profile.count, profile.seconds), (10, 2))
        self.assertEqual(list(profile.cpu), ["ingest", usage.CLIENT])
        self.assertAlmostEqual(profile.each_us(usage.CLIENT), 50_000)


if __name__ == "__main__":
    unittest.main()

# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""The arithmetic of a run, which takes too long to be tried out."""

import unittest

import growth
import run


class FakeSending:
    """Counts what would be sent."""

    def __init__(self, years):
        self.next = 0
        self.programs = self
        self.years = years

    def submit(self, count, *_):
        if count < 1:
            raise ValueError(f"{count} reports at {self.next}")
        self.next += count
        return {"profile": FakeProfile(), "latency_us": {"p50": 1}}

    def fill(self, reports):
        if reports < self.next:
            raise ValueError(f"{self.next} reports are more than {reports}")
        self.next = reports


class FakeProfile:

    def wall_us(self):
        return 1

    services_us = wall_us

    def words(self):
        return "words"


class FakeAsking:

    def ask(self, *_, **__):
        return {"profile": FakeProfile(), "latency_us": {"p50": 1}}

    def list(self, _):
        return self.ask()


class FakeSuite:
    all = ()

    class Service:
        target = "none"

        def disk_bytes(self):
            return 0

    ingest = aggregate = Service()


class SizesTest(unittest.TestCase):

    def points(self, sizes):
        """The points that are reached, and the reports at the end."""
        sending = FakeSending(sizes.years)
        curves = growth.Growth(FakeSuite(), sending, FakeAsking(),
                               lambda text: None)
        reached = []

        def grow(points):
            for reports in points:
                reached.append({row.at for row in curves.at(reports)})
                self.assertEqual(sending.next, reports)

        grow(sizes.points_before)
        sending.next += sizes.runs * (sizes.one_client + sizes.unary
                                      + sizes.stream)
        sending.next += sizes.deadline_days * run.OFFICES
        grow(sizes.points_after)
        return reached, sending.next

    def test_every_point_is_reached_with_the_reports_there_are(self):
        for sizes in (run.FULL, run.QUICK):
            reached, reports = self.points(sizes)
            self.assertEqual(
                reached,
                [{at} for at in sizes.points_before + sizes.points_after])
            years = sizes.years[1] - sizes.years[0] + 1
            self.assertLessEqual(reports, years * run.OFFICES)

    def test_a_full_run_is_what_was_promised(self):
        self.assertEqual(run.FULL.points_before + run.FULL.points_after,
                         (1_000, 10_000, 100_000, 1_000_000, 1_500_000))
        self.assertGreaterEqual(run.FULL.runs, 5)
        self.assertGreaterEqual(run.FULL.deadline_days, 5)
        self.assertEqual(run.QUICK.deadline_days * run.OFFICES, 150_000)
        self.assertGreaterEqual(run.QUICK.runs, 3)


if __name__ == "__main__":
    unittest.main()

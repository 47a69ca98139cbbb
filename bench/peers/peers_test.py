#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Each peer does a little of its job and prints one JSON object.

    peers_test.py --programs FOLDER [--make-dump FOLDER [OFFICES [YEARS]]]

What is not installed is skipped: PostgreSQL (tools/setup --bench), and DuckDB
unless DISCLOSURE_DUCKDB names a folder with its npm package. --make-dump only
writes random reports of the shape that recomputations read.
"""

import argparse
import glob
import json
import os
import random
import re
import select
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SERVER = "/usr/lib/postgresql/15/bin/postgres"
SECONDS_MAX = 120
PROGRAMS = None


def cells():
    """How many figures the form has, from its golden print."""
    with open(os.path.join(ROOT, "form/testdata/catalog.golden.txt"),
              encoding="utf-8") as file:
        return int(re.search(r"^(\d+) cells", file.read(), re.M).group(1))


def make_dump(folder, offices, years, seed=1):
    """regions.csv and reports.csv of a made-up nation of uneven depth, with
    a town for about every four offices."""
    rng = random.Random(seed)
    regions = [("CN", "", 1)]
    for level, parts in ((2, 5), (3, 4), (4, 4), (5, 1 + offices // 320)):
        above = [code for code, _, at in regions if at == level - 1]
        for parent in above:
            # Some have nothing below them.
            for i in range(parts if rng.random() < 0.9 else 0):
                regions.append((f"{parent}-{i}", parent, level))
    with open(os.path.join(folder, "regions.csv"), "w",
              encoding="utf-8") as file:
        file.write("code,parent,level\n")
        file.writelines(f"{code},{parent},{level}\n"
                        for code, parent, level in regions)
    figures = ["0", "0", "0", "0", "0", "0", "", "3", "17", "250", "-4"]
    count = cells()
    codes = [code for code, _, _ in regions]
    with open(os.path.join(folder, "reports.csv"), "w",
              encoding="utf-8") as file:
        file.write("office,region,year,revision,"
                   + ",".join(f"f{cell}" for cell in range(count)) + "\n")
        for office in range(offices):
            code = rng.choice(codes)
            for year in range(2020, 2020 + years):
                row = ",".join(rng.choices(figures, k=count))
                file.write(f"{office},{code},{year},1,{row}\n")


class PeersTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        # PostgreSQL's user must get through to its own folder in it.
        os.chmod(self.folder, 0o755)

    def run_program(self, *command):
        return subprocess.run(
            command, cwd=ROOT, timeout=SECONDS_MAX, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def measure(self, *command):
        done = self.run_program(*command)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def program(self, name):
        path = os.path.join(PROGRAMS, name)
        if not os.path.exists(path):
            self.skipTest(f"{name} is not built (tools/setup --bench)")
        return path

    def postgres(self):
        program = self.program("postgres_peer")
        if not os.path.exists(SERVER):
            self.skipTest("no PostgreSQL server (tools/setup --bench)")
        return program

    def expect_nothing_left(self):
        self.assertEqual([name for name in os.listdir(self.folder)
                          if name.startswith("disclosure-peer-")], [])

    def test_rocksdb_committer(self):
        values = os.path.join(self.folder, "values")
        with open(values, "wb") as file:
            file.write(os.urandom(5000))
        for more in ([], ["--value-file", values, "--compress", "none"]):
            result = self.measure(
                os.path.join(PROGRAMS, "rocksdb_committer"), "--count=100",
                "--group=30", "--value-bytes=1000",
                "--folder", self.folder, *more)
            self.assertEqual(result["count"], 100)
            self.assertEqual(result["groups"], 4)
            self.assertGreater(result["per_second"], 0)
            self.assertGreaterEqual(result["p99_us"], result["p50_us"])
        self.expect_nothing_left()

    def test_rocksdb_committer_refuses_too_few_values(self):
        values = os.path.join(self.folder, "values")
        with open(values, "wb") as file:
            file.write(b"short")
        done = self.run_program(
            os.path.join(PROGRAMS, "rocksdb_committer"), "--count=1",
            "--folder", self.folder, "--value-file", values)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("less than one value", done.stderr)

    def test_postgres(self):
        make_dump(self.folder, offices=300, years=2)
        result = self.measure(
            self.postgres(), "--cases=plain,triggers,recompute",
            "--connections=1,3", "--seconds=1", "--offices=500",
            "--folder", self.folder, "--input", self.folder)
        self.assertEqual(
            [(case["case"], case.get("connections"))
             for case in result["cases"]],
            [("plain", 1), ("plain", 3), ("triggers", 1), ("triggers", 3),
             ("recompute", None)])
        for case in result["cases"][:-1]:
            self.assertGreater(case["per_second"], 0)
            self.assertGreaterEqual(case["p99_ms"], case["p50_ms"])
        self.assertEqual(result["cases"][-1]["reports"], 600)
        self.assertFalse(result["cases"][-1]["stopped"])
        self.expect_nothing_left()

    def start_postgres(self):
        """The program while its server is up, and the server's process."""
        running = subprocess.Popen(
            [self.postgres(), "--cases=plain", "--seconds=60",
             "--connections=1", "--folder", self.folder],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(running.communicate)
        self.addCleanup(running.kill)
        while not glob.glob(f"{self.folder}/*/.s.PGSQL.5432"):
            with self.assertRaises(subprocess.TimeoutExpired):
                running.wait(timeout=0.05)
        lock, = glob.glob(f"{self.folder}/*/.s.PGSQL.5432.lock")
        with open(lock, encoding="utf-8") as file:
            return running, os.pidfd_open(int(file.readline()))

    def expect_end(self, process):
        ended = select.poll()
        ended.register(process, select.POLLIN)
        self.assertTrue(ended.poll(SECONDS_MAX * 1000))
        os.close(process)

    def test_postgres_ends_when_its_program_is_told_to(self):
        running, server = self.start_postgres()
        running.terminate()
        self.assertEqual(running.wait(timeout=SECONDS_MAX), 1)
        self.expect_end(server)
        self.expect_nothing_left()

    def test_postgres_ends_when_its_program_is_killed(self):
        running, server = self.start_postgres()
        running.kill()
        self.expect_end(server)

    def test_what_is_not_installed_has_a_code_of_its_own(self):
        make_dump(self.folder, offices=1, years=1)
        commands = [["node", "bench/peers/duckdb.mjs", "--modules",
                     self.folder, "--input", self.folder]]
        postgres = os.path.join(PROGRAMS, "postgres_peer")
        if os.path.exists(postgres):
            commands.append([postgres, "--programs", self.folder])
        for command in commands:
            if shutil.which(command[0]) is None:
                continue
            done = self.run_program(*command, "--folder", self.folder)
            self.assertEqual((done.returncode, done.stdout), (3, ""))
            self.assertIn("install", done.stderr)
        self.expect_nothing_left()

    def test_duckdb(self):
        modules = os.environ.get("DISCLOSURE_DUCKDB")
        if not modules:
            self.skipTest("DISCLOSURE_DUCKDB names no folder with DuckDB")
        make_dump(self.folder, offices=300, years=2)
        command = ["node", "bench/peers/duckdb.mjs", "--input", self.folder,
                   "--modules", modules, "--folder", self.folder]
        result = self.measure(*command, "--runs=2")
        self.assertEqual(result["reports"], 600)
        self.assertEqual(result["cells"], cells())
        self.assertEqual(len(result["all_seconds"]), 2)
        self.expect_nothing_left()
        # Loaded once, then found.
        database = os.path.join(self.folder, "kept.duckdb")
        for _ in range(2):
            result = self.measure(*command, "--database", database)
            self.assertEqual(result["reports"], 600)
            self.assertEqual(result["cells"], cells())
            self.assertTrue(os.path.exists(database))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs")
    parser.add_argument("--make-dump", nargs="+")
    options, rest = parser.parse_known_args()
    if options.make_dump:
        folder, offices, years = (options.make_dump + ["1000", "1"])[:3]
        make_dump(folder, int(offices), int(years))
        return
    global PROGRAMS
    PROGRAMS = os.path.abspath(options.programs)
    unittest.main(argv=sys.argv[:1] + rest)


if __name__ == "__main__":
    main()

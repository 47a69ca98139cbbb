#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""What `disclosure export` writes, `disclosure import` reads back: figures
identical, blanks still blank, balanced reports and damaged ones, both editions
and the hybrid; also through the PDF that a browser prints of the web page and,
with --word, through the PDF that LibreOffice makes of the Word file.

    round_trip_test.py --disclosure PROGRAM [--seed N] [--rounds N] [--word]
"""

import argparse
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

import printed_form as form
import reading_test

EDITIONS = [(2019, 2019), (2021, 2021), (2021, 2019)]
SECONDS_MAX = 120


def make_report(editions, rng):
    figures = reading_test.balanced_figures(*editions, rng)
    if rng.random() < 0.5:
        for path in rng.sample(sorted(figures), 15):
            figures[path] = None
    if rng.random() < 0.5:  # Sums that do not hold are read as they are.
        for path in rng.sample(sorted(figures), 3):
            figures[path] = rng.randint(0, 99)
    nested = {}
    for path, value in figures.items():
        table, row, column = path.split(".")
        if value is not None:
            nested.setdefault(table, {}).setdefault(row, {})[column] = str(
                value)
    report = {
        "office": "419001004-01", "office_name": "天坛街道办事处",
        "year": 2023, "scope": "SCOPE_OWN",
        "editions": {"publication": f"EDITION_{editions[0]}",
                     "requests": f"EDITION_{editions[1]}"},
        "figures": nested,
        "narrative": {
            "overview": "第一段，办结 3 件。\n（一）第二段 <&> “引号”。",
            "problems_and_improvements": "不足与改进。",
            "other_matters": "无。"},
    }
    return figures, report


class RoundTrip:
    def __init__(self, options, folder):
        self.disclosure = options.disclosure
        self.folder = folder
        self.problems = []
        self.done = {}

    def run(self, *arguments):
        return subprocess.run(arguments, capture_output=True, text=True,
                              timeout=SECONDS_MAX, cwd=self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def export(self, name, ending):
        target = self.path(f"{name}.{ending}")
        run = self.run(self.disclosure, "export", "--file",
                       self.path(f"{name}.json"), "--format", ending, "-o",
                       target)
        if run.returncode != 0:
            self.problems.append(f"{name}: export as {ending} ended with "
                                 f"{run.returncode}: {run.stderr}")
        return target

    def read_back(self, name, way, document, figures, report):
        target = self.path(f"{name}-{way}.read.json")
        run = self.run(self.disclosure, "import", document, "-o", target,
                       "--year", "2023")
        if not os.path.exists(target):
            self.problems.append(f"{name} as {way}: not read: {run.stderr}")
            return
        with open(target, encoding="utf-8") as file:
            read = json.load(file)
        found = reading_test.figures_of(read)
        states = {evidence["figure"]: evidence["state"]
                  for evidence in read["evidence"]}
        wrong = [f"{path} {value} -> {found.get(path)} ({states.get(path)})"
                 for path, value in figures.items()
                 if found.get(path) != value or (
                     value is None
                     and states.get(path) != "EVIDENCE_STATE_BLANK")]
        if read["editions"] != report["editions"]:
            wrong.append(f"editions {read['editions']}")
        squeeze = lambda text: "".join(text.split())
        for section, text in report["narrative"].items():
            if squeeze(read["narrative"].get(section, "")) != squeeze(text):
                wrong.append(f"{section}: {read['narrative'].get(section)}")
        self.done[way] = self.done.get(way, 0) + 1
        if wrong:
            self.problems.append(f"{name} as {way}: {'; '.join(wrong[:4])} "
                                 f"[{len(wrong)}]")

    def check_csv(self, name, document, figures):
        """The wide form: one row, a column for each figure, money in 万元."""
        with open(document, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if len(rows) != 1:
            self.problems.append(f"{name} as csv: {len(rows)} rows")
            return
        for path, value in figures.items():
            column = path.replace("_fen", "_wan_yuan")
            text = rows[0].get(column)
            expected = "" if value is None else str(value)
            if path.endswith("_fen") and value is not None:
                expected = reading_test.printed(
                    path.replace("amount", ""), value, random)
            if text != expected:
                self.problems.append(f"{name} as csv: {column} {text}, "
                                     f"expected {expected}")
        self.done["csv"] = self.done.get("csv", 0) + 1

    def print_page(self, page):
        target = page + ".pdf"
        self.run("chromium", "--headless", "--no-sandbox", "--disable-gpu",
                 f"--user-data-dir={self.path('browser')}",
                 "--no-pdf-header-footer", f"--print-to-pdf={target}",
                 "file://" + page)
        return target

    def convert_word(self, document):
        self.run("soffice", "-env:UserInstallation=file://"
                 + self.path("office"), "--headless", "--convert-to", "pdf",
                 "--outdir", self.folder, document)
        return document.replace(".docx", ".pdf")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--disclosure", required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--word", action="store_true")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        trip = RoundTrip(options, folder)
        for i in range(options.rounds):
            figures, report = make_report(EDITIONS[i % 3], rng)
            name = f"report{i}"
            with open(trip.path(f"{name}.json"), "w",
                      encoding="utf-8") as file:
                json.dump(report, file, ensure_ascii=False)
            files = {ending: trip.export(name, ending)
                     for ending in ["docx", "html", "xlsx", "csv"]}
            for ending in ["docx", "html", "xlsx"]:
                trip.read_back(name, ending, files[ending], figures, report)
            trip.check_csv(name, files["csv"], figures)
            if shutil.which("chromium"):
                trip.read_back(name, "html.pdf",
                               trip.print_page(files["html"]), figures,
                               report)
            if options.word:
                trip.read_back(name, "docx.pdf",
                               trip.convert_word(files["docx"]), figures,
                               report)
        print(f"seed {options.seed}: {trip.done}, "
              f"{len(trip.problems)} problems")
        for problem in trip.problems:
            print("WRONG", problem)
        return 1 if trip.problems else 0


if __name__ == "__main__":
    sys.exit(main())

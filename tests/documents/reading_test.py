#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Reports of many shapes, damaged as in life, go through `disclosure import`.

No cell may be silently wrong: each is read right or flagged. Of the printed
figures at least 98 % are read right. Nothing here is shared with the program:
the form is typed off in printed_form.py, the documents are made in shapes.py.

    reading_test.py --disclosure PROGRAM [--seed N] [--rounds N] [--keep DIR]
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import printed_form as form
import shapes

LEAST_READ = 0.98
FLAGS = {"EVIDENCE_STATE_AMBIGUOUS", "EVIDENCE_STATE_UNREADABLE",
         "EVIDENCE_STATE_ABSENT"}


# What is in a report: path -> value (fen for money), None for a blank cell.

def balanced_figures(publication, requests, rng):
    def count():
        return 0 if rng.random() < 0.7 else rng.choice(
            [rng.randint(1, 9), rng.randint(10, 999), rng.randint(1000, 99999)])
    figures = {}
    for path in form.paths(publication, requests):
        table, row, column = path.split(".")
        if column.endswith("_fen"):
            figures[path] = count() * rng.choice([1, 100, 10000, 1000000])
        elif column == "items_change":
            figures[path] = count() * rng.choice([1, 1, -1])
        else:
            figures[path] = count()
    rows = [row for row, _, _ in form.request_rows(requests)]
    details = [row for row in rows if row not in (
        "received", "carried_over_from_last_year", "concluded_total",
        "carried_over_to_next_year")]
    for column in form.APPLICANTS[:-1]:
        at = lambda row: f"requests.{row}.{column}"
        total = sum(figures[at(row)] for row in details)
        figures[at("concluded_total")] = total
        figures[at("received")] = (
            total + figures[at("carried_over_to_next_year")]
            + figures[at("carried_over_from_last_year")])
        figures[at("carried_over_to_next_year")] += 2 * figures[
            at("carried_over_from_last_year")]
    for row in rows:
        figures[f"requests.{row}.total"] = sum(
            figures[f"requests.{row}.{column}"]
            for column in form.APPLICANTS[:-1])
    for block in form.BLOCKS:
        figures[f"disputes.{block}.total"] = sum(
            figures[f"disputes.{block}.{column}"]
            for column in form.OUTCOMES[:-1])
    return figures


def printed(path, value, rng, headless_money=True):
    if value is None:
        return None
    if path.endswith("_fen"):
        whole, rest = divmod(value, 1000000)
        text = str(whole) + (f".{rest:06d}".rstrip("0") if rest else "")
        return text + ("万元" if "amount" in path and value else "")
    if path.endswith("items_change") and value > 0 and rng.random() < 0.3:
        return f"+{value}"
    return str(value)


# Damage: each takes the table and may change it, or the figures expected.

def _relabel(table, change):
    """Changes labels and heads; a text of digits and signs is a figure."""
    def is_label(text):
        return text and any("一" <= c <= "鿿" for c in text) and not re.match(
            r"[+-]?\d+(\.\d|[^.\d、]|$)", text)
    return [[(change(text) if is_label(text) else text, columns, rows)
             for text, columns, rows in line] for line in table]


def half_width(table, rng):
    return _relabel(table, lambda text: text.replace("（", "(")
                    .replace("）", ") ").replace("，", ",")
                    .replace("“", '"').replace("”", '"'))


def other_numbers(table, rng):
    def change(text):
        if len(text) > 2 and text[0].isdigit() and text[1] == ".":
            return text[0] + "、" + text[2:]
        return text
    return _relabel(table, change)


def radicals(table, rng):
    swap = {"一": "⼀", "行": "⾏", "金": "⾦", "人": "⼈", "自": "⾃"}
    return _relabel(table, lambda text: "".join(
        swap.get(c, c) if rng.random() < 0.5 else c for c in text))


def full_width_digits(table, rng):
    def change(text):
        if text and text.isdigit():
            return "".join(chr(ord(c) + 0xFEE0) for c in text)
        return text
    return [[(change(text), c, r) for text, c, r in line] for line in table]


def year_in_heads(table, rng):
    return _relabel(table, lambda text: text.replace("本年制发", "本年(2023)制发")
                    .replace("本年处理", "本年（2023）处理"))


def blanks_in_labels(table, rng):
    return _relabel(table, lambda text: " ".join(text)
                    if len(text) < 5 else text)


def misprint(table, rng):
    """One character of one label in five is missing or wrong."""
    def change(text):
        if len(text) < 6 or rng.random() > 0.2:
            return text
        at = rng.randrange(2, len(text))
        return text[:at] + rng.choice(["", "□", "口"]) + text[at + 1:]
    return _relabel(table, change)


def units(table, rng):
    def change(text):
        return text + "件" if text and text.isdigit() else text
    money = ("收费金额", "政府集中采购", "行政事业性收费")
    return [line if any(word in (line[0][0] or "") for word in money)
            else [(change(text), c, r) for text, c, r in line]
            for line in table]


def title_row(table, rng):
    width = shapes.places(table)[2]
    return [[("政府信息公开情况统计表", width, 1)]] + table


DAMAGES = [half_width, other_numbers, radicals, full_width_digits,
           year_in_heads, blanks_in_labels, misprint, units, title_row]


def extra_row(table, rng):
    """A row that the form does not have, in table 2."""
    for r, line in enumerate(table):
        if line[0][0] and "规范性文件" in line[0][0]:
            extra = [("其他主动公开文件", 1, 1)] + [("777", c, n)
                                             for _, c, n in line[1:]]
            return table[:r + 1] + [extra] + table[r + 1:]
    return table


class Case:
    def __init__(self, rng):
        publication = rng.choice([2019, 2021])
        requests = publication if rng.random() < 0.8 else 2019
        self.year = rng.choice([2020, 2022, 2023])
        self.truth = balanced_figures(publication, requests, rng)
        self.damages = rng.sample(DAMAGES, rng.choice([0, 1, 1, 2]))
        self.shape = rng.choice(shapes.ALL)
        if self.shape in shapes.WITH_BLANKS and rng.random() < 0.3:
            for path in rng.sample(sorted(self.truth), 12):
                self.truth[path] = None
        if rng.random() < 0.2:  # A published report that contradicts itself.
            self.truth["disputes.administrative_review.total"] = 0
        text = {path: printed(path, value, rng)
                for path, value in self.truth.items()}
        tables = [form.publication_table(publication, text.get),
                  form.requests_table(requests, text.get),
                  form.disputes_table(text.get)]
        if rng.random() < 0.2:
            tables[0] = extra_row(tables[0], rng)
        self.missing = None
        if rng.random() < 0.2:
            # Not the first row of a merged head: that would move the head.
            # Nor what tells the edition.
            rows = [r for r, line in enumerate(tables[1])
                    if r > 3 and len(line) == 8
                    and not line[0][0].startswith("（六）")]
            row = rng.choice(rows)
            names = [name for name, _, _ in form.request_rows(requests)]
            self.missing = names[row - 3]
            self.drop_row(tables[1], row)
        for damage in self.damages:
            tables = [damage(table, rng) for table in tables]
        narrative = ["2023年，我单位认真落实政府信息公开条例，主动公开信息"
                     "一百余条。", "（一）主动公开。全年工作平稳有序。"]
        parts = [form.HEADINGS[0], *narrative, form.HEADINGS[1], tables[0],
                 form.HEADINGS[2], tables[1], form.HEADINGS[3], tables[2],
                 form.HEADINGS[4], "存在一些问题，下一步改进。",
                 form.HEADINGS[5], "无其他需要报告的事项。"]
        title = f"某某街道办事处{self.year}年政府信息公开工作年度报告"
        self.ending, self.content = self.shape(title, parts, rng)

    def drop_row(self, table, row):
        for r in range(row):
            for c, (text, columns, rows) in enumerate(table[r]):
                if r + rows > row:
                    table[r][c] = (text, columns, rows - 1)
        del table[row]

    def describe(self):
        return (f"{self.shape.__name__}, damaged by "
                f"{[damage.__name__ for damage in self.damages]}"
                + (f", without {self.missing}" if self.missing else ""))


def figures_of(report):
    found = {}
    for table, rows in report.get("figures", {}).items():
        for row, columns in rows.items():
            for column, value in columns.items():
                found[f"{table}.{row}.{column}"] = int(value)
    return found


def judge(case, report):
    """(printed, read right, flagged, what is silently wrong)."""
    figures = figures_of(report)
    states = {evidence["figure"]: evidence["state"]
              for evidence in report.get("evidence", [])}
    total = right = flagged = 0
    wrong = []
    for path, value in case.truth.items():
        there = not (case.missing and path.startswith(
            f"requests.{case.missing}."))
        state = states.get(path)
        if there and value is not None:
            total += 1
        if state in FLAGS:
            flagged += 1
        elif there and figures.get(path) == value and (
                value is not None or state == "EVIDENCE_STATE_BLANK"):
            right += 1 if value is not None else 0
        else:
            wrong.append(f"{path}: printed {value if there else 'nowhere'}, "
                         f"read {figures.get(path)} ({state})")
    for path in set(figures) - set(case.truth):
        wrong.append(f"{path}: not printed, read {figures[path]}")
    return total, right, flagged, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--disclosure", required=True)
    parser.add_argument("--seed", type=int, default=20231)
    parser.add_argument("--rounds", type=int, default=160)
    parser.add_argument("--keep", help="folder for the documents made")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    cases = [Case(rng) for _ in range(options.rounds)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or os.path.join(scratch, "in")
        out = os.path.join(scratch, "out")
        os.makedirs(folder, exist_ok=True)
        for i, case in enumerate(cases):
            with open(os.path.join(folder, f"{i:04d}{case.ending}"),
                      "wb") as file:
                file.write(case.content)
        run = subprocess.run(
            [options.disclosure, "import", folder, "-o", out],
            capture_output=True, text=True, timeout=600)
        if run.returncode not in (0, 1):
            sys.exit(f"import ended with {run.returncode}:\n{run.stderr}")
        return report(cases, out, options)


def report(cases, out, options):
    sums = [0, 0, 0]
    bad = []
    by_shape = {}
    for i, case in enumerate(cases):
        path = os.path.join(out, f"{i:04d}.json")
        if not os.path.exists(path):
            bad.append(f"{i:04d} ({case.describe()}): not read at all")
            continue
        with open(path, encoding="utf-8") as file:
            total, right, flagged, wrong = judge(case, json.load(file))
        shape = by_shape.setdefault(case.shape.__name__, [0, 0])
        shape[0] += total
        shape[1] += right
        for n, value in enumerate([total, right, flagged]):
            sums[n] += value
        if wrong:
            bad.append(f"{i:04d} ({case.describe()}): "
                       + "; ".join(wrong[:5]) + f" [{len(wrong)}]")
    for name, (total, right) in sorted(by_shape.items()):
        print(f"{name:20} {right} of {total} printed figures read right "
              f"({100 * right / total:.2f} %)")
    share = sums[1] / max(1, sums[0])
    print(f"seed {options.seed}: {len(cases)} documents, {sums[1]} of "
          f"{sums[0]} printed figures read right ({100 * share:.2f} %), "
          f"{sums[2]} flagged, {len(bad)} documents silently wrong")
    for line in bad[:40]:
        print("WRONG", line)
    return 1 if bad or share < LEAST_READ else 0


if __name__ == "__main__":
    sys.exit(main())

# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Rows of the result: a figure, its target, its limit and its peers, and
whether the target is met. Pure functions.

A row with a ratio is judged by the median of the ratios of its pairs, each
measured one right after the other; a row without one by the median of its
runs; a row that only states a figure is not judged.
"""

import dataclasses
import statistics


def median(values):
    return statistics.median(values)


def significant(value, digits=3):
    """Rounded to what a measurement can say."""
    if value is None or value == 0:
        return value
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded >= 100 else rounded


@dataclasses.dataclass
class Row:
    name: str
    # The median of the runs.
    value: float
    unit: str
    # What is asked for, in words; empty: the figure is only stated.
    target: str = ""
    # What the machine could do at best, measured in the same run.
    limit: float | None = None
    limit_name: str = ""
    # The median over the pairs, and all of them.
    ratio: float | None = None
    ratios: list = dataclasses.field(default_factory=list)
    runs: list = dataclasses.field(default_factory=list)
    # Others that do the same job: name to figure, in the same unit.
    peer: dict = dataclasses.field(default_factory=dict)
    met: bool | None = None
    # Why a target is missed.
    reason: str = ""
    # What else was seen.
    note: str = ""
    # A point of a growth curve: what the curve shows, and the number of
    # reports that were held.
    curve: str = ""
    at: int | None = None

    def to_json(self):
        row = dataclasses.asdict(self)
        for key in ("value", "limit", "ratio"):
            row[key] = significant(row[key])
        for key in ("runs", "ratios"):
            row[key] = [significant(value) for value in row[key]]
        row["peer"] = {name: significant(value)
                       for name, value in self.peer.items()}
        for key in ("reason", "curve", "at"):
            if not row[key]:
                del row[key]
        return row


def compare(value, sense, target):
    return value >= target if sense == ">=" else value <= target


def stated(name, runs, unit, **others):
    return Row(name, median(runs), unit, runs=runs, **others)


def point(curve, at, value, unit, **others):
    """A stated figure at so many reports."""
    return stated(f"{curve}, at {at:,} reports", [value], unit, curve=curve,
                  at=at, **others)


def by_runs(name, runs, unit, sense, target, missed, **others):
    """Judged by the median of the runs."""
    row = Row(name, median(runs), unit, runs=runs,
              target=f"{sense} {target:,}", **others)
    row.met = compare(row.value, sense, target)
    row.reason = "" if row.met else missed
    return row


def by_pairs(name, pairs, unit, sense, target, limit_name, missed, **others):
    """`pairs`: (ours, limit), each measured together."""
    ours = [pair[0] for pair in pairs]
    limits = [pair[1] for pair in pairs]
    ratios = [pair[0] / pair[1] for pair in pairs]
    row = Row(name, median(ours), unit, runs=ours, ratios=ratios,
              ratio=median(ratios), limit=median(limits),
              limit_name=limit_name,
              target=f"{sense} {target} x {limit_name}", **others)
    row.met = compare(row.ratio, sense, target)
    row.reason = "" if row.met else missed
    return row


def number(value):
    if value is None:
        return ""
    value = significant(value)
    return f"{value:,}" if value >= 100 else f"{value:g}"


def verdict(row):
    return {True: "met", False: "MISSED", None: "stated"}[row.met]


def aligned(lines, right):
    """Columns that fit their contents; `right`: those of numbers."""
    widths = [max(len(line[i]) for line in lines)
              for i in range(len(lines[0]))]
    return ["  ".join(
        cell.rjust(width) if i in right else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(line, widths))).rstrip()
            for line in lines]


def table(rows):
    """For people, without the curves that have no target."""
    rows = [row for row in rows if row.target or not row.curve]
    lines = [("", "", "", "target", "limit", "ratio", "")]
    for row in rows:
        limit = (f"{number(row.limit)} {row.limit_name}"
                 if row.limit is not None else "")
        lines.append((row.name, number(row.value), row.unit, row.target, limit,
                      number(row.ratio), verdict(row)))
    head, *shown = aligned(lines, right=(1, 5))
    text = [head]
    for row, line in zip(rows, shown):
        text.append(line)
        for name, value in row.peer.items():
            text.append(f"    {name}: {number(value)} {row.unit}")
        for words in filter(None, (row.note, row.reason)):
            text.append(f"    {words}")
    return "\n".join(text)


def curves(rows):
    """For people: a line for each curve, a column for each number of
    reports."""
    rows = [row for row in rows if row.curve]
    points = sorted({row.at for row in rows})
    values = {}
    for row in rows:
        values.setdefault((row.curve, row.unit), {})[row.at] = row.value
    lines = [("at so many reports", "", *(f"{at:,}" for at in points))]
    for (curve, unit), by_point in values.items():
        lines.append((curve, unit,
                      *(number(by_point.get(at)) for at in points)))
    return "\n".join(aligned(lines, right=range(2, len(lines[0]))))

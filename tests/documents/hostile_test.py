#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Documents made to hurt are refused in words, and the good ones beside them
are read all the same: one call, one folder, bounded memory.

    hostile_test.py --disclosure PROGRAM
"""

import argparse
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import zipfile

import reading_test

# What the whole call may take; a refusal costs no more than a large report.
MEMORY_MAX_KB = 1_500_000
SECONDS_MAX = 300


def package(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body):
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return (f"<w:document xmlns:w='{w}'><w:body>{body}</w:body>"
            "</w:document>")


def docx(document):
    return package({"[Content_Types].xml": "<Types/>",
                    "word/document.xml": document})


def cyclic_docx():
    """Relationships that lead back to themselves."""
    kind = ("http://schemas.openxmlformats.org/officeDocument/2006/"
            "relationships/officeDocument")
    back = (f"<Relationships><Relationship Id='a' Type='{kind}' "
            "Target='_rels/.rels'/><Relationship Id='b' "
            f"Type='{kind}' Target='a/../a/b.xml'/></Relationships>")
    return package({"[Content_Types].xml": "<Types/>", "_rels/.rels": back,
                    "a/b.xml": back, "a/_rels/b.xml.rels": back,
                    "word/document.xml": word("<w:p/>")})


def write_all(folder):
    """Writes the documents; returns their names."""
    cell = "<td>1</td>"
    entities = ("<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + i)} '{('&' + chr(97 + i) + ';') * 10}'>"
        for i in range(12)) + "]>")
    files = {
        "empty.docx": b"",
        "noise.pdf": b"%PDF-1.7\n" + random.Random(1).randbytes(100_000),
        "bomb.docx": docx(word("<w:p/>" * 50_000_000)),
        "deep.docx": docx(word("<w:tbl><w:tr><w:tc>" * 100_000)),
        "cyclic.docx": cyclic_docx(),
        "entities.docx": docx(entities + word("<w:p>&m;</w:p>")),
        "cells.html": ("<table>" + ("<tr>" + cell * 100 + "</tr>") * 10_000
                       + "</table>").encode(),
        "deep.html": b"<div>" * 200_000 + b"x",
        "spans.html": b"<table><tr><td colspan=1000 rowspan=65000>1</table>"
                      * 500,
        "archive.zip": package({"a.txt": "1", "b/c.txt": "2"}),
        "picture.docx": b"\x89PNG\r\n\x1a\n" + bytes(1000),
        "old.xls": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000),
        "archive.rar": b"Rar!\x1a\x07\x00" + bytes(100),
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    with open(os.path.join(folder, "large.txt"), "wb") as file:
        file.truncate(300 << 20)
    return sorted([*files, "large.txt"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--disclosure", required=True)
    options = parser.parse_args()
    rng = random.Random(3)
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.path.join(scratch, "in")
        out = os.path.join(scratch, "out")
        os.makedirs(folder)
        names = write_all(folder)
        good = [reading_test.Case(rng) for _ in range(6)]
        for i, case in enumerate(good):
            with open(os.path.join(folder, f"good{i}{case.ending}"),
                      "wb") as file:
                file.write(case.content)
        run = subprocess.run(
            [options.disclosure, "--lang", "en", "import", folder, "-o", out],
            capture_output=True, text=True, timeout=SECONDS_MAX)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        problems = []
        if run.returncode != 1:
            problems.append(f"ended with {run.returncode}, expected 1")
        for name in names:
            lines = [line for line in run.stderr.splitlines() if name in line]
            if not lines:
                problems.append(f"{name}: not refused in words")
            elif len(lines[0]) < len(name) + 30:
                problems.append(f"{name}: no way out: {lines[0]}")
            if os.path.exists(os.path.join(
                    out, os.path.splitext(name)[0] + ".json")):
                problems.append(f"{name}: a report was made of it")
        for i in range(len(good)):
            if not os.path.exists(os.path.join(out, f"good{i}.json")):
                problems.append(f"good{i}: not read")
        if memory > MEMORY_MAX_KB:
            problems.append(f"took {memory} kB, at most {MEMORY_MAX_KB}")
        print(run.stderr)
        print(f"{len(names)} documents refused, memory {memory} kB")
        for problem in problems:
            print("WRONG", problem)
        return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

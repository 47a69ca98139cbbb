#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0
"""Checks deploy/systemd: the unit must load without any remark and stay hard.

systemd-analyze returns 0 for unknown keys and only prints a line, so any
output of `verify` is a failure. The executable's name is replaced by that of
the built program, because the unit is checked before it is installed. The
drop-in that the README shows is checked on top of it.
"""

import argparse
import pathlib
import re
import shutil
import sys
import tempfile

import checks

# Tenths, as systemd-analyze counts them: 15 means an exposure level of 1.5.
EXPOSURE_LIMIT = 15


def verify(texts, program, report):
    """The first text is the unit, the others are drop-ins."""
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name) / "disclosured.service"
        extra = pathlib.Path(name) / "disclosured.service.d"
        extra.mkdir()
        for number, text in enumerate(texts):
            file = extra / f"{number}.conf" if number else path
            file.write_text(
                text.replace("ExecStart=disclosured", "ExecStart=" + program),
                encoding="utf-8")
        code, output = checks.run(["systemd-analyze", "verify", str(path)])
        report.expect(code == 0 and not output.strip(),
                      f"systemd-analyze verify said:\n{output}")
        code, output = checks.run(
            ["systemd-analyze", "security", "--offline=true",
             f"--threshold={EXPOSURE_LIMIT}", str(path)])
        last = output.strip().splitlines()[-1] if output.strip() else "nothing"
        report.expect(code == 0, f"the unit is too exposed: {last}")
        print(last)


def verify_backup(folder, client, report):
    """The timer and what it starts."""
    with tempfile.TemporaryDirectory() as name:
        for unit in ("disclosure-backup.service", "disclosure-backup.timer"):
            text = (folder / unit).read_text(encoding="utf-8")
            (pathlib.Path(name) / unit).write_text(
                text.replace("ExecStart=disclosure ", f"ExecStart={client} "),
                encoding="utf-8")
        for unit in ("disclosure-backup.service", "disclosure-backup.timer"):
            path = str(pathlib.Path(name) / unit)
            code, output = checks.run(["systemd-analyze", "verify", path])
            report.expect(code == 0 and not output.strip(),
                          f"systemd-analyze verify of {unit} said:\n{output}")
        code, output = checks.run(
            ["systemd-analyze", "security", "--offline=true",
             f"--threshold={EXPOSURE_LIMIT}",
             str(pathlib.Path(name) / "disclosure-backup.service")])
        last = output.strip().splitlines()[-1] if output.strip() else "nothing"
        report.expect(code == 0, f"the backup's unit is too exposed: {last}")
        print(last)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--binary", required=True)
    arguments = parser.parse_args()
    if not shutil.which("systemd-analyze"):
        return checks.skip("systemd-analyze is not installed")

    report = checks.Report()
    flags = checks.known_flags(arguments.binary, report)
    folder = arguments.source / "deploy/systemd"
    unit = (folder / "disclosured.service").read_text(encoding="utf-8")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    drop_ins = re.findall(r"```ini\n(.*?)```", readme, re.S)
    report.expect(drop_ins, "the README shows no drop-in")
    for text in [unit] + drop_ins:
        for line in re.findall(r"^ExecStart=disclosured (.*)$", text, re.M):
            checks.expect_known_flags(line.split(), flags, line, report)

    program = str(pathlib.Path(arguments.binary).resolve())
    verify([unit], program, report)
    verify([unit] + drop_ins, program, report)
    verify_backup(folder, pathlib.Path(program).parent / "disclosure", report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())

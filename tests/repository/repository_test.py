#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Reads every source of the repository and holds it to the rules of rules.py.

The first class judges the repository. The second shows each reader made-up
sources, good and bad, because a rule that sees nothing passes too.
"""

import os
import unittest

import rules
import sources


class RepositoryTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.files = sources.load()

    def expect_none(self, rule):
        problems = rule(self.files)
        if problems:
            self.fail(f"{len(problems)} problems\n" + "\n".join(problems))

    def test_lines_have_80_columns(self):
        self.expect_none(rules.long_lines)

    def test_files_are_short(self):
        self.expect_none(rules.long_files)

    def test_functions_are_short(self):
        self.expect_none(rules.long_functions)

    def test_nothing_is_left_over(self):
        self.expect_none(rules.leftovers)

    def test_banned_calls_are_not_used(self):
        self.expect_none(rules.banned_calls)

    def test_rooms_include_only_what_they_may(self):
        self.expect_none(rules.room_includes)

    def test_reserved_headers_stay_in_their_rooms(self):
        self.expect_none(rules.reserved_includes)

    def test_cores_do_not_know_grpc(self):
        self.expect_none(rules.cores_without_grpc)

    def test_no_figure_is_named_outside_the_form(self):
        self.expect_none(rules.named_figures)

    def test_generated_code_is_not_committed(self):
        self.expect_none(rules.generated_files)

    def test_files_begin_with_licence_and_guard(self):
        self.expect_none(rules.file_heads)

    def test_every_file_is_used(self):
        self.expect_none(rules.orphans)

    def test_readmes_have_the_same_commands(self):
        if not {"README.md", "README.zh-CN.md"} & set(self.files):
            self.skipTest("there are no READMEs yet")
        self.expect_none(rules.different_readmes)

    def test_no_large_file(self):
        for path in sources.paths():
            size = os.path.getsize(os.path.join(sources.ROOT, path))
            self.assertLessEqual(size, rules.BLOB_BYTES, path)


class RulesTest(unittest.TestCase):

    def count(self, rule, files):
        return len(rule(files))

    def test_functions_are_measured(self):
        text = ("namespace a {\n"
                "constexpr int kTable[] = {\n" + "1,\n" * 90 + "};\n"
                "template <class T>\n"
                "class A\n"
                "    : public B<T>,\n"
                "      public C {\n"
                " public:\n"
                "  int Small() {\n"
                "    if (x) {\n"
                "    } else {\n"
                "    }\n"
                "  }\n"
                "};\n"
                "absl::Status Long(int first,\n"
                "                  int second) {\n" + "  f();\n" * 70 + "}\n"
                "A::A()\n"
                "    : x_(1) {\n"
                "}\n"
                "}  // namespace a\n")
        self.assertEqual([lines for _, lines in sources.functions(text)],
                         [5, 73, 3])
        self.assertEqual(self.count(rules.long_functions, {"a/a.cc": text}),
                         1)

    def test_raw_strings_are_no_code(self):
        text = 'const char kText[] = R"(\nint f() {\n)";\nint g() {\n}\n'
        self.assertEqual([lines for _, lines in sources.functions(text)], [2])

    def test_rooms(self):
        files = {"form/a.h": '#include "base/b.h"\n#include "form/c.h"\n'
                             '#include "disclosure/v1/figures.pb.h"\n',
                 "base/b.h": '#include "form/a.h"\n',
                 "services/ingest/i.cc": '#include "services/query/q.h"\n',
                 "services/query/q.h": '#include "storage/s.h"\n',
                 "services/main.cc": '#include "services/query/q.h"\n',
                 "storage/s.h": '#include "disclosure/v1/figures.pb.h"\n',
                 "form/c.h": ""}
        problems = rules.room_includes(files)
        self.assertEqual([problem.split(":")[0] for problem in problems],
                         ["base/b.h", "services/ingest/i.cc",
                          "services/query/q.h", "storage/s.h"])

    def test_reserved_headers(self):
        grpc = "#include <grpcpp/grpcpp.h>\n"
        rocksdb = "#include <rocksdb/db.h>\n"
        stub = '#include "disclosure/v1/query_service.grpc.pb.h"\n'
        self.assertEqual(4, self.count(rules.reserved_includes, {
            "form/a.cc": grpc, "form/b.cc": stub, "server/c.cc": grpc,
            "cli/d.cc": stub, "storage/e.cc": rocksdb,
            "services/ingest/f.cc": rocksdb, "bench/g.cc": rocksdb,
            "bench/peers/rocksdb_committer.cc": rocksdb}))
        self.assertEqual(1, self.count(rules.cores_without_grpc, {
            "services/ingest/CMakeLists.txt":
                "disclosure_library(ingest_core SRCS a.cc)\n"
                "disclosure_library(ingest SRCS b.cc)\n",
            "services/ingest/a.h": grpc, "services/ingest/b.cc": grpc}))

    def test_figures(self):
        form = "message M {\n  optional int64 natural_person = 1;\n}\n"
        files = {"proto/disclosure/v1/figures.proto": form,
                 "form/a.cc": "x.set_natural_person(1);\n",
                 "form/b.cc": "Cells::kNaturalPersonFieldNumber\n",
                 "form/c.cc": "natural_persons\n",
                 "tools/d": "#!/bin/bash\necho natural_person\n",
                 "form/a_test.cc": "natural_person\n"}
        self.assertEqual(3, self.count(rules.named_figures, files))

    def test_lines_and_files(self):
        self.assertEqual(1, self.count(rules.long_lines, {
            "a.cc": "x " * 41 + "\n" + "x" * 90 + "\n" + "x" * 80}))
        self.assertEqual(2, self.count(rules.long_files, {
            "a.h": "\n" * 251, "a.cc": "\n" * 400, "b.cc": "\n" * 401,
            "a_test.cc": "\n" * 600,
            "c.h": "// Long because: one table.\n" + "\n" * 300}))

    def test_leftovers_and_bans(self):
        self.assertEqual(1, self.count(rules.leftovers, {
            "a.md": "TO" + "DO later", "b.md": "MASTODON TOD"}))
        self.assertEqual(2, self.count(rules.banned_calls, {
            "a.cc": 'int i = std::stoi(t);\n// std::stoi(t)\n"assert("\n'
                    "static_assert(true);\nabsl::SleepFor(x);\n"}))

    def test_heads_and_orphans(self):
        head = ("// Copyright The disclosure authors.\n"
                "// SPDX-License-Identifier: Apache-2.0\n")
        files = {"form/a.h": head + "#ifndef DISCLOSURE_FORM_A_H_\n",
                 "form/b.h": "#ifndef WRONG_H_\n",
                 "form/a.cc": head + '#include "form/a.h"\n',
                 "form/CMakeLists.txt": "disclosure_library(a SRCS a.cc)"}
        self.assertEqual(2, self.count(rules.file_heads, files))
        self.assertEqual(rules.orphans(files),
                         ["form/b.h: no file includes it"])

    def test_readmes(self):
        english = "```sh\ntools/demo  # shows it\n```\ntext\n"
        chinese = "```sh\ntools/demo  # 演示\n```\n"
        other = "```sh\ntools/test\n```\n"
        self.assertEqual(0, self.count(rules.different_readmes, {
            "README.md": english, "README.zh-CN.md": chinese}))
        self.assertEqual(1, self.count(rules.different_readmes, {
            "README.md": english, "README.zh-CN.md": other}))
        self.assertEqual(1, self.count(rules.different_readmes, {
            "README.md": english}))


if __name__ == "__main__":
    unittest.main()

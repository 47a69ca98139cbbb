// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// LibreOffice itself converts.

#include "documents/read/convert.h"

#include <cstdlib>
#include <filesystem>

#include "gtest/gtest.h"

#include "documents/read/read_document.h"
#include "documents/read/testing/print_document.h"

namespace disclosure::documents {
namespace {

TEST(Convert, LeavesNothingBehind) {
  if (!HasLibreOffice()) {
    GTEST_SKIP() << "LibreOffice is not installed";
  }
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "convert_test";
  std::filesystem::create_directories(folder);
  setenv("TMPDIR", folder.c_str(), 1);
  EXPECT_EQ(Print(ReadDocument(
                "a.doc",
                "{\\rtf1\\ansi\\trowd\\cellx1000\\cellx2000 a\\intbl\\cell 1"
                "\\intbl\\cell\\row\\pard b\\par}")),
            "[1x2]\n0:a 1:1\nb\n");
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  unsetenv("TMPDIR");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace disclosure::documents

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/file.h"

#include <filesystem>

#include "base/error.h"
#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "file_test_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string folder_;
};

TEST_F(FileTest, ReadsWhatWasWritten) {
  const std::string path = folder_ + "/a";
  const std::string content("x\0y\n", 4);
  ASSERT_TRUE(WriteFile(path, "old and longer").ok());
  ASSERT_TRUE(WriteFile(path, content).ok());
  EXPECT_EQ(*ReadFile(path), content);
}

TEST_F(FileTest, LeavesNothingBesideTheFile) {
  ASSERT_TRUE(WriteFile(folder_ + "/a", "1").ok());
  EXPECT_FALSE(WriteFile(folder_ + "/no/such/folder", "1").ok());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(FileTest, SaysWhatIsWrong) {
  ASSERT_TRUE(WriteFile(folder_ + "/a", "12345").ok());
  EXPECT_EQ(GetErrorDetails(ReadFile(folder_ + "/b").status()).reason,
            "FILE_NOT_FOUND");
  EXPECT_EQ(GetErrorDetails(ReadFile(folder_).status()).reason,
            "FILE_NOT_READABLE");
  EXPECT_EQ(GetErrorDetails(ReadFile(folder_ + "/a", 4).status()).reason,
            "FILE_TOO_LARGE");
  EXPECT_TRUE(ReadFile(folder_ + "/a", 5).ok());
}

}  // namespace
}  // namespace disclosure::base

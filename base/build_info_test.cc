// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/build_info.h"

#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

TEST(BuildInfoTest, NamesAVersionAndARevision) {
  EXPECT_NE(BuildVersion().find('.'), std::string::npos);
  EXPECT_FALSE(BuildRevision().empty());
}

}  // namespace
}  // namespace disclosure::base

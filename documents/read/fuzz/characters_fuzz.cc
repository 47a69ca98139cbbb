// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as text of any encoding. The first byte chooses the declared one.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "documents/read/characters.h"
#include "documents/read/encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace base = disclosure::base;
  namespace documents = disclosure::documents;
  constexpr std::string_view kDeclared[] = {"", "utf-8", "gb2312", "big5"};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<std::string> text =
      documents::ToUtf8(bytes, kDeclared[size == 0 ? 0 : data[0] % 4]);
  DISCLOSURE_CHECK(!text.ok() || base::IsValidUtf8(*text));
  DISCLOSURE_CHECK(base::IsValidUtf8(documents::Comparable(bytes)));
  DISCLOSURE_CHECK(base::IsValidUtf8(documents::ReplaceRadicals(bytes)));
  const std::string_view trimmed = documents::TrimBlanks(bytes);
  DISCLOSURE_CHECK(documents::TrimBlanks(trimmed) == trimmed);
  return 0;
}

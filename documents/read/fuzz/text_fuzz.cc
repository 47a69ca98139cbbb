// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as plain text.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "documents/read/encoding.h"
#include "documents/read/testing/print_document.h"
#include "documents/read/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace documents = disclosure::documents;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto text = documents::ToUtf8(bytes);
  if (!text.ok()) return 0;
  const absl::StatusOr<documents::Document> document =
      documents::ReadText(*text);
  DISCLOSURE_CHECK(!document.ok() || documents::Broken(*document).empty());
  return 0;
}

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a web page, and as a text with tables in markup.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "documents/read/html.h"
#include "documents/read/testing/print_document.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace documents = disclosure::documents;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool lines : {false, true}) {
    const absl::StatusOr<documents::Document> document =
        documents::ReadHtml(bytes, {.lines = lines});
    DISCLOSURE_CHECK(!document.ok() || documents::Broken(*document).empty());
  }
  return 0;
}

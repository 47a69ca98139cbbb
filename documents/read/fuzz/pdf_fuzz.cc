// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a PDF file.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "documents/read/pdf.h"
#include "documents/read/testing/print_document.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace documents = disclosure::documents;
  const absl::StatusOr<documents::Document> document = documents::ReadPdf(
      std::string_view(reinterpret_cast<const char*>(data), size));
  DISCLOSURE_CHECK(!document.ok() || documents::Broken(*document).empty());
  return 0;
}

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as any document. LibreOffice, a program of its own, is kept out of
// sight.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/check.h"
#include "base/error.h"
#include "documents/read/read_document.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool hidden = setenv("PATH", "/nonexistent", 1) == 0;
  DISCLOSURE_CHECK(hidden);
  namespace base = disclosure::base;
  namespace documents = disclosure::documents;
  const absl::StatusOr<documents::Document> document = documents::ReadDocument(
      "a", std::string_view(reinterpret_cast<const char*>(data), size));
  DISCLOSURE_CHECK(document.ok() ||
                   !base::GetErrorDetails(document.status()).reason.empty());
  return 0;
}

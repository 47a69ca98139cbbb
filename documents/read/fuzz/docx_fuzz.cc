// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as the main part of a Word document; the package around it is
// sound, because checksums stop most of what is mutated in a zip.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "documents/read/docx.h"
#include "documents/read/testing/make_package.h"
#include "documents/read/testing/print_document.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace documents = disclosure::documents;
  const std::string package = documents::MakeZip(
      {{"word/document.xml",
        std::string(reinterpret_cast<const char*>(data), size)}});
  const absl::StatusOr<documents::Document> document =
      documents::ReadDocx(package);
  DISCLOSURE_CHECK(!document.ok() || documents::Broken(*document).empty());
  return 0;
}

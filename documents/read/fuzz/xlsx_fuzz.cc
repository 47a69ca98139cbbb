// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as parts of a workbook, divided by lines `%%%%`: the content of a
// sheet, the shared texts, the styles, the workbook. The package is sound.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "documents/read/testing/make_package.h"
#include "documents/read/testing/print_document.h"
#include "documents/read/xlsx.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace documents = disclosure::documents;
  constexpr std::string_view kDivider = "%%%%\n";
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> parts;
  for (size_t at = 0; at <= all.size() && parts.size() < 4;) {
    const size_t end = std::min(all.find(kDivider, at), all.size());
    parts.emplace_back(all.substr(at, end - at));
    at = end + kDivider.size();
  }
  parts.resize(4);
  documents::Parts more = {{"xl/sharedStrings.xml", parts[1]},
                           {"xl/styles.xml", parts[2]}};
  if (!parts[3].empty()) {
    more.emplace_back("xl/workbook.xml", parts[3]);
  }
  const absl::StatusOr<documents::Document> document = documents::ReadXlsx(
      documents::MakeXlsx({{.name = "a", .xml = parts[0]}}, more));
  DISCLOSURE_CHECK(!document.ok() || documents::Broken(*document).empty());
  return 0;
}

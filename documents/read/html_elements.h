// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What each element of HTML does to the text in it. Pure, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_HTML_ELEMENTS_H_
#define DISCLOSURE_DOCUMENTS_READ_HTML_ELEMENTS_H_

#include <string_view>

namespace disclosure::documents {

enum class HtmlRole {
  kInline,
  // Begins and ends a line.
  kBlock,
  kBreak,
  kHidden,
  kPreformatted,
  kRaised,
  kField,
  kTable,
  kSection,
  kRow,
  kCell,
};

// `name` in lower case; an unknown one is inline.
HtmlRole HtmlRoleOf(std::string_view name);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_HTML_ELEMENTS_H_

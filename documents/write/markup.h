// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Text within XML and HTML. Pure, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_MARKUP_H_
#define DISCLOSURE_DOCUMENTS_WRITE_MARKUP_H_

#include <string>
#include <string_view>

namespace disclosure::documents {

// What XML cannot hold (controls, broken UTF-8) becomes U+FFFD, so that it is
// seen and nothing is refused.
std::string CleanText(std::string_view text);

// Cleaned, and escaped for content and for attributes.
std::string EscapeMarkup(std::string_view text);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_MARKUP_H_

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/markup.h"

#include "base/text.h"

namespace disclosure::documents {

std::string CleanText(std::string_view text) {
  std::u32string out = base::DecodeUtf8(text);
  for (char32_t& c : out) {
    const bool control = c < 0x20 && c != U'\t' && c != U'\n' && c != U'\r';
    if (control || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff) {
      c = 0xfffd;
    }
  }
  return base::EncodeUtf8(out);
}

std::string EscapeMarkup(std::string_view text) {
  std::string out;
  for (const char c : CleanText(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace disclosure::documents

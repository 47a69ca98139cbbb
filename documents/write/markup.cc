// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/markup.h"

#include "base/text.h"

namespace disclosure::documents {

std::string EscapeMarkup(std::string_view text) {
  std::u32string out;
  for (char32_t c : base::DecodeUtf8(text)) {
    const bool control = c < 0x20 && c != U'\t' && c != U'\n' && c != U'\r';
    if (control || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff) {
      c = 0xfffd;
    }
    switch (c) {
      case U'&':
        out += U"&amp;";
        break;
      case U'<':
        out += U"&lt;";
        break;
      case U'>':
        out += U"&gt;";
        break;
      case U'"':
        out += U"&quot;";
        break;
      case U'\r':
        out += U"&#13;";
        break;
      default:
        out += c;
    }
  }
  return base::EncodeUtf8(out);
}

}  // namespace disclosure::documents

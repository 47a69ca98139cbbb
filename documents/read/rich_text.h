// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A text of a workbook, which may change its font on the way. Used by one
// thread at a time; no errors.

#ifndef DISCLOSURE_DOCUMENTS_READ_RICH_TEXT_H_
#define DISCLOSURE_DOCUMENTS_READ_RICH_TEXT_H_

#include <string>
#include <string_view>

#include "documents/read/characters.h"
#include "documents/read/xml.h"

namespace disclosure::documents {

// Given all events within <si> or <is>. Readings (furigana) and struck text are
// left out, raised digits marked.
class RichText {
 public:
  void Clear() { *this = RichText(); }

  void Start(const XmlElement& element) {
    const std::string_view name = element.name();
    if (name == "r") {
      struck_ = raised_ = false;
    } else if (name == "strike") {
      struck_ = element.Attribute("val") != "0" &&
                element.Attribute("val") != "false";
    } else if (name == "vertAlign") {
      raised_ = element.Attribute("val") == "superscript";
    } else if (name == "rPh") {
      reading_ = true;
    } else if (name == "t") {
      in_text_ = true;
    }
  }

  void End(std::string_view name) {
    if (name == "rPh") {
      reading_ = false;
    } else if (name == "t") {
      in_text_ = false;
    } else if (name == "r") {
      struck_ = raised_ = false;
    }
  }

  void Text(std::string_view text) {
    if (in_text_ && !struck_ && !reading_) {
      text_.append(raised_ ? RaiseDigits(text) : std::string(text));
    }
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool struck_ = false;
  bool raised_ = false;
  bool reading_ = false;
  bool in_text_ = false;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_RICH_TEXT_H_

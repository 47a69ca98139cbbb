// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/kind.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "absl/strings/ascii.h"

namespace disclosure::documents {
namespace {

// Some programs put other things before the head of a PDF.
constexpr size_t kPdfHeadBytes = 1024;
constexpr size_t kMarkupHeadBytes = 64 << 10;
// OLE2 names its streams in entries of this size, in UTF-16.
constexpr size_t kOleEntryBytes = 128;

struct KindMark {
  std::string_view bytes;
  Kind kind;
};
constexpr KindMark kKindMarks[] = {
    {"PK\3\4", Kind::kZip},
    {"PK\5\6", Kind::kZip},
    {"{\\rtf", Kind::kRtf},
    {"\x89PNG", Kind::kImage},
    {"\xFF\xD8\xFF", Kind::kImage},
    {"GIF8", Kind::kImage},
    {std::string_view("II*\0", 4), Kind::kImage},
    {std::string_view("MM\0*", 4), Kind::kImage},
    {"Rar!\x1A", Kind::kArchive},
    {"7z\xBC\xAF\x27\x1C", Kind::kArchive},
    {"\x1F\x8B", Kind::kArchive},
    {"BZh", Kind::kArchive},
    {"\xFD"
     "7zXZ",
     Kind::kArchive},
};

bool ContainsAny(std::string_view text,
                 std::initializer_list<std::string_view> pieces) {
  return std::any_of(pieces.begin(), pieces.end(), [&](std::string_view piece) {
    return text.find(piece) != std::string_view::npos;
  });
}

// The size that a bitmap's head names is that of the file.
bool IsBitmap(std::string_view bytes) {
  if (!bytes.starts_with("BM") || bytes.size() < 26) {
    return false;
  }
  size_t size = 0;
  for (int i = 5; i >= 2; --i) {
    size = size << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return size == bytes.size();
}

bool HasStream(std::string_view bytes, std::string_view name) {
  std::string wide;
  for (const char c : name) {
    wide.push_back(c);
    wide.push_back('\0');
  }
  // Its end, lest it is the beginning of another name.
  wide.append(2, '\0');
  for (size_t at = bytes.find(wide); at != std::string_view::npos;
       at = bytes.find(wide, at + 1)) {
    if (at % kOleEntryBytes == 0) {
      return true;
    }
  }
  return false;
}

Kind KindOfOle(std::string_view bytes) {
  // An encrypted workbook has no other stream of these.
  if (HasStream(bytes, "EncryptedPackage")) {
    return Kind::kEncrypted;
  }
  if (HasStream(bytes, "WordDocument")) {
    return Kind::kWord97;
  }
  if (HasStream(bytes, "Workbook") || HasStream(bytes, "Book")) {
    return Kind::kExcel97;
  }
  return HasStream(bytes, "PowerPoint Document") ? Kind::kPowerPoint97
                                                 : Kind::kOtherOle;
}

// Lower case, ASCII alone: UTF-16 loses its zero bytes.
std::string Head(std::string_view bytes) {
  std::string head;
  for (const char c : bytes.substr(0, kMarkupHeadBytes)) {
    if (c > 0) {
      head.push_back(absl::ascii_tolower(c));
    }
  }
  absl::StripLeadingAsciiWhitespace(&head);
  return head;
}

Kind KindOfMarkup(std::string_view head) {
  if (head.starts_with("mime-version:") ||
      (head.starts_with("from:") && ContainsAny(head, {"mime-version:"}))) {
    return Kind::kMhtml;
  }
  if (ContainsAny(head, {"<!doctype html", "<html"})) {
    return Kind::kHtml;
  }
  if (head.starts_with("<?xml")) {
    if (ContainsAny(head, {"<w:worddocument", "<pkg:package",
                           "progid=\"word.document\""})) {
      return Kind::kWord2003Xml;
    }
    return ContainsAny(head, {"urn:schemas-microsoft-com:office:spreadsheet"})
               ? Kind::kExcel2003Xml
               : Kind::kOtherXml;
  }
  if (ContainsAny(head, {"<body", "<div", "<p>", "<p "})) {
    return Kind::kHtml;
  }
  return ContainsAny(head, {"<table", "<td"}) ? Kind::kTextWithMarkup
                                              : Kind::kText;
}

}  // namespace

Kind KindOf(std::string_view bytes) {
  if (bytes.empty()) {
    return Kind::kEmpty;
  }
  if (bytes.substr(0, kPdfHeadBytes).find("%PDF-") != std::string_view::npos) {
    return Kind::kPdf;
  }
  if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
    return KindOfOle(bytes);
  }
  for (const KindMark& mark : kKindMarks) {
    if (bytes.starts_with(mark.bytes)) {
      return mark.kind;
    }
  }
  if (IsBitmap(bytes) ||
      (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP"))) {
    return Kind::kImage;
  }
  return KindOfMarkup(Head(bytes));
}

}  // namespace disclosure::documents

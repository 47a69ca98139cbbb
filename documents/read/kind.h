// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a document is, told from its content. Thread-safe; no errors.

#ifndef DISCLOSURE_DOCUMENTS_READ_KIND_H_
#define DISCLOSURE_DOCUMENTS_READ_KIND_H_

#include <string_view>

namespace disclosure::documents {

enum class Kind {
  kEmpty,
  kPdf,
  // A zip package, to be looked into.
  kZip,
  // What came before 2007.
  kWord97,
  kExcel97,
  kPowerPoint97,
  // An OLE2 package around an encrypted document.
  kEncrypted,
  kOtherOle,
  kRtf,
  kWord2003Xml,
  kExcel2003Xml,
  kOtherXml,
  kMhtml,
  kHtml,
  // Lines of text with tables in markup, as OCR programs write them.
  kTextWithMarkup,
  kImage,
  kArchive,
  // Anything else that may be a text.
  kText,
};

Kind KindOf(std::string_view bytes);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_KIND_H_

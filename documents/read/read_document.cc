// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/read_document.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "base/absl_strings.h"
#include "base/error.h"
#include "documents/read/convert.h"
#include "documents/read/docx.h"
#include "documents/read/encoding.h"
#include "documents/read/html.h"
#include "documents/read/kind.h"
#include "documents/read/limits.h"
#include "documents/read/package.h"
#include "documents/read/pdf.h"
#include "documents/read/refusal.h"
#include "documents/read/text.h"
#include "documents/read/xlsx.h"

namespace disclosure::documents {
namespace {

constexpr Wording kSaveAsNew = {
    "Save it as .docx, .xlsx or PDF in WPS or Word, then import that file.",
    "请在 WPS 或 Word 中另存为 .docx、.xlsx 或 PDF，再导入新文件。"};
constexpr Wording kUnpack = {"Unpack it, then import the files within.",
                             "请先解压，再导入其中的文件。"};
constexpr Wording kNoReport = {
    "Import the report itself: .docx, .xlsx, PDF, a web page or a text.",
    "请导入报告文件本身：.docx、.xlsx、PDF、网页或文本。"};

// A document that LibreOffice makes readable.
struct Older {
  Wording kind;
  const char* from;
  const char* to;
};
constexpr Older kWord97 = {
    {"a document of Word 97 or WPS (.doc, .wps)", "旧版文档（.doc、.wps）"},
    "doc",
    "docx"};
constexpr Older kExcel97 = {
    {"a workbook of Excel 97 or WPS (.xls, .et)", "旧版表格（.xls、.et）"},
    "xls",
    "xlsx"};
constexpr Older kRtf = {{"a rich text (.rtf)", "RTF 文档"}, "rtf", "docx"};
constexpr Older kOpenText = {
    {"an OpenDocument text (.odt)", "OpenDocument 文档（.odt）"},
    "odt",
    "docx"};
constexpr Older kOpenSheet = {
    {"an OpenDocument spreadsheet (.ods)", "OpenDocument 表格（.ods）"},
    "ods",
    "xlsx"};

absl::StatusOr<Document> ReadOlder(const Older& older, std::string_view bytes) {
  if (!HasLibreOffice()) {
    return KindUnsupported(older.kind, kSaveAsNew);
  }
  const absl::StatusOr<std::string> converted =
      Convert(bytes, older.from, older.to);
  if (!converted.ok()) {
    return converted.status();
  }
  return std::string_view(older.to) == "docx" ? ReadDocx(*converted)
                                              : ReadXlsx(*converted);
}

absl::StatusOr<Document> ReadZip(std::string_view bytes) {
  absl::StatusOr<Package> package = Package::Open(bytes);
  if (!package.ok()) {
    return package.status();
  }
  if (package->Has("[Content_Types].xml")) {
    const std::vector<std::string> names = package->Names();
    const auto has_folder = [&](std::string_view folder) {
      return std::any_of(
          names.begin(), names.end(),
          [&](const std::string& name) { return name.starts_with(folder); });
    };
    if (has_folder("word/")) {
      return ReadDocx(bytes);
    }
    if (package->Has("xl/workbook.bin")) {
      return KindUnsupported(
          {"a binary workbook (.xlsb)", "二进制表格（.xlsb）"}, kSaveAsNew);
    }
    if (has_folder("xl/")) {
      return ReadXlsx(bytes);
    }
    return KindUnsupported({"a presentation or a drawing", "演示文稿或绘图"},
                           kNoReport);
  }
  if (package->Has("OFD.xml")) {
    return KindUnsupported(
        {"an OFD document", "OFD 版式文档"},
        {"Save it as PDF in the OFD reader, then import that file.",
         "请在 OFD 阅读器中另存为 PDF，再导入新文件。"});
  }
  if (package->Has("mimetype")) {
    const absl::StatusOr<std::string> type = package->Read("mimetype");
    if (type.ok() && type->find("opendocument.text") != std::string::npos) {
      return ReadOlder(kOpenText, bytes);
    }
    if (type.ok() &&
        type->find("opendocument.spreadsheet") != std::string::npos) {
      return ReadOlder(kOpenSheet, bytes);
    }
  }
  return KindUnsupported({"a zip archive", "压缩包（zip）"}, kUnpack);
}

absl::StatusOr<Document> ReadMarkup(std::string_view bytes,
                                    HtmlOptions options) {
  // The markup itself says its encoding only where it can be read as ASCII.
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    const absl::StatusOr<std::string> text = ToUtf8(bytes);
    return text.ok() ? ReadHtml(*text, options) : text.status();
  }
  return ReadHtml(bytes, options);
}

absl::StatusOr<Document> ReadPlain(std::string_view bytes) {
  const absl::StatusOr<std::string> text = ToUtf8(bytes);
  return text.ok() ? ReadText(*text) : text.status();
}

absl::StatusOr<Document> Read(std::string_view bytes) {
  switch (KindOf(bytes)) {
    case Kind::kEmpty:
      return Damaged({"it is empty, 0 bytes", "文件为空（0 字节）"});
    case Kind::kPdf:
      return ReadPdf(bytes);
    case Kind::kZip:
      return ReadZip(bytes);
    case Kind::kWord97:
      return ReadOlder(kWord97, bytes);
    case Kind::kExcel97:
      return ReadOlder(kExcel97, bytes);
    case Kind::kPowerPoint97:
      return KindUnsupported({"a presentation (.ppt)", "演示文稿（.ppt）"},
                             kNoReport);
    case Kind::kEncrypted:
      return Encrypted();
    case Kind::kOtherOle:
      return KindUnsupported(
          {"an older office document of an unknown kind", "未知的旧版办公文档"},
          kSaveAsNew);
    case Kind::kRtf:
      return ReadOlder(kRtf, bytes);
    case Kind::kWord2003Xml:
      return KindUnsupported({"a Word XML document", "Word XML 文档"},
                             kSaveAsNew);
    case Kind::kExcel2003Xml:
      return KindUnsupported(
          {"an Excel 2003 XML workbook", "Excel 2003 XML 表格"}, kSaveAsNew);
    case Kind::kOtherXml:
      return KindUnsupported({"an XML file", "XML 文件"}, kNoReport);
    case Kind::kMhtml:
      return KindUnsupported(
          {"a web page in one file (.mht)", "单一文件网页（.mht）"},
          {"Open it and save it as a web page of HTML only, or as PDF, then "
           "import that file.",
           "请打开后另存为“仅 HTML”网页或 PDF，再导入新文件。"});
    case Kind::kHtml:
      return ReadMarkup(bytes, {});
    case Kind::kTextWithMarkup:
      return ReadMarkup(bytes, {.lines = true});
    case Kind::kImage:
      return WithoutText({"an image", "图片"});
    case Kind::kArchive:
      return KindUnsupported({"an archive", "压缩包"}, kUnpack);
    case Kind::kText:
      return ReadPlain(bytes);
  }
  return Damaged({"it is of no known kind", "无法识别文件类型"});
}

absl::Status WithName(std::string_view name, const absl::Status& refusal) {
  base::ErrorDetails details = base::GetErrorDetails(refusal);
  details.zh = absl::StrCat(base::ToAbsl(name), "：", details.zh);
  return base::MakeError(
      refusal.code(), absl::StrCat(base::ToAbsl(name), ": ", refusal.message()),
      std::move(details));
}

}  // namespace

absl::StatusOr<Document> ReadDocument(std::string_view name,
                                      std::string_view bytes) {
  absl::StatusOr<Document> document =
      bytes.size() > static_cast<size_t>(kFileBytesMax)
          ? TooLarge({"bytes", "字节数"}, kFileBytesMax)
          : Read(bytes);
  if (document.ok() && document->blocks.empty()) {
    document =
        WithoutText({"a document without any text", "没有任何文字的文档"});
  }
  return document.ok() ? std::move(document)
                       : WithName(name, document.status());
}

}  // namespace disclosure::documents

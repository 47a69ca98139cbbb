// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/refusal.h"

#include <string>

#include "absl/strings/str_cat.h"

#include "base/absl_strings.h"
#include "base/error.h"

namespace disclosure::documents {
namespace {

using base::ToAbsl;

absl::Status Refuse(std::string_view reason, const std::string& en,
                    const std::string& zh) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, en, zh);
}

}  // namespace

absl::Status KindUnsupported(Wording kind, Wording way_out) {
  return Refuse("DOCUMENT_KIND_UNSUPPORTED",
                absl::StrCat("This is ", ToAbsl(kind.en),
                             ", which is not read. ", ToAbsl(way_out.en)),
                absl::StrCat("这是", ToAbsl(kind.zh), "，无法读取。",
                             ToAbsl(way_out.zh)));
}

absl::Status Damaged(Wording found) {
  return Refuse(
      "DOCUMENT_DAMAGED",
      absl::StrCat("The document is damaged: ", ToAbsl(found.en),
                   ". Open it in WPS or Word, save it again, then import the "
                   "new file."),
      absl::StrCat("文件已损坏：", ToAbsl(found.zh),
                   "。请用 WPS 或 Word 打开并另存，再导入新文件。"));
}

absl::Status TooLarge(Wording what, int64_t limit) {
  return Refuse(
      "DOCUMENT_TOO_LARGE",
      absl::StrCat("The document is too large for an annual report: over ",
                   limit, " ", ToAbsl(what.en),
                   ". Import a file that holds the report alone."),
      absl::StrCat("文件过大，不像一份年度报告：", ToAbsl(what.zh), "超过 ",
                   limit, "。请只导入年度报告本身。"));
}

absl::Status Encrypted() {
  return Refuse(
      "DOCUMENT_ENCRYPTED",
      "The document is protected with a password. Open it, save it without "
      "the password, then import that file.",
      "文件设有密码。请打开后取消密码另存，再导入新文件。");
}

absl::Status WithoutText(Wording kind) {
  return Refuse(
      "DOCUMENT_WITHOUT_TEXT",
      absl::StrCat("This is ", ToAbsl(kind.en),
                   ", a picture without text. Import the original, or the "
                   "text that a recognition program (OCR) makes of it."),
      absl::StrCat("这是", ToAbsl(kind.zh),
                   "，只有图像没有文字。请导入原文件，或先做文字识别（OCR）"
                   "再导入识别出的文本。"));
}

absl::Status NotConverted(Wording found) {
  return Refuse(
      "DOCUMENT_NOT_CONVERTED",
      absl::StrCat(
          "LibreOffice could not convert this document: ", ToAbsl(found.en),
          ". Save it as .docx, .xlsx or PDF in WPS or Word, then "
          "import that file."),
      absl::StrCat("LibreOffice 未能转换该文件：", ToAbsl(found.zh),
                   "。请在 WPS 或 Word 中另存为 .docx、.xlsx 或 PDF "
                   "后再导入。"));
}

}  // namespace disclosure::documents

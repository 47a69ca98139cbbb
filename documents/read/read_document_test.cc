// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Kinds of documents are told apart by content, and what cannot be read is
// refused with the way out.

#include "documents/read/read_document.h"

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "base/error.h"
#include "documents/read/kind.h"
#include "documents/read/testing/make_package.h"
#include "documents/read/testing/print_document.h"

namespace disclosure::documents {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kBody = "<w:p><w:r><w:t>年度报告</w:t></w:r></w:p>";
constexpr std::string_view kPage = "<html><body><p>年度报告</p></body></html>";

std::string Read(std::string_view bytes) {
  return Print(ReadDocument("报告.doc", bytes));
}

// The head of an OLE2 file and an entry of its directory.
std::string Ole(std::string_view stream) {
  std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  bytes.resize(1024, '\0');
  for (const char c : stream) {
    bytes.push_back(c);
    bytes.push_back('\0');
  }
  bytes.resize(2048, '\0');
  return bytes;
}

// What a test sets in the environment, until its end.
class PathWithout {
 public:
  explicit PathWithout(const std::string& path) : before_(getenv("PATH")) {
    setenv("PATH", path.c_str(), 1);
  }
  ~PathWithout() { setenv("PATH", before_.c_str(), 1); }

 private:
  const std::string before_;
};

TEST(ReadDocument, NewerKindsAreRead) {
  EXPECT_EQ(Read(MakeDocx(kBody)), "年度报告\n");
  EXPECT_EQ(Read(kPage), "年度报告\n");
  EXPECT_EQ(Read("\xEF\xBB\xBF" + std::string(kPage)), "年度报告\n");
  EXPECT_EQ(Read(MakeXlsx({{.name = "a",
                            .xml = "<sheetData><row><c><v>1</v></c><c><v>2"
                                   "</v></c></row></sheetData>"}})),
            "[1x2 a]\n0:1 1:2\n");
  EXPECT_EQ(Read("正文\n<table><tr><td>a<td>b</table>"),
            "正文\n[1x2]\n0:a 1:b\n");
}

TEST(ReadDocument, AWebPageInUtf16IsRead) {
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("<html><meta charset='utf-16'><p>1</p>")) {
    wide.push_back(c);
    wide.push_back('\0');
  }
  EXPECT_EQ(Read(wide), "1\n");
}

TEST(Kind, IsToldFromTheContent) {
  EXPECT_EQ(KindOf(""), Kind::kEmpty);
  EXPECT_EQ(KindOf("\n\n%PDF-1.4"), Kind::kPdf);
  EXPECT_EQ(KindOf(Ole("WordDocument")), Kind::kWord97);
  EXPECT_EQ(KindOf(Ole("Workbook")), Kind::kExcel97);
  EXPECT_EQ(KindOf(Ole("Book")), Kind::kExcel97);
  EXPECT_EQ(KindOf(Ole("EncryptedPackage")), Kind::kEncrypted);
  EXPECT_EQ(KindOf(Ole("x")), Kind::kOtherOle);
  EXPECT_EQ(KindOf("{\\rtf1"), Kind::kRtf);
  EXPECT_EQ(KindOf("<?xml version='1.0'?><?mso-application progid=\"Word."
                   "Document\"?>"),
            Kind::kWord2003Xml);
  EXPECT_EQ(KindOf("<?xml version='1.0'?><Workbook xmlns=\"urn:schemas-"
                   "microsoft-com:office:spreadsheet\">"),
            Kind::kExcel2003Xml);
  EXPECT_EQ(KindOf("<?xml version='1.0'?><html>"), Kind::kHtml);
  EXPECT_EQ(KindOf("MIME-Version: 1.0\n<html>"), Kind::kMhtml);
  EXPECT_EQ(KindOf("BM是文字，不是图片，一二三四五六七八"), Kind::kText);
  EXPECT_EQ(KindOf("一、<u>总体</u>情况"), Kind::kText);
  EXPECT_EQ(KindOf("PK 是文字"), Kind::kText);
}

TEST(ReadDocument, WhatIsNotReadIsRefusedWithTheWayOut) {
  struct Case {
    std::string bytes;
    std::string reason;
    std::string way_out;
  };
  const Case cases[] = {
      {"", "DOCUMENT_DAMAGED", "empty"},
      {Ole("PowerPoint Document"), "DOCUMENT_KIND_UNSUPPORTED", ".docx"},
      {Ole("EncryptedPackage"), "DOCUMENT_ENCRYPTED", "without"},
      {Ole("x"), "DOCUMENT_KIND_UNSUPPORTED", "Save it"},
      {MakeZip({{"OFD.xml", "<a/>"}}), "DOCUMENT_KIND_UNSUPPORTED", "PDF"},
      {MakeZip({{"a.docx", "x"}}), "DOCUMENT_KIND_UNSUPPORTED", "Unpack"},
      {MakeZip({{"[Content_Types].xml", "x"}, {"ppt/a", "x"}}),
       "DOCUMENT_KIND_UNSUPPORTED", "Import the report"},
      {MakeZip({{"[Content_Types].xml", "x"}, {"xl/workbook.bin", "x"}}),
       "DOCUMENT_KIND_UNSUPPORTED", ".xlsx"},
      {"Rar!\x1A\x07", "DOCUMENT_KIND_UNSUPPORTED", "Unpack"},
      {"\x1F\x8B\x08", "DOCUMENT_KIND_UNSUPPORTED", "Unpack"},
      {"\x89PNG\r\n", "DOCUMENT_WITHOUT_TEXT", "OCR"},
      {"MIME-Version: 1.0", "DOCUMENT_KIND_UNSUPPORTED", "HTML only"},
      {"<?xml version='1.0'?><a/>", "DOCUMENT_KIND_UNSUPPORTED", "Import"},
      {MakeDocx("<w:p/>"), "DOCUMENT_WITHOUT_TEXT", "original"},
      {std::string(kPage).append("\n" + std::string(65 << 20, ' ')),
       "DOCUMENT_TOO_LARGE", "alone"},
  };
  for (const Case& one : cases) {
    const absl::Status refusal = ReadDocument("报告.doc", one.bytes).status();
    const base::ErrorDetails details = base::GetErrorDetails(refusal);
    EXPECT_EQ(details.reason, one.reason) << refusal.message();
    EXPECT_THAT(std::string(refusal.message()), HasSubstr(one.way_out));
    EXPECT_THAT(std::string(refusal.message()), HasSubstr("报告.doc: "));
    EXPECT_THAT(details.zh, HasSubstr("报告.doc："));
  }
}

TEST(ReadDocument, OlderKindsNeedLibreOffice) {
  const PathWithout nothing("/nonexistent");
  for (const std::string& bytes :
       {Ole("WordDocument"), Ole("Workbook"), std::string("{\\rtf1 a}"),
        MakeZip({{"mimetype", "application/vnd.oasis.opendocument.text"}})}) {
    EXPECT_EQ(Read(bytes), "DOCUMENT_KIND_UNSUPPORTED");
  }
}

// Bytes of good documents changed at random: any answer is right that keeps the
// promises of the model.
TEST(ReadDocument, DamagedDocumentsAreAnswered) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const PathWithout nothing("/nonexistent");
  const std::vector<std::string> good = {
      MakeDocx(kBody), std::string(kPage), MakeZip({{"a", "b"}}),
      MakeXlsx({{.name = "a", .xml = "<sheetData/>"}}), Ole("WordDocument")};
  for (int i = 0; i < 3'000; ++i) {
    std::string bytes = good[random() % good.size()];
    for (unsigned change = random() % 8; change > 0; --change) {
      bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    }
    bytes.resize(bytes.size() - (random() % 4 == 0 ? random() % 40 : 0));
    const absl::StatusOr<Document> document = ReadDocument("a", bytes);
    if (document.ok()) {
      EXPECT_EQ(Broken(*document), "");
    } else {
      EXPECT_NE(base::GetErrorDetails(document.status()).reason, "");
    }
  }
}

}  // namespace
}  // namespace disclosure::documents

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/xlsx_parts.h"

#include <cstdint>

#include "base/text.h"
#include "documents/read/limits.h"
#include "documents/read/number_format.h"
#include "documents/read/refusal.h"
#include "documents/read/rich_text.h"
#include "documents/read/xml.h"

namespace disclosure::documents {
namespace {

constexpr size_t kSheetsMax = 1'000;
constexpr size_t kStylesMax = 100'000;
// Those of Excel; what is longer is cut, and then prints what it cannot show.
constexpr size_t kFormatBytesMax = 255 * 3;
constexpr size_t kNameCharactersMax = 31;

class WorkbookHandler : public XmlHandler {
 public:
  explicit WorkbookHandler(WorkbookParts& parts) : parts_(parts) {}

  void Start(const XmlElement& element) override {
    if (element.name() == "workbookPr") {
      const std::string_view value = element.Attribute("date1904");
      parts_.dates_from_1904 = value == "1" || value == "true";
    } else if (element.name() == "sheet") {
      if (parts_.sheets.size() >= kSheetsMax) {
        status_ = TooLarge({"sheets", "工作表数"}, kSheetsMax);
        return;
      }
      const std::string_view state = element.Attribute("state");
      parts_.sheets.push_back(
          {.name = base::EncodeUtf8(base::DecodeUtf8(element.Attribute("name"))
                                        .substr(0, kNameCharactersMax)),
           .relationship = std::string(element.Attribute("id")),
           .hidden = !state.empty() && state != "visible"});
    }
  }
  void End(std::string_view /*name*/) override {}
  void Text(std::string_view /*text*/) override {}
  absl::Status status() const override { return status_; }

 private:
  WorkbookParts& parts_;
  absl::Status status_;
};

class StringsHandler : public XmlHandler {
 public:
  explicit StringsHandler(WorkbookParts& parts) : parts_(parts) {}

  void Start(const XmlElement& element) override {
    if (element.name() == "si") {
      text_.Clear();
    }
    text_.Start(element);
  }
  void End(std::string_view name) override {
    text_.End(name);
    if (name == "si") {
      parts_.strings.push_back(text_.text());
    }
    if (parts_.strings.size() > kStringsMax || bytes_ > kTextBytesMax) {
      status_ = TooLarge({"bytes of text", "文字字节数"}, kTextBytesMax);
    }
  }
  void Text(std::string_view text) override {
    bytes_ += text.size();
    text_.Text(text);
  }
  absl::Status status() const override { return status_; }

 private:
  static constexpr size_t kStringsMax = 1'000'000;

  WorkbookParts& parts_;
  RichText text_;
  size_t bytes_ = 0;
  absl::Status status_;
};

class StylesHandler : public XmlHandler {
 public:
  explicit StylesHandler(WorkbookParts& parts) : parts_(parts) {}

  void Start(const XmlElement& element) override {
    const std::string_view name = element.name();
    if (name == "numFmt") {
      custom_[Id(element)] = std::string(
          element.Attribute("formatCode").substr(0, kFormatBytesMax));
    } else if (name == "cellXfs") {
      in_cell_styles_ = true;
    } else if (name == "xf" && in_cell_styles_) {
      const int id = Id(element);
      const auto custom = custom_.find(id);
      // LibreOffice defines numbers that Excel reserves.
      parts_.formats.push_back(custom != custom_.end()
                                   ? custom->second
                                   : std::string(BuiltInFormat(id)));
    }
    if (custom_.size() > kStylesMax || parts_.formats.size() > kStylesMax) {
      status_ = TooLarge({"cell styles", "单元格样式数"}, kStylesMax);
    }
  }
  void End(std::string_view name) override {
    if (name == "cellXfs") {
      in_cell_styles_ = false;
    }
  }
  void Text(std::string_view /*text*/) override {}
  absl::Status status() const override { return status_; }

 private:
  static int Id(const XmlElement& element) {
    const int64_t id =
        base::ParseInt64(element.Attribute("numFmtId")).value_or(0);
    return id < 0 || id > 1'000'000 ? 0 : static_cast<int>(id);
  }

  WorkbookParts& parts_;
  std::map<int, std::string> custom_;
  bool in_cell_styles_ = false;
  absl::Status status_;
};

}  // namespace

absl::Status ParseWorkbook(std::string_view xml, WorkbookParts& parts) {
  WorkbookHandler handler(parts);
  return ParseXml(xml, "xl/workbook.xml", handler);
}

absl::Status ParseStrings(std::string_view xml, WorkbookParts& parts) {
  StringsHandler handler(parts);
  return ParseXml(xml, "xl/sharedStrings.xml", handler);
}

absl::Status ParseStyles(std::string_view xml, WorkbookParts& parts) {
  StylesHandler handler(parts);
  return ParseXml(xml, "xl/styles.xml", handler);
}

}  // namespace disclosure::documents

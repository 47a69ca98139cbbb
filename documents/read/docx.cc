// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/docx.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/read/characters.h"
#include "documents/read/document_builder.h"
#include "documents/read/limits.h"
#include "documents/read/package.h"
#include "documents/read/refusal.h"
#include "documents/read/xml.h"

namespace disclosure::documents {
namespace {

constexpr std::string_view kDocxMediaType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// A property that is there is on, unless it says otherwise.
bool IsOn(const XmlElement& element) {
  const std::string_view value = element.Attribute("val");
  return value != "0" && value != "false" && value != "off";
}

int DocxNumber(const XmlElement& element) {
  const int64_t number = base::ParseInt64(element.Attribute("val")).value_or(1);
  return static_cast<int>(std::clamp<int64_t>(number, 0, kColumnsMax));
}

// What word/document.xml holds, as calls of a DocumentBuilder.
class DocxHandler : public XmlHandler {
 public:
  DocxHandler() : builder_(std::string(kDocxMediaType)) {}

  absl::StatusOr<Document> Finish() { return std::move(builder_).Finish(); }

  absl::Status status() const override {
    return status_.ok() ? builder_.status() : status_;
  }

  void Start(const XmlElement& element) override {
    ++depth_;
    if (hidden_since_ > 0) {
      return;
    }
    const bool is_word =
        element.space().find("wordprocessingml") != std::string_view::npos;
    if (depth_ == 1 && (!is_word || element.name() != "document")) {
      status_ = Damaged(
          {"its main part is no Word document", "其主要部件不是 Word 文档"});
    } else if (is_word) {
      StartWord(element);
    } else if (element.space().ends_with("/markup-compatibility/2006")) {
      StartChoice(element.name());
    } else if (element.name() == "t" && element.space().ends_with("/math")) {
      text_depth_ = depth_;
    }
  }

  void End(std::string_view name) override {
    const int depth = depth_--;
    if (hidden_since_ > 0) {
      hidden_since_ = depth == hidden_since_ ? 0 : hidden_since_;
      return;
    }
    if (depth == text_depth_) {
      text_depth_ = 0;
    }
    if (!choices_.empty() && choices_.back().depth == depth) {
      choices_.pop_back();
    }
    if (!fields_.empty() && fields_.back().depth == depth) {
      fields_.pop_back();
    }
    if (!runs_.empty() && runs_.back().depth == depth) {
      runs_.pop_back();
    }
    if (name == "p") {
      builder_.BreakLine();
    } else if (name == "tc") {
      OpenCell();
      builder_.EndCell();
    } else if (name == "tbl") {
      builder_.EndTable();
    } else if (name == "txbxContent") {
      builder_.EndAside();
    }
  }

  void Text(std::string_view text) override {
    if (hidden_since_ > 0 || text_depth_ == 0 || depth_ != text_depth_) {
      return;
    }
    const Run run = runs_.empty() ? Run() : runs_.back();
    if (run.hidden) {
      return;
    }
    std::string line = run.raised ? RaiseDigits(text) : std::string(text);
    for (char& c : line) {
      c = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    builder_.AddText(line);
  }

 private:
  struct Run {
    int depth = 0;
    bool hidden = false;
    bool raised = false;
  };
  // mc:AlternateContent says the same in several ways; the first is read.
  struct Choice {
    int depth = 0;
    bool taken = false;
  };
  // A field to fill in; a prompt is no content.
  struct Field {
    int depth = 0;
    bool prompts = false;
  };

  // Leaves out what an ancestor or the element itself holds.
  void Hide(int depth) { hidden_since_ = depth; }

  void StartChoice(std::string_view name) {
    if (name == "AlternateContent") {
      choices_.push_back({.depth = depth_});
    } else if ((name == "Choice" || name == "Fallback") && !choices_.empty()) {
      if (choices_.back().taken) {
        Hide(depth_);
      }
      choices_.back().taken = true;
    }
  }

  void StartWord(const XmlElement& element) {
    const std::string_view name = element.name();
    if (cell_pending_ && depth_ == cell_depth_ + 1 && name != "tcPr") {
      OpenCell();
    }
    if (name == "p") {
      builder_.BreakLine();
    } else if (name == "r") {
      runs_.push_back({.depth = depth_});
    } else if (name == "del" && row_pending_ && depth_ == row_depth_ + 2) {
      // A deleted row: what follows in it, too.
      Hide(row_depth_);
    } else if (name == "del" || name == "moveFrom" || name == "rt") {
      Hide(depth_);
    } else if (name == "txbxContent") {
      builder_.BeginAside();
    } else if (name == "sdt") {
      fields_.push_back({.depth = depth_});
    } else if (name == "showingPlcHdr" && !fields_.empty()) {
      fields_.back().prompts = IsOn(element);
    } else if (name == "sdtContent" && !fields_.empty() &&
               fields_.back().prompts) {
      Hide(depth_);
    } else if (!runs_.empty() && depth_ == runs_.back().depth + 1) {
      StartInRun(element);
    } else if (!runs_.empty() && depth_ == runs_.back().depth + 2) {
      StartRunProperty(element);
    } else {
      StartInTable(element);
    }
  }

  void StartInRun(const XmlElement& element) {
    const std::string_view name = element.name();
    if (name == "t") {
      text_depth_ = depth_;
    } else if (runs_.back().hidden) {
      return;
    } else if (name == "tab") {
      builder_.AddText("\t");
    } else if (name == "br" || name == "cr") {
      builder_.BreakLine();
    } else if (name == "noBreakHyphen") {
      builder_.AddText("-");
    }
  }

  void StartRunProperty(const XmlElement& element) {
    const std::string_view name = element.name();
    if (name == "vanish" || name == "strike" || name == "dstrike") {
      runs_.back().hidden = runs_.back().hidden || IsOn(element);
    } else if (name == "vertAlign") {
      runs_.back().raised = element.Attribute("val") == "superscript";
    }
  }

  void StartInTable(const XmlElement& element) {
    const std::string_view name = element.name();
    if (name == "tbl") {
      builder_.BeginTable();
    } else if (name == "tr") {
      row_pending_ = true;
      row_depth_ = depth_;
      columns_before_ = 0;
    } else if (name == "gridBefore" && row_pending_) {
      columns_before_ = DocxNumber(element);
    } else if (name == "tc") {
      cell_pending_ = true;
      cell_depth_ = depth_;
      span_ = {};
    } else if (!cell_pending_) {
      return;
    } else if (name == "gridSpan") {
      span_.columns = DocxNumber(element);
    } else if (name == "vMerge") {
      span_.merge = element.Attribute("val") == "restart"
                        ? DocumentBuilder::Merge::kStart
                        : DocumentBuilder::Merge::kContinue;
    }
  }

  // Its properties, which come first, are known.
  void OpenCell() {
    if (!cell_pending_) {
      return;
    }
    if (row_pending_) {
      builder_.BeginRow();
      builder_.SkipColumns(columns_before_);
    }
    builder_.BeginCell(span_);
    row_pending_ = false;
    cell_pending_ = false;
  }

  DocumentBuilder builder_;
  absl::Status status_;
  int depth_ = 0;
  // The depth of the element whose content is left out; 0: none is.
  int hidden_since_ = 0;
  // Of the element whose text counts; 0: not within one.
  int text_depth_ = 0;
  std::vector<Run> runs_;
  std::vector<Choice> choices_;
  std::vector<Field> fields_;
  bool row_pending_ = false;
  int row_depth_ = 0;
  int columns_before_ = 0;
  bool cell_pending_ = false;
  int cell_depth_ = 0;
  DocumentBuilder::CellSpan span_;
};

}  // namespace

absl::StatusOr<Document> ReadDocx(std::string_view bytes) {
  absl::StatusOr<Package> package = Package::Open(bytes);
  if (!package.ok()) {
    return package.status();
  }
  const absl::StatusOr<std::string> part =
      package->Find("", "officeDocument", "word/document.xml");
  if (!part.ok()) {
    return part.status();
  }
  const absl::StatusOr<std::string> xml = package->Read(*part);
  if (!xml.ok()) {
    return xml.status();
  }
  DocxHandler handler;
  const absl::Status parsed = ParseXml(*xml, *part, handler);
  if (!parsed.ok()) {
    return parsed;
  }
  return handler.Finish();
}

}  // namespace disclosure::documents

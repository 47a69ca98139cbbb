// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/import_text.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/figure_tables.h"
#include "cli/findings.h"
#include "cli/text_table.h"

namespace disclosure::cli {
namespace {

// Lines about figures that need a person; more are counted.
constexpr size_t kLinesMax = 40;
// Columns of a cell's text in such a line.
constexpr int kRawWidth = 30;

// Doubts that are shown one by one. Equations that fail are findings, which the
// check explains better.
std::vector<v1::EvidenceDoubt> ShownDoubts(const v1::Evidence& evidence) {
  std::vector<v1::EvidenceDoubt> doubts;
  for (int doubt : evidence.doubts()) {
    if (doubt != v1::EVIDENCE_DOUBT_EQUATION_FAILS) {
      doubts.push_back(static_cast<v1::EvidenceDoubt>(doubt));
    }
  }
  return doubts;
}

bool NeedsPerson(const v1::Evidence& evidence) {
  switch (evidence.state()) {
    case v1::EVIDENCE_STATE_AMBIGUOUS:
    case v1::EVIDENCE_STATE_UNREADABLE:
    case v1::EVIDENCE_STATE_ABSENT:
      return true;
    default:
      return !ShownDoubts(evidence).empty();
  }
}

// Figures of one row with the same fate.
struct Group {
  const form::Cell* first = nullptr;
  const v1::Evidence* evidence = nullptr;
  std::vector<const form::Cell*> cells;
  std::string raw;
};

class ImportPrinter {
 public:
  ImportPrinter(const Session& session,
                const documents::ImportedReport& imported)
      : session_(session),
        catalog_(session.catalog()),
        report_(imported.report),
        remarks_(imported.remarks) {}

  std::string Print(const std::string& file) const {
    std::string text =
        PrintReportName(session_, report_) + "    " + file + "\n\n";
    text += PrintTables();
    text += PrintGroups();
    for (const v1::LocalizedText& remark : remarks_) {
      text += "  " + session_.Say("提示  ", "note  ") +
              Pick(session_.language(), remark) + "\n";
    }
    return text;
  }

 private:
  std::string PrintTables() const {
    TextTable lines;
    lines.AddColumn("");
    for (const auto& [zh, en] : {std::pair("应填", "asked"),
                                 {"读出", "read"},
                                 {"勾稽印证", "confirmed"},
                                 {"空白", "blank"},
                                 {"两可", "ambiguous"},
                                 {"无法识别", "unreadable"},
                                 {"缺", "absent"},
                                 {"待核", "doubted"}}) {
      lines.AddColumn(session_.Say(zh, en), Align::kRight);
    }
    for (size_t i = 0; i < catalog_.tables().size(); ++i) {
      const form::Table& table = catalog_.tables()[i];
      const ImportCounts counts =
          CountImported(catalog_, report_, static_cast<int>(i));
      if (counts.asked == 0) continue;
      std::vector<std::string> cells = {TitleOf(table)};
      for (int count : {counts.asked, counts.read, counts.confirmed,
                        counts.blank, counts.ambiguous, counts.unreadable,
                        counts.absent, counts.doubted}) {
        cells.push_back(std::to_string(count));
      }
      lines.AddRow(std::move(cells));
    }
    return lines.Print();
  }

  std::string TitleOf(const form::Table& table) const {
    std::string title = session_.Say("表" + table.section_zh,
                                     "Table " + std::to_string(table.number));
    if (table.edition_of != nullptr) {
      const v1::Editions& editions = report_.editions();
      const int edition =
          editions.GetReflection()->GetEnumValue(editions, table.edition_of);
      const auto* type = v1::Edition_descriptor();
      title += session_.Say("（" + form::LabelZh(*type, edition) + "）",
                            " (" + form::LabelEn(*type, edition) + ")");
    }
    return title;
  }

  std::vector<Group> Groups() const {
    std::vector<Group> groups;
    for (const v1::Evidence& evidence : report_.evidence()) {
      const form::Cell* cell = catalog_.FindPath(evidence.figure());
      if (cell == nullptr || !NeedsPerson(evidence)) continue;
      const auto same = [&](const Group& group) {
        return group.first->table == cell->table &&
               group.first->row == cell->row &&
               group.evidence->state() == evidence.state() &&
               ShownDoubts(*group.evidence) == ShownDoubts(evidence) &&
               evidence.state() != v1::EVIDENCE_STATE_AMBIGUOUS;
      };
      if (groups.empty() || !same(groups.back())) {
        groups.push_back({cell, &evidence, {}, ""});
      }
      Group& group = groups.back();
      group.cells.push_back(cell);
      if (group.raw != evidence.raw_text() &&
          group.raw.find(evidence.raw_text()) == std::string::npos) {
        group.raw += (group.raw.empty() ? "" : " ") + evidence.raw_text();
      }
    }
    return groups;
  }

  std::string PrintGroups() const {
    const std::vector<Group> groups = Groups();
    if (groups.empty()) return "";
    std::string text =
        session_.Say("\n  需要人工处理：\n", "\n  To be looked at:\n");
    for (size_t i = 0; i < groups.size() && i < kLinesMax; ++i) {
      text += PrintGroup(groups[i]);
    }
    if (groups.size() > kLinesMax) {
      const std::string more = std::to_string(groups.size() - kLinesMax);
      text += "  " + session_.Say("……另有 " + more + " 行\n",
                                  "... and " + more + " more lines\n");
    }
    return text;
  }

  std::string PrintGroup(const Group& group) const {
    const form::Cell& cell = *group.first;
    const form::Table& table =
        catalog_.tables()[static_cast<size_t>(cell.table)];
    const form::Row& row = table.rows[static_cast<size_t>(cell.row)];
    std::string name =
        session_.Say("表" + table.section_zh + " ",
                     "table " + std::to_string(table.number) + "  ");
    if (group.cells.size() == 1) {
      name += session_.Say(cell.label_zh, cell.label_en);
    } else {
      name += session_.Say(row.labels.full_zh, row.labels.en) + " · ";
      if (group.cells.size() == row.cells.size()) {
        const std::string n = std::to_string(group.cells.size());
        name += session_.Say("整行 " + n + " 格", "all " + n + " cells");
      } else {
        for (size_t i = 0; i < group.cells.size(); ++i) {
          const form::Labels& labels =
              table.columns[static_cast<size_t>(group.cells[i]->column)].labels;
          name += (i > 0 ? session_.Say("、", ", ") : "") +
                  session_.Say(labels.short_zh, labels.en);
        }
      }
    }
    std::string line = "    " + name + session_.Say("：", ": ") + Fate(group);
    if (!group.raw.empty()) {
      line += session_.Say("  原文 “", "  text “") + Clip(group.raw) + "”";
    }
    return line + Place(*group.evidence) + "\n";
  }

  std::string Fate(const Group& group) const {
    const v1::Evidence& evidence = *group.evidence;
    switch (evidence.state()) {
      case v1::EVIDENCE_STATE_ABSENT:
        return session_.Say("文档中没有", "not in the document");
      case v1::EVIDENCE_STATE_UNREADABLE:
        return session_.Say("无法识别为数字", "no number can be read");
      case v1::EVIDENCE_STATE_AMBIGUOUS: {
        std::string values;
        for (int64_t candidate : evidence.candidates()) {
          if (!values.empty()) values += session_.Say(" 或 ", " or ");
          values += PrintFigure(*group.first, candidate);
        }
        return session_.Say("可能是 ", "may be ") + values;
      }
      default:
        break;
    }
    std::string text;
    const auto* type = v1::EvidenceDoubt_descriptor();
    for (v1::EvidenceDoubt doubt : ShownDoubts(evidence)) {
      if (!text.empty()) text += session_.Say("；", "; ");
      text += session_.Say(form::LabelZh(*type, doubt),
                           form::LabelEn(*type, doubt));
    }
    return text;
  }

  static std::string Clip(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::u32string letters = base::DecodeUtf8(text);
    if (letters.size() <= kRawWidth) return text;
    letters.resize(kRawWidth);
    return base::EncodeUtf8(letters) + "…";
  }

  std::string Place(const v1::Evidence& evidence) const {
    if (evidence.table() == 0) return "";
    const std::string page = std::to_string(evidence.page());
    const std::string table = std::to_string(evidence.table());
    const std::string row = std::to_string(evidence.row());
    const std::string zh = (evidence.page() > 0 ? "第 " + page + " 页 " : "") +
                           "第 " + table + " 个表格第 " + row + " 行";
    const std::string en = (evidence.page() > 0 ? "page " + page + ", " : "") +
                           "table " + table + ", row " + row;
    return session_.Say("（" + zh + "）", " (" + en + ")");
  }

  const Session& session_;
  const form::Catalog& catalog_;
  const v1::AnnualReport& report_;
  const std::vector<v1::LocalizedText>& remarks_;
};

}  // namespace

ImportCounts CountImported(const form::Catalog& catalog,
                           const v1::AnnualReport& report, int table) {
  ImportCounts counts;
  for (const v1::Evidence& evidence : report.evidence()) {
    const form::Cell* cell = catalog.FindPath(evidence.figure());
    if (cell == nullptr || (table >= 0 && cell->table != table)) continue;
    ++counts.asked;
    switch (evidence.state()) {
      case v1::EVIDENCE_STATE_CONFIRMED:
        ++counts.confirmed;
        [[fallthrough]];
      case v1::EVIDENCE_STATE_READ:
        ++counts.read;
        if (!ShownDoubts(evidence).empty()) ++counts.doubted;
        break;
      case v1::EVIDENCE_STATE_BLANK:
        ++counts.blank;
        break;
      case v1::EVIDENCE_STATE_AMBIGUOUS:
        ++counts.ambiguous;
        break;
      case v1::EVIDENCE_STATE_UNREADABLE:
        ++counts.unreadable;
        break;
      default:
        ++counts.absent;
        break;
    }
  }
  return counts;
}

std::string PrintImported(const Session& session,
                          const documents::ImportedReport& imported,
                          const std::string& file) {
  return ImportPrinter(session, imported).Print(file);
}

}  // namespace disclosure::cli

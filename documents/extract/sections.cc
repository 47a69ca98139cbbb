// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/sections.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "documents/extract/label_match.h"
#include "documents/narrative_sections.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

// A heading is short; a sentence that begins like one is not.
constexpr size_t kHeadingBytesMax = 120;
// Without its numeral a heading must fit well.
constexpr double kUnnumberedMin = 0.9;
// With its numeral it may be worded differently.
constexpr double kNumberedMin = 0.6;

// Where a web page's own words begin below the report.
constexpr std::array<std::string_view, 16> kPageEnds = {
    "打印本页", "关闭窗口",   "关闭本页", "上一篇",   "下一篇", "版权所有",
    "主办单位", "主办:",      "icp备",    "网站地图", "分享到", "扫一扫",
    "联系我们", "网站标识码", "公网安备", "相关阅读"};

// A part of the document: one of its six sections.
struct Part {
  // Into kNarrativeSections; -1: a table's section.
  int narrative = -1;
  std::string numeral;
  LabelForms titles;
};

std::vector<Part> PartsOf(const form::Catalog& catalog) {
  std::vector<Part> parts;
  for (size_t i = 0; i < kNarrativeSections.size(); ++i) {
    const NarrativeSection& section = kNarrativeSections[i];
    std::vector<std::string> aliases;
    for (std::string_view alias : section.aliases) {
      if (!alias.empty()) aliases.emplace_back(alias);
    }
    parts.push_back({static_cast<int>(i), std::string(section.numeral),
                     LabelForms(std::string(section.title), aliases)});
  }
  for (const form::Table& table : catalog.tables()) {
    parts.push_back({-1, table.section_zh,
                     LabelForms(table.title_zh, table.title_aliases)});
  }
  return parts;
}

// The part whose heading the paragraph is, as an index; -1: none.
int FindHeading(const std::vector<Part>& parts, const std::string& paragraph) {
  if (paragraph.size() > kHeadingBytesMax) return -1;
  const std::string comparable = Comparable(paragraph);
  // （二）主动公开情况 stands within a section.
  if (comparable.starts_with("(")) return -1;
  std::string_view body = comparable;
  const std::string numeral = TakeNumber(&body);
  int found = -1;
  double best = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool numbered = numeral == parts[i].numeral;
    if (!numeral.empty() && !numbered) continue;
    const double fit = parts[i].titles.Fit(body);
    if (fit < (numbered ? kNumberedMin : kUnnumberedMin) || fit <= best) {
      continue;
    }
    best = fit;
    found = static_cast<int>(i);
  }
  return found;
}

bool IsPageEnd(const std::string& paragraph) {
  const std::string comparable = Comparable(paragraph);
  if (comparable.size() > 200) return false;
  return std::any_of(kPageEnds.begin(), kPageEnds.end(),
                     [&](std::string_view word) {
                       return comparable.find(word) != std::string::npos;
                     });
}

}  // namespace

Document HideNarrativeTables(const form::Catalog& catalog,
                             const Document& document) {
  const std::vector<Part> parts = PartsOf(catalog);
  Document hidden = document;
  bool in_narrative = false;
  for (const Block& block : document.blocks) {
    if (block.table >= 0) {
      Table& table = hidden.tables[static_cast<size_t>(block.table)];
      table.hidden = table.hidden || in_narrative;
      continue;
    }
    const int heading = FindHeading(parts, block.text);
    if (heading < 0) continue;
    in_narrative = parts[static_cast<size_t>(heading)].narrative >= 0;
  }
  return hidden;
}

v1::Narrative CutNarrative(const form::Catalog& catalog,
                           const Document& document) {
  const std::vector<Part> parts = PartsOf(catalog);
  std::array<std::string, kNarrativeSections.size()> texts;
  // A heading may stand twice (in a list of contents): the last of the run
  // before its text counts, so a later one replaces what was cut.
  int current = -1;
  for (const Block& block : document.blocks) {
    if (block.table >= 0) continue;
    const int heading = FindHeading(parts, block.text);
    if (heading >= 0) {
      current = parts[static_cast<size_t>(heading)].narrative;
      if (current >= 0) texts[static_cast<size_t>(current)].clear();
      continue;
    }
    if (current < 0) continue;
    if (IsPageEnd(block.text)) {
      current = -1;
      continue;
    }
    std::string& text = texts[static_cast<size_t>(current)];
    if (!text.empty()) text += '\n';
    text += block.text;
  }
  v1::Narrative narrative;
  for (size_t i = 0; i < texts.size(); ++i) {
    kNarrativeSections[i].set(std::move(texts[i]), &narrative);
  }
  return narrative;
}

}  // namespace disclosure::documents

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/repairs.h"

#include <algorithm>

#include "base/text.h"
#include "form/check.h"
#include "form/editions.h"
#include "form/figures.h"
#include "nlohmann/json.hpp"

namespace disclosure::cli {
namespace {

const form::Cell& CellOf(const form::Catalog& catalog,
                         const form::Change& change) {
  return catalog.cells()[static_cast<size_t>(change.cell)];
}

// 三、（三）4.保护第三方合法权益 · 总计  0 → 1
std::string PrintChange(const Session& session, const form::Change& change) {
  const form::Cell& cell = CellOf(session.catalog(), change);
  const form::Table& table =
      session.catalog().tables()[static_cast<size_t>(cell.table)];
  const std::string name_zh =
      table.rows[static_cast<size_t>(cell.row)].labels.full_zh + " · " +
      table.columns[static_cast<size_t>(cell.column)].labels.printed_zh;
  const std::string to = std::to_string(change.to);
  const std::string from = change.was_blank ? "" : std::to_string(change.from);
  return session.Say(
      name_zh + "  " + (change.was_blank ? "未填" : from) + " → " + to,
      cell.path + "  " + (change.was_blank ? "blank" : from) + " -> " + to);
}

}  // namespace

std::vector<form::Repair> FindRepairs(const form::Catalog& catalog,
                                      const v1::AnnualReport& report) {
  const auto figures = form::FromMessage(catalog, report.figures());
  if (!figures.ok()) return {};
  return form::FindRepairs(
      catalog, *figures,
      form::CompleteEditions(catalog, report.editions(), *figures,
                             report.year()),
      {.largest = catalog.FigureLimit(report.scope(), v1::LEVEL_UNSPECIFIED)});
}

int LastTableOf(const form::Catalog& catalog,
                const std::vector<form::Repair>& repairs) {
  int last = -1;
  for (const form::Repair& repair : repairs) {
    for (const form::Change& change : repair.changes) {
      const auto table = static_cast<size_t>(CellOf(catalog, change).table);
      last = std::max(last, catalog.tables()[table].number);
    }
  }
  return last;
}

std::string PrintRepairs(const Session& session,
                         const std::vector<form::Repair>& repairs) {
  std::string text;
  for (size_t i = 0; i < repairs.size(); ++i) {
    const form::Repair& repair = repairs[i];
    std::string head = session.Say("建议", "suggest");
    if (repairs.size() > 1) head += " " + std::to_string(i + 1);
    const std::string count = std::to_string(repair.changes.size());
    const bool one = repair.changes.size() == 1;
    text += "  " + base::PadRight(head + " ", 9) +
            session.Say((one ? "只改 " : "改 ") + count + " 处即可全部平衡：",
                        one ? "one change balances everything: "
                            : count + " changes balance everything: ");
    const std::string separator = session.Say("；", "; ");
    for (size_t j = 0; j < repair.changes.size(); ++j) {
      text += (j == 0 ? "" : separator);
      text += PrintChange(session, repair.changes[j]);
    }
    const std::string slip =
        session.Say(form::SlipZh(repair.slip), form::SlipEn(repair.slip));
    if (repairs.size() > 1 && !slip.empty()) {
      text += session.Say("（" + slip + "）", " (" + slip + ")");
    }
    text += "\n";
  }
  return text;
}

std::string RepairsToJson(const form::Catalog& catalog,
                          const std::vector<form::Repair>& repairs) {
  auto out = nlohmann::ordered_json::array();
  for (const form::Repair& repair : repairs) {
    nlohmann::ordered_json item;
    item["slip"] = form::SlipName(repair.slip);
    item["changes"] = nlohmann::ordered_json::array();
    for (const form::Change& change : repair.changes) {
      nlohmann::ordered_json one;
      one["cell"] = CellOf(catalog, change).path;
      one["from"] = nullptr;
      if (!change.was_blank) one["from"] = std::to_string(change.from);
      one["to"] = std::to_string(change.to);
      item["changes"].push_back(std::move(one));
    }
    out.push_back(std::move(item));
  }
  return out.dump();
}

}  // namespace disclosure::cli

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure form: the catalogue of figures, or a blank to fill in.

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/report_files.h"

namespace disclosure::cli {
namespace {

std::string Editions(form::EditionSet editions) {
  std::string text;
  const auto add = [&](v1::Edition edition, const char* year) {
    if ((editions & form::EditionBit(edition)) == 0) return;
    if (!text.empty()) text += " ";
    text += year;
  };
  add(v1::EDITION_2019, "2019");
  add(v1::EDITION_2021, "2021");
  return text;
}

v1::Edition EditionOf(int year) {
  return year == 2019   ? v1::EDITION_2019
         : year == 2021 ? v1::EDITION_2021
                        : v1::EDITION_UNSPECIFIED;
}

}  // namespace

int RunForm(Session& session, const FormOptions& options) {
  const form::Catalog& catalog = session.catalog();
  const v1::Edition edition = EditionOf(options.edition);
  const auto is_chosen = [&](form::EditionSet editions) {
    return edition == v1::EDITION_UNSPECIFIED ||
           (editions & form::EditionBit(edition)) != 0;
  };
  if (options.blank) {
    return session.Write(form::MakeBlankCsv(
        catalog,
        edition == v1::EDITION_UNSPECIFIED ? v1::EDITION_2021 : edition,
        FormLanguage(session.language())));
  }
  if (session.format() == Format::kJson) {
    v1::FormDescription description;
    catalog.Describe(&description);
    return session.Write(ToJson(description) + "\n");
  }
  Listing listing(session,
                  {session.Say("指标", "figure"), session.Say("名称", "label"),
                   session.Say("单位", "unit"), session.Say("性质", "kind"),
                   session.Say("版本", "editions")});
  int cells = 0;
  int equations = 0;
  for (const form::Cell& cell : catalog.cells()) {
    if (!is_chosen(cell.editions)) continue;
    ++cells;
    const auto& unit = *v1::Unit_descriptor();
    const auto& kind = *v1::Kind_descriptor();
    listing.Add(
        {form::NameInFiles(cell), session.Say(cell.label_zh, cell.label_en),
         session.Say(form::LabelZh(unit, cell.unit),
                     form::LabelEn(unit, cell.unit)),
         session.Say(form::LabelZh(kind, cell.kind),
                     form::LabelEn(kind, cell.kind)),
         Editions(cell.editions)},
        "");
  }
  for (const form::Equation& equation : catalog.equations()) {
    if (is_chosen(equation.editions)) ++equations;
  }
  std::string text = listing.Print();
  if (session.format() == Format::kTable) {
    const std::string n = std::to_string(cells);
    const std::string e = std::to_string(equations);
    text += session.Say("\n" + n + " 项指标，" + e + " 条勾稽关系，目录 " +
                            catalog.fingerprint() + "\n",
                        "\n" + n + " figures, " + e + " equations, catalogue " +
                            catalog.fingerprint() + "\n");
  }
  return session.Write(text);
}

}  // namespace disclosure::cli

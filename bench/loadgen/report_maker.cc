// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/report_maker.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/loadgen/lines.h"
#include "bench/loadgen/wire_writer.h"
#include "disclosure/v1/ingest_service.pb.h"

namespace disclosure::loadgen {
namespace {

// What draws are about, so that no two share their numbers. Cells follow from
// kOfCells on.
enum DrawOf : uint64_t {
  kOfOffice = 1,
  kOfYear,
  kOfNarrative,
  kOfAmendment,
  kOfCarried,
  kOfCells = 1'000,
};

// The shares of kinds of applicants and of outcomes, in the order of the form;
// further ones get the last share.
constexpr double kColumnShares[] = {0.88, 0.07, 0.004, 0.006, 0.02, 0.02};
constexpr double kOutcomeShares[] = {
    0.36, 0.06,  0.004, 0.006, 0.004, 0.012, 0.015, 0.012, 0.004, 0.015, 0.24,
    0.06, 0.012, 0.04,  0.015, 0.003, 0.004, 0.008, 0.05,  0.01,  0.03};

// Of a year's applications, how many are open when it ends.
constexpr double kOpenShare = 0.06;
// Of a year's applications, how many end in a dispute, at most.
constexpr double kDisputeShare = 0.06;
// One office in so many leaves cells blank.
constexpr int64_t kBlankOneIn = 25;
// The largest numbers of applications and of decisions in a year.
constexpr double kApplicationsMost = 20'000;
constexpr double kDecisionsMost = 200'000;
// Money: half of the amounts are below 30,000 yuan.
constexpr double kMoneyMiddle = 3e6;
constexpr double kMoneyMost = 5e11;

// Half of the offices of a level get fewer applications a year.
double ApplicationsOf(v1::Level level) {
  switch (level) {
    case v1::LEVEL_NATION:
      return 100;
    case v1::LEVEL_PROVINCE:
      return 30;
    case v1::LEVEL_CITY:
      return 6;
    case v1::LEVEL_COUNTY:
      return 0.6;
    default:
      return 0.15;
  }
}

// Divides `count` by the shares, cell by cell: one by one if there are few.
template <size_t N>
void Divide(int64_t count, const double (&shares)[N], size_t parts,
            Draws* draws, std::vector<int64_t>* out) {
  constexpr int64_t kFew = 32;
  out->assign(parts, 0);
  if (count <= 0) return;
  const auto share = [&](size_t i) { return shares[std::min(i, N - 1)]; };
  double rest = 0;
  for (size_t i = 0; i < parts; ++i) rest += share(i);
  if (count <= kFew) {
    for (; count > 0; --count) {
      double left = draws->Share() * rest;
      size_t i = 0;
      while (i + 1 < parts && left >= share(i)) left -= share(i++);
      ++(*out)[i];
    }
    return;
  }
  for (size_t i = 0; i + 1 < parts; ++i) {
    const double mean = static_cast<double>(count) * share(i) / rest;
    const int64_t part =
        std::min(count, draws->Round(mean * (0.7 + 0.6 * draws->Share())));
    (*out)[i] = part;
    count -= part;
    rest -= share(i);
  }
  out->back() = count;
}

bool InForce(const form::Catalog& catalog, const FormPlan& plan, int year) {
  const auto& all = catalog.edition_years();
  return std::any_of(all.begin(), all.end(), [&](const v1::EditionYears& of) {
    return of.edition() == plan.editions.publication() &&
           of.first_year() <= year &&
           (of.last_year() == 0 || year <= of.last_year());
  });
}

}  // namespace

struct ReportMaker::Traits {
  uint64_t office = 0;
  v1::Level level = v1::LEVEL_UNSPECIFIED;
  // Applications in an ordinary year.
  double applications = 0;
  // Whether it is an office that licenses and punishes, or that issues
  // documents for its government.
  bool enforces = false;
  bool issues = false;
  bool leaves_blanks = false;
};

absl::StatusOr<ReportMaker> ReportMaker::Create(const form::Catalog& catalog,
                                                const Nation& nation,
                                                uint64_t seed, int first_year,
                                                int last_year) {
  ReportMaker maker(catalog, nation, seed);
  for (int year = first_year; year <= last_year; ++year) {
    auto plan = MakeFormPlan(catalog, year);
    if (!plan.ok()) return plan.status();
    form::FigureVector zeros(catalog);
    for (int cell : plan->asked) zeros.Set(cell, 0);
    const bool outdated = !InForce(catalog, *plan, year);
    maker.years_.emplace(year,
                         Year{*std::move(plan), std::move(zeros), outdated});
  }
  return maker;
}

ReportMaker::Traits ReportMaker::TraitsOf(int64_t number) const {
  const Office& office = nation_->offices()[static_cast<size_t>(number)];
  const v1::Level level = nation_->RegionOf(office).level;
  const Line* line = office.line < 0 ? nullptr : &kLines[office.line];
  const double middle =
      ApplicationsOf(level) * (line == nullptr ? 1.0 : line->applications);
  const auto id = static_cast<uint64_t>(number);
  Draws draws(seed_, id, kOfOffice);
  return {.office = id,
          .level = level,
          .applications = draws.LongTail(middle, kApplicationsMost),
          .enforces = line != nullptr && line->enforces,
          .issues = office.line == 0,
          .leaves_blanks = draws.Below(kBlankOneIn) == 0};
}

bool ReportMaker::MayHave(const FormPlan& plan, const Traits& traits,
                          int cell) {
  const v1::Level lowest = plan.lowest_level[static_cast<size_t>(cell)];
  // Levels are numbered from the highest.
  return lowest == v1::LEVEL_UNSPECIFIED ||
         (traits.issues && traits.level <= lowest);
}

// What is open in a column at the end of a year.
int64_t ReportMaker::CarriedOver(const Traits& traits, size_t column,
                                 int year) const {
  Draws draws(seed_, traits.office, static_cast<uint64_t>(year),
              kOfCarried + (column << 8));
  const double share =
      kColumnShares[std::min(column, std::size(kColumnShares) - 1)];
  return draws.Round(traits.applications * share * kOpenShare * 2 *
                     draws.Share());
}

// A stock at the end of a year: about the same in all years.
int64_t ReportMaker::StockAt(const Traits& traits, int cell, int year) const {
  const uint64_t of_cell = kOfCells + static_cast<uint64_t>(cell);
  Draws draws(seed_, traits.office, of_cell);
  const double middle = traits.issues ? 80 : traits.enforces ? 6 : 0.3;
  const double base = draws.LongTail(middle, 3'000);
  Draws of_year(seed_, traits.office, of_cell, static_cast<uint64_t>(year));
  return static_cast<int64_t>(base * (0.9 + 0.2 * of_year.Share()));
}

void ReportMaker::FillColumns(const FormPlan& plan, const Traits& traits,
                              const ReportName& name,
                              form::FigureVector* figures) const {
  Draws draws(seed_, traits.office, static_cast<uint64_t>(name.year), kOfYear);
  const int64_t received =
      draws.Round(traits.applications * (0.6 + 0.8 * draws.Share()));
  std::vector<int64_t> columns;
  Divide(received, kColumnShares, plan.columns.size(), &draws, &columns);
  std::vector<int64_t> outcomes;
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const FormPlan::Column& column = plan.columns[i];
    const int64_t in = CarriedOver(traits, i, name.year - 1);
    const int64_t out = CarriedOver(traits, i, name.year);
    // As many come in as are still open at the end.
    const int64_t came = std::max(columns[i], out - in);
    figures->Set(column.received, came);
    figures->Set(column.carried_in, in);
    figures->Set(column.carried_out, out);
    const int64_t concluded = came + in - out;
    if (concluded == 0) continue;
    Divide(concluded, kOutcomeShares, column.outcomes.size(), &draws,
           &outcomes);
    for (size_t j = 0; j < outcomes.size(); ++j) {
      if (outcomes[j] != 0) figures->Set(column.outcomes[j], outcomes[j]);
    }
  }
  for (const FormPlan::Block& block : plan.blocks) {
    int64_t cases = draws.Round(static_cast<double>(received) * kDisputeShare *
                                draws.Share() * draws.Share());
    for (; cases > 0; --cases) {
      const int cell = block.parts[static_cast<size_t>(
          draws.Below(static_cast<int64_t>(block.parts.size())))];
      figures->Set(cell, figures->value(cell) + 1);
    }
  }
}

void ReportMaker::FillStocks(const FormPlan& plan, const Traits& traits,
                             const ReportName& name,
                             form::FigureVector* figures) const {
  for (const FormPlan::Stock& stock : plan.stocks) {
    if (!MayHave(plan, traits, stock.stock)) continue;
    const int64_t now = StockAt(traits, stock.stock, name.year);
    const int64_t change = now - StockAt(traits, stock.stock, name.year - 1);
    // Some are replaced by others.
    Draws draws(seed_, traits.office,
                kOfCells + static_cast<uint64_t>(stock.added),
                static_cast<uint64_t>(name.year));
    const int64_t replaced = draws.Round(static_cast<double>(now) * 0.03);
    figures->Set(stock.stock, now);
    figures->Set(stock.added, std::max<int64_t>(change, 0) + replaced);
    figures->Set(stock.removed, std::max<int64_t>(-change, 0) + replaced);
  }
  for (const FormPlan::List& list : plan.lists) {
    if (!MayHave(plan, traits, list.before)) continue;
    const int64_t before = StockAt(traits, list.before, name.year - 1);
    figures->Set(list.before, before);
    figures->Set(list.change, StockAt(traits, list.before, name.year) - before);
  }
  for (const FormPlan::Floor& floor : plan.floors) {
    if (!MayHave(plan, traits, floor.figure)) continue;
    figures->Set(floor.figure, figures->value(floor.part) +
                                   StockAt(traits, floor.figure, name.year));
  }
}

void ReportMaker::FillFree(const FormPlan& plan, const Traits& traits,
                           const ReportName& name,
                           form::FigureVector* figures) const {
  for (int cell : plan.free) {
    if (!MayHave(plan, traits, cell)) continue;
    Draws draws(seed_, traits.office, kOfCells + static_cast<uint64_t>(cell));
    const bool has = draws.Share() < (traits.enforces ? 0.6 : 0.06);
    if (!has) {
      if (traits.leaves_blanks && draws.Below(2) == 0) figures->Clear(cell);
      continue;
    }
    const double base =
        plan.is_money[static_cast<size_t>(cell)]
            ? draws.LongTail(kMoneyMiddle, kMoneyMost)
            : draws.LongTail(traits.enforces ? 60 : 4, kDecisionsMost);
    Draws of_year(seed_, traits.office, kOfCells + static_cast<uint64_t>(cell),
                  static_cast<uint64_t>(name.year));
    figures->Set(cell, of_year.Round(base * (0.7 + 0.6 * of_year.Share())));
  }
}

// More came in, and more was concluded in one way.
void ReportMaker::Amend(const FormPlan& plan, const ReportName& name,
                        form::FigureVector* figures) const {
  if (name.revision < 2 || plan.columns.empty()) return;
  Draws draws(seed_, static_cast<uint64_t>(name.office),
              static_cast<uint64_t>(name.year),
              kOfAmendment + (static_cast<uint64_t>(name.revision) << 8));
  const int64_t more = name.revision - 1;
  const FormPlan::Column& column = plan.columns[static_cast<size_t>(
      draws.Below(static_cast<int64_t>(plan.columns.size())))];
  const int outcome = column.outcomes[static_cast<size_t>(
      draws.Below(static_cast<int64_t>(column.outcomes.size())))];
  for (int cell : {column.received, outcome}) {
    figures->Set(cell, figures->value(cell) + more);
  }
}

form::FigureVector ReportMaker::Figures(const ReportName& name) const {
  const Year& year = years_.at(name.year);
  form::FigureVector figures = year.zeros;
  const Traits traits = TraitsOf(name.office);
  FillColumns(year.plan, traits, name, &figures);
  FillFree(year.plan, traits, name, &figures);
  FillStocks(year.plan, traits, name, &figures);
  Amend(year.plan, name, &figures);
  for (const FormPlan::Sum& sum : year.plan.sums) {
    int64_t total = 0;
    for (int part : sum.parts) total += figures.value(part);
    figures.Set(sum.total, total);
  }
  return figures;
}

NarrativeText ReportMaker::Narrative(const ReportName& name,
                                     const form::FigureVector& figures) const {
  return narrative_.Make(Draws(seed_, static_cast<uint64_t>(name.office),
                               static_cast<uint64_t>(name.year), kOfNarrative),
                         nation_->OfficeName(name.office), name.year, figures);
}

std::string ReportMaker::Submission(const ReportName& name) const {
  const Year& year = years_.at(name.year);
  const form::FigureVector figures = Figures(name);
  const NarrativeText text = Narrative(name, figures);

  WireWriter editions;
  editions.Number(v1::Editions::kPublicationFieldNumber,
                  year.plan.editions.publication());
  editions.Number(v1::Editions::kRequestsFieldNumber,
                  year.plan.editions.requests());
  WireWriter narrative;
  narrative.Reserve(NarrativeMaker::kBytesMax);
  narrative.Bytes(v1::Narrative::kOverviewFieldNumber, text.overview);
  narrative.Bytes(v1::Narrative::kProblemsAndImprovementsFieldNumber,
                  text.problems);
  narrative.Bytes(v1::Narrative::kOtherMattersFieldNumber, text.others);

  WireWriter report;
  report.Reserve(2 * NarrativeMaker::kBytesMax);
  report.Bytes(v1::AnnualReport::kOfficeFieldNumber,
               nation_->OfficeId(name.office));
  report.Number(v1::AnnualReport::kYearFieldNumber, name.year);
  report.Number(v1::AnnualReport::kScopeFieldNumber, v1::SCOPE_OWN);
  report.Bytes(v1::AnnualReport::kEditionsFieldNumber, editions.bytes());
  report.Bytes(v1::AnnualReport::kFiguresFieldNumber,
               form::ToWire(*catalog_, figures));
  report.Bytes(v1::AnnualReport::kNarrativeFieldNumber, narrative.bytes());
  if (year.outdated) {
    WireWriter confirmation;
    confirmation.Bytes(v1::Confirmation::kRuleFieldNumber, "outdated_form");
    confirmation.Bytes(v1::Confirmation::kReasonFieldNumber,
                       "当年没有统一格式，按首个版本补录");
    report.Bytes(v1::AnnualReport::kConfirmationsFieldNumber,
                 confirmation.bytes());
  }

  WireWriter submission;
  submission.Reserve(report.bytes().size() + 64);
  submission.Bytes(v1::Submission::kReportFieldNumber, report.bytes());
  submission.Bytes(v1::Submission::kRequestIdFieldNumber,
                   absl::StrCat("loadgen-", name.office, "-", name.year, "-",
                                name.revision));
  if (name.revision > 1) {
    submission.Number(v1::Submission::kExpectedRevisionFieldNumber,
                      name.revision - 1);
  }
  return submission.Take();
}

}  // namespace disclosure::loadgen

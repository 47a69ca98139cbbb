// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/ledger.h"

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "base/sha256.h"
#include "base/text.h"
#include "tests/simulation/contents.h"

namespace disclosure::simulation {
namespace {

std::string ChainHash(const std::string& previous, std::string_view change) {
  base::Sha256 hash;
  hash.Update(previous.empty() ? std::string(base::kSha256Size, '\0')
                               : previous);
  hash.Update(change);
  return hash.Finish();
}

// Whether each of the rows is among those that were asked for.
template <class Rows>
bool AreAmong(const Rows& rows, const Rows& asked) {
  return std::all_of(rows.begin(), rows.end(), [&](const auto& row) {
    return std::any_of(asked.begin(), asked.end(), [&](const auto& one) {
      return one.SerializeAsString() == row.SerializeAsString();
    });
  });
}

bool IsReportOf(const v1::ReportChange& change, const ReportName& name) {
  return ReportName(change.office(), change.year(), change.scope()) == name;
}

}  // namespace

Intent& Ledger::Ask(Intent::Kind kind) {
  const int number = static_cast<int>(intents_.size()) + 1;
  Intent& intent = intents_[number];
  intent.number = number;
  intent.kind = kind;
  return intent;
}

void Ledger::BeginLog(const v1::LogInfo& log) {
  Book book;
  if (!log.parent_id().empty()) {
    const Book& parent = books_.at(log.parent_id());
    const size_t fork = static_cast<size_t>(log.fork_sequence());
    book = parent;
    book.intents.resize(fork);
    book.hashes.resize(fork);
    book.seen = {book.intents.begin(), book.intents.end()};
    book.history.CutAfter(log.fork_sequence());
  }
  book.log = log;
  books_[log.id()] = std::move(book);
}

Intent* Ledger::FindIntent(const v1::Change& change) {
  const std::string& note =
      change.has_report() ? change.report().note() : change.registry().note();
  if (!note.starts_with("i")) return nullptr;
  auto found = intents_.find(
      static_cast<int>(base::ParseInt64(note.substr(1)).value_or(0)));
  if (found == intents_.end() || found->second.sent == 0) return nullptr;
  return &found->second;
}

std::string Ledger::Problem(const Book& book, const Intent& intent,
                            const v1::Change& change,
                            const ingest::ChangeValue& value) const {
  if (intent.refused) return "it was refused";
  if (intent.kind == Intent::Kind::kRegistry) {
    const v1::RegistryRows& rows = change.registry().rows();
    const bool asked = AreAmong(rows.regions(), intent.rows.regions()) &&
                       AreAmong(rows.offices(), intent.rows.offices()) &&
                       AreAmong(rows.due_dates(), intent.rows.due_dates());
    return asked && !change.has_report() ? "" : "other rows were asked for";
  }
  const v1::ReportChange& report = change.report();
  if (!IsReportOf(report, intent.report)) return "it is of another report";
  const bool withdraws = intent.kind == Intent::Kind::kWithdraw;
  if (report.withdrawn() != withdraws) return "it is not what was asked";
  const History::Filed* before =
      book.history.Report(intent.report, change.sequence());
  const int revision = before == nullptr ? 0 : before->revision;
  if (report.previous_revision() != revision ||
      report.revision() != revision + 1) {
    return absl::StrCat("revision ", report.revision(), " after ", revision);
  }
  if (withdraws) return "";
  v1::AnnualReport stored;
  if (!stored.ParseFromString(std::string(value.figures_part)) ||
      stored.figures().SerializeAsString() !=
          Contents()[static_cast<size_t>(intent.content)].figures) {
    return "its figures are others";
  }
  return "";
}

void Ledger::Read(const std::string& log, const ingest::ChangeValue& value) {
  if (!failure_.empty()) return;
  Book& book = books_.at(log);
  const int64_t sequence = static_cast<int64_t>(book.intents.size()) + 1;
  v1::Change change;
  if (!change.ParseFromString(std::string(value.change)) ||
      change.sequence() != sequence) {
    return Fail("change ", sequence, " calls itself ", change.sequence());
  }
  if (ChainHash(book.hashes.empty() ? "" : book.hashes.back(), value.change) !=
      value.hash) {
    return Fail("the chain is broken at ", sequence);
  }
  Intent* intent = FindIntent(change);
  if (intent == nullptr) {
    ++invented_;
    return Fail("nobody has asked for change ", sequence);
  }
  if (!book.seen.insert(intent->number).second) {
    ++doubled_;
    return Fail(intent->note(), " is in the log twice, again at ", sequence);
  }
  const std::string problem = Problem(book, *intent, change, value);
  if (!problem.empty()) {
    ++invented_;
    return Fail(intent->note(), " at ", sequence, ": ", problem);
  }
  book.intents.push_back(intent->number);
  book.hashes.emplace_back(value.hash);
  book.history.Add(change, intent->content);
  scheduler_.Trace("log ", book.log.name(), " ", sequence, " ", intent->note());
}

void Ledger::ReadAgain(const std::string& log, int64_t sequence,
                       const ingest::ChangeValue& value) {
  const Book& book = books_.at(log);
  const size_t index = static_cast<size_t>(sequence - 1);
  if (index < book.hashes.size() && book.hashes[index] == value.hash) return;
  Fail("change ", sequence, " is not what it was");
}

std::optional<int> Ledger::IntentAt(const v1::LogPosition& position) const {
  auto book = books_.find(position.log());
  if (book == books_.end() || position.sequence() < 1 ||
      position.sequence() > head(position.log())) {
    return std::nullopt;
  }
  return book->second.intents[static_cast<size_t>(position.sequence() - 1)];
}

void Ledger::Acknowledge(Intent* intent, const v1::Receipt& receipt) {
  if (ReportName(receipt.office(), receipt.year(), receipt.scope()) !=
      intent->report) {
    return Fail(intent->note(), " got the receipt of another report");
  }
  Acknowledge(intent, receipt.position(), receipt.unchanged());
}

void Ledger::Acknowledge(Intent* intent, const v1::LogPosition& position,
                         bool unchanged) {
  ++acknowledged_;
  const std::optional<int> there = IntentAt(position);
  // A registry that is as it was before any change is at 0.
  const bool nothing = unchanged && intent->kind == Intent::Kind::kRegistry;
  if (!there.has_value()) {
    if (nothing) return;
    ++lost_;
    return Fail(intent->note(), " was acknowledged at ", position.sequence(),
                ", where nothing is");
  }
  if (unchanged) {
    const Intent& earlier = intents_.at(*there);
    if (nothing || (earlier.report == intent->report &&
                    earlier.content == intent->content)) {
      return;
    }
    return Fail(intent->note(), " was called unchanged against its content");
  }
  if (*there != intent->number) {
    ++lost_;
    return Fail(intent->note(), " was acknowledged where i", *there, " is");
  }
  intent->acknowledged = position;
}

void Ledger::CheckAcknowledged(const std::string& log) {
  // Up to where each log is in this one.
  std::map<std::string, int64_t> shared = {{log, head(log)}};
  for (const Book* book = &books_.at(log); !book->log.parent_id().empty();
       book = &books_.at(book->log.parent_id())) {
    shared[book->log.parent_id()] =
        std::min(shared.at(book->log.id()), book->log.fork_sequence());
  }
  for (const auto& [number, intent] : intents_) {
    auto until = shared.find(intent.acknowledged.log());
    if (until == shared.end()) continue;
    if (intent.acknowledged.sequence() > until->second &&
        intent.acknowledged.log() != log) {
      continue;  // Lost with the restore, and never was in this log.
    }
    v1::LogPosition here = intent.acknowledged;
    here.set_log(log);
    if (IntentAt(here) == number) continue;
    ++lost_;
    Fail(intent.note(), " was acknowledged and is not in the log");
  }
}

int64_t Ledger::head(const std::string& log) const {
  return static_cast<int64_t>(books_.at(log).intents.size());
}

std::string Ledger::hash(const std::string& log) const {
  const Book& book = books_.at(log);
  return book.hashes.empty() ? std::string(base::kSha256Size, '\0')
                             : book.hashes.back();
}

const History* Ledger::history(const std::string& log) const {
  auto book = books_.find(log);
  return book == books_.end() ? nullptr : &book->second.history;
}

}  // namespace disclosure::simulation

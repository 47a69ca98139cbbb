// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/reader.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/system/compare.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

// It asks again soon: the process that should answer may be gone.
constexpr absl::Duration kReadLimit = absl::Seconds(2);

// How long it does nothing between two calls, so as to leave time to writers.
constexpr absl::Duration kReadPause = absl::Milliseconds(5);

}  // namespace

Reader::Reader(const Options& options, Journal* journal)
    : log_(options.log),
      lives_(*options.lives),
      journal_(*journal),
      client_(options.query),
      random_(options.seed) {}

void Reader::Run(const absl::Notification& stop) {
  do {
    ReadOne();
  } while (!stop.WaitForNotificationWithTimeout(kReadPause));
}

void Reader::ReadOne() {
  v1::ListTotalsRequest request;
  request.set_region(OneIn(random_, 2) ? "P"
                                       : absl::StrCat("D", Pick(random_, 4)));
  request.set_year(
      static_cast<int>(kFirstYear + Pick(random_, kLastYear - kFirstYear)));
  const int64_t wanted = OneIn(random_, 4) ? journal_.newest() : 0;
  if (wanted > 0) {
    request.mutable_min_position()->set_log(log_);
    request.mutable_min_position()->set_sequence(wanted);
  }
  const int64_t life = lives_;
  auto family = Call(client_.query(), &v1::QueryService::Stub::ListTotals,
                     request, kReadLimit);
  if (!family.ok() || family->positions_size() != 1) return;
  ++answers_;
  const int64_t position = family->positions(0).sequence();
  const std::string where =
      absl::StrCat(request.region(), " ", request.year(), " at ", position);
  if (const std::string problem = FamilyProblem(*family); !problem.empty()) {
    journal_.Find(Journal::Fault::kWrong,
                  absl::StrCat("does not add up: ", problem, where));
  }
  if (position < wanted) {
    journal_.Find(Journal::Fault::kWrong,
                  absl::StrCat("older than ", wanted, ", asked for: ", where));
  }
  // An answer belongs to one life if no other began meanwhile.
  if (lives_ != life) return;
  if (life == life_ && position < position_) {
    journal_.Find(Journal::Fault::kWrong,
                  absl::StrCat("went back from ", position_, ": ", where));
  }
  position_ = life == life_ ? std::max(position_, position) : position;
  life_ = life;
}

}  // namespace disclosure::testing

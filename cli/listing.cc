// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/listing.h"

#include <utility>

namespace disclosure::cli {
Listing::Listing(const Session& session, std::vector<std::string> heads)
    : session_(session), heads_(std::move(heads)) {
  for (const std::string& head : heads_) table_.AddColumn(head);
  if (session_.format() == Format::kCsv)
    text_ = std::string(base::kByteOrderMark) + base::CsvLine(heads_);
}

void Listing::Add(std::vector<std::string> cells, const std::string& json) {
  switch (session_.format()) {
    case Format::kTable:
      table_.AddRow(std::move(cells));
      break;
    case Format::kJson:
      text_ += json + "\n";
      break;
    case Format::kCsv:
      text_ += base::CsvLine(cells);
      break;
  }
}

std::string Listing::Print() const {
  return session_.format() == Format::kTable ? table_.Print() : text_;
}

}  // namespace disclosure::cli

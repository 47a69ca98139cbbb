// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What aggregate keeps and feeds, item by item: rows of totals, current
// reports, rows of the registry. An item exists from its first change on and
// for ever; a row that has become empty stays as a tombstone, so that followers
// can be told to forget it.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_ITEMS_H_
#define DISCLOSURE_SERVICES_AGGREGATE_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/form_layout.h"
#include "services/aggregate/totals.h"

namespace disclosure::aggregate {

class Item {
 public:
  Item() = default;
  Item(const Item&) = delete;
  Item& operator=(const Item&) = delete;
  virtual ~Item() = default;

  // Appends the item's newest state to an update; returns about how many bytes
  // it takes there.
  virtual size_t AppendTo(const FormLayout& layout,
                          v1::RollupServiceFollowResponse* update) const = 0;

  // True for a tombstone: a follower that never saw the item needs nothing.
  virtual bool gone() const { return false; }

  // The change that touched it last; 0 before the first.
  int64_t changed_at() const { return changed_at_; }

 private:
  friend class ChangedItems;

  int64_t changed_at_ = 0;
  // Its place in the order of changes; 0: none yet.
  uint64_t ordinal_ = 0;
};

// The totals of one row.
struct RowTotals {
  Total own;
  // Empty for a region without children: there it would be `own`.
  Total parts;
  // Of at most one report.
  Total published;

  bool empty() const {
    return own.empty() && parts.empty() && published.empty();
  }

  friend bool operator==(const RowTotals&, const RowTotals&) = default;
};

class RowItem : public Item {
 public:
  RowItem(std::string region, int year, std::string line)
      : region(std::move(region)), year(year), line(std::move(line)) {}

  v1::RollupRow ToRow(const FormLayout& layout) const;
  size_t AppendTo(const FormLayout& layout,
                  v1::RollupServiceFollowResponse* update) const override;
  bool gone() const override { return totals.empty(); }

  const std::string region;
  const int year;
  // Empty: all lines.
  const std::string line;
  RowTotals totals;
};

class ReportItem : public Item {
 public:
  size_t AppendTo(const FormLayout& layout,
                  v1::RollupServiceFollowResponse* update) const override;

  // True if the office has a report now.
  bool current() const { return report.revision() > 0 && !report.withdrawn(); }

  // What it brings into totals; nothing if it is not current. DATA_LOSS if its
  // figures cannot be read.
  absl::StatusOr<std::optional<ReportPart>> Part(
      const FormLayout& layout) const;

  v1::OfficeReport report;
};

class RegistryItem : public Item {
 public:
  size_t AppendTo(const FormLayout& layout,
                  v1::RollupServiceFollowResponse* update) const override;

  // Exactly one row, without contact.
  v1::RegistryRows rows;
};

// What a report brings into totals, from its state and its figures.
ReportPart MakeReportPart(const FormLayout& layout,
                          const v1::OfficeReport& report,
                          form::FigureVector figures);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_ITEMS_H_

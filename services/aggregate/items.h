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
#include <string>

#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/form_layout.h"
#include "services/aggregate/report_part.h"
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
  // The strings must outlive it. An empty line is all lines.
  RowItem(const std::string& region, int year, const std::string& line)
      : region(region), line(line), year(year) {}

  // What AppendTo appends, read back.
  v1::RollupRow ToRow(const FormLayout& layout) const;
  size_t AppendTo(const FormLayout& layout,
                  v1::RollupServiceFollowResponse* update) const override;
  bool gone() const override { return totals.empty(); }

  const std::string& region;
  const std::string& line;
  const int year;
  RowTotals totals;

 private:
  void Write(const FormLayout& layout, ItemWriter* writer) const;
};

// The newest revision of a report.
struct ReportState {
  // Empty if it is withdrawn.
  ReportPart part;
  int64_t sequence = 0;
  int64_t committed_seconds = 0;
  int32_t committed_nanos = 0;
  int32_t revision = 0;
  int32_t errors = 0;
  int32_t questions = 0;
  // The editions, if they are stated: a choice of the layout.
  uint8_t choice = 0;
  bool has_editions : 1 = false;
  // About the whole area; else about the body itself.
  bool area : 1 = false;
  bool withdrawn : 1 = false;
  bool late : 1 = false;
  bool as_published : 1 = false;

  // True if the office has a report now.
  bool current() const { return revision > 0 && !withdrawn; }

  friend bool operator==(const ReportState&, const ReportState&) = default;
};

class ReportItem : public Item {
 public:
  // The string must outlive it.
  ReportItem(const std::string& office, int year)
      : office(office), year(year) {}

  // What AppendTo appends, read back.
  v1::OfficeReport ToReport(const FormLayout& layout) const;
  size_t AppendTo(const FormLayout& layout,
                  v1::RollupServiceFollowResponse* update) const override;

  const std::string& office;
  const int year;
  ReportState state;

 private:
  void Write(const FormLayout& layout, ItemWriter* writer) const;
};

class RegistryItem : public Item {
 public:
  size_t AppendTo(const FormLayout& layout,
                  v1::RollupServiceFollowResponse* update) const override;

  // Exactly one row, without contact, as a serialised v1::RegistryRows: as a
  // message it would take several times the memory.
  std::string row;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_ITEMS_H_

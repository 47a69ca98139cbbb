// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How figures are made that satisfy a form: the catalogue's equations and its
// rules over years, sorted by what has to be chosen freely and what follows.
// Nothing here names a figure; a form that grows by rows or columns is filled
// in without a change.

#ifndef DISCLOSURE_BENCH_LOADGEN_FORM_PLAN_H_
#define DISCLOSURE_BENCH_LOADGEN_FORM_PLAN_H_

#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"

namespace disclosure::loadgen {

// The cells, by index in the catalogue, that a report of some editions asks
// for, each in one of these roles.
struct FormPlan {
  // What comes in equals what goes out: `received` + `carried_in` = the sum
  // of `outcomes` + `carried_out`, where what is carried out in one year is
  // carried in in the next.
  struct Column {
    int received = 0;
    int carried_in = 0;
    int carried_out = 0;
    int concluded = 0;
    std::vector<int> outcomes;
  };

  // A stock at the end of the year: the last one and what was added less what
  // was taken away.
  struct Stock {
    int stock = 0;
    int added = 0;
    int removed = 0;
  };

  // A stock at the end of last year, and its change this year.
  struct List {
    int before = 0;
    int change = 0;
  };

  // `figure` is at least `part`.
  struct Floor {
    int figure = 0;
    int part = 0;
  };

  // Cells that add up to another and that nothing else speaks of.
  struct Block {
    std::vector<int> parts;
  };

  struct Sum {
    int total = 0;
    std::vector<int> parts;
  };

  v1::Editions editions;
  std::vector<int> asked;
  std::vector<Column> columns;
  std::vector<Stock> stocks;
  std::vector<List> lists;
  std::vector<Floor> floors;
  std::vector<Block> blocks;
  // Cells that no rule speaks of.
  std::vector<int> free;
  // All sums; each after the sums that its parts are totals of.
  std::vector<Sum> sums;
  // By cell: the lowest level whose offices may have it, LEVEL_UNSPECIFIED:
  // every level.
  std::vector<v1::Level> lowest_level;
  // By cell: whether it is money.
  std::vector<bool> is_money;
};

// The plan for reports on `year`. UNIMPLEMENTED, naming the rule, if the form
// has a rule of a kind that no role stands for.
absl::StatusOr<FormPlan> MakeFormPlan(const form::Catalog& catalog, int year);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_FORM_PLAN_H_

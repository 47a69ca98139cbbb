// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/figures.h"

#include <algorithm>
#include <bit>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/varint.h"
#include "form/figure_plan.h"

namespace disclosure::form {
namespace {

using base::AppendVarint;
using base::kVarintBytesMax;
using base::ReadVarint;
using base::ZigZagDecode;
using base::ZigZagEncode;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// protobuf reads tags and lengths from at most so many bytes.
constexpr int kVarint32BytesMax = 5;

enum WireType { kVarint = 0, kLengthDelimited = 2, kEndGroup = 4 };

// `where` is the path of the message that holds the field.
absl::Status UnknownField(const std::string& where, uint32_t field_number) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("figures", where, " holds field ", field_number,
                   ", which the form of this program does not have. The "
                   "report was made with a newer form; update this program, "
                   "then submit it again. Nothing was dropped or stored."),
      {.reason = "FORM_NEWER_THAN_SERVER",
       .zh = absl::StrCat("figures", where, " 中有本程序的表格没有的第 ",
                          field_number,
                          " 号字段：该报告是用更新的表格填写的。请先升级本"
                          "程序，再重新报送。未丢弃、也未保存任何数据。"),
       .metadata = {{"path", absl::StrCat("figures", where)},
                    {"field_number", absl::StrCat(field_number)}}});
}

absl::Status DamagedMessage() {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "FIGURES_DAMAGED",
      "The figures are not a serialised Figures message: their bytes end early "
      "or are damaged. Send them again.",
      "表格数据的编码不完整或已损坏，请重新发送。");
}

absl::Status Overflow(const Cell& cell, int64_t a, int64_t b, bool subtract) {
  const std::string sum = absl::StrCat(a, subtract ? " - " : " + ", b);
  return base::MakeError(
      absl::StatusCode::kOutOfRange,
      absl::StrCat(cell.path, ": ", sum, " does not fit into 64 bits"),
      {.reason = "FIGURE_OVERFLOW",
       .zh = absl::StrCat(cell.label_zh, "：", sum, " 超出 64 位整数的范围"),
       .metadata = {{"figure", cell.path}}});
}

}  // namespace

FigureVector::FigureVector(const Catalog& catalog)
    : catalog_(&catalog),
      values_(catalog.cells().size()),
      present_((catalog.cells().size() + 63) / 64) {}

void FigureVector::ClearAll() {
  std::fill(values_.begin(), values_.end(), 0);
  std::fill(present_.begin(), present_.end(), 0);
}

int FigureVector::count() const {
  int count = 0;
  for (uint64_t word : present_) count += std::popcount(word);
  return count;
}

namespace {

// One field read off the front of a message.
struct WireField {
  uint32_t number = 0;
  uint32_t type = 0;
};

// Reads a tag. False: damaged.
bool ReadTag(std::string_view* bytes, WireField* field) {
  uint64_t tag = 0;
  if (!ReadVarint(bytes, kVarint32BytesMax, &tag)) return false;
  field->number = static_cast<uint32_t>(tag) >> 3;
  field->type = static_cast<uint32_t>(tag) & 7;
  // An end of a group has no beginning here.
  return field->number != 0 && field->type != kEndGroup;
}

// Takes a length-delimited part off the front. False: damaged.
bool ReadPart(std::string_view* bytes, std::string_view* part) {
  uint64_t size = 0;
  if (!ReadVarint(bytes, kVarint32BytesMax, &size)) return false;
  if (size > bytes->size()) return false;
  *part = bytes->substr(0, size);
  bytes->remove_prefix(size);
  return true;
}

absl::Status ScanRow(const FigurePlan::Table& table, const FigurePlan::Row& row,
                     std::string_view bytes, FigureVector* figures) {
  while (!bytes.empty()) {
    WireField field;
    if (!ReadTag(&bytes, &field)) return DamagedMessage();
    const int cell = row.cell_by_number.Find(field.number);
    if (cell < 0 || field.type != kVarint) {
      return UnknownField(
          absl::StrCat(".", table.field->name(), ".", row.field->name()),
          field.number);
    }
    uint64_t value = 0;
    if (!ReadVarint(&bytes, kVarintBytesMax, &value)) return DamagedMessage();
    figures->Set(cell, static_cast<int64_t>(value));
  }
  return absl::OkStatus();
}

absl::Status ScanTable(const FigurePlan::Table& table, std::string_view bytes,
                       FigureVector* figures) {
  while (!bytes.empty()) {
    WireField field;
    if (!ReadTag(&bytes, &field)) return DamagedMessage();
    const int row = table.row_by_number.Find(field.number);
    if (row < 0 || field.type != kLengthDelimited) {
      return UnknownField(absl::StrCat(".", table.field->name()), field.number);
    }
    std::string_view part;
    if (!ReadPart(&bytes, &part)) return DamagedMessage();
    auto scanned =
        ScanRow(table, table.rows[static_cast<size_t>(row)], part, figures);
    if (!scanned.ok()) return scanned;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadWire(std::string_view bytes, FigureVector* figures) {
  figures->ClearAll();
  const FigurePlan& plan = figures->catalog().plan();
  while (!bytes.empty()) {
    WireField field;
    if (!ReadTag(&bytes, &field)) return DamagedMessage();
    const int table = plan.table_by_number.Find(field.number);
    if (table < 0 || field.type != kLengthDelimited) {
      return UnknownField("", field.number);
    }
    std::string_view part;
    if (!ReadPart(&bytes, &part)) return DamagedMessage();
    auto scanned =
        ScanTable(plan.tables[static_cast<size_t>(table)], part, figures);
    if (!scanned.ok()) return scanned;
  }
  return absl::OkStatus();
}

absl::StatusOr<FigureVector> FromWire(const Catalog& catalog,
                                      std::string_view bytes) {
  FigureVector figures(catalog);
  absl::Status read = ReadWire(bytes, &figures);
  if (!read.ok()) return read;
  return figures;
}

// Writing bytes and reading them is several times faster than reflection over
// as many fields, and unknown fields are in the bytes too.
absl::StatusOr<FigureVector> FromMessage(const Catalog& catalog,
                                         const Message& message) {
  DISCLOSURE_CHECK(message.GetDescriptor() == &catalog.descriptor());
  return FromWire(catalog, message.SerializeAsString());
}

namespace {

void AppendPart(const FieldDescriptor& field, const std::string& part,
                std::string* out) {
  AppendVarint(static_cast<uint32_t>(field.number()) << 3 | kLengthDelimited,
               out);
  AppendVarint(part.size(), out);
  out->append(part);
}

}  // namespace

std::string ToWire(const Catalog& catalog, const FigureVector& figures) {
  std::string bytes;
  std::string rows;
  std::string columns;
  for (const FigurePlan::Table& table : catalog.plan().tables) {
    rows.clear();
    for (const FigurePlan::Row& row : table.rows) {
      columns.clear();
      for (size_t i = 0; i < row.cells.size(); ++i) {
        if (!figures.has(row.cells[i])) continue;
        AppendVarint(
            static_cast<uint32_t>(row.columns[i]->number()) << 3 | kVarint,
            &columns);
        AppendVarint(static_cast<uint64_t>(figures.value(row.cells[i])),
                     &columns);
      }
      if (!columns.empty()) AppendPart(*row.field, columns, &rows);
    }
    if (!rows.empty()) AppendPart(*table.field, rows, &bytes);
  }
  return bytes;
}

void ToMessage(const Catalog& catalog, const FigureVector& figures,
               Message* message) {
  DISCLOSURE_CHECK(message->GetDescriptor() == &catalog.descriptor());
  DISCLOSURE_CHECK(message->ParseFromString(ToWire(catalog, figures)));
}

absl::Status AddTo(FigureVector* sum, const FigureVector& figures) {
  DISCLOSURE_CHECK(sum->catalog_ == figures.catalog_);
  std::vector<int64_t> values(sum->values_.size());
  for (size_t i = 0; i < values.size(); ++i) {
    if (__builtin_add_overflow(sum->values_[i], figures.values_[i],
                               &values[i])) {
      return Overflow(sum->catalog_->cells()[i], sum->values_[i],
                      figures.values_[i], false);
    }
  }
  sum->values_.swap(values);
  for (size_t i = 0; i < sum->present_.size(); ++i) {
    sum->present_[i] |= figures.present_[i];
  }
  return absl::OkStatus();
}

absl::Status SubtractFrom(FigureVector* sum, const FigureVector& figures) {
  DISCLOSURE_CHECK(sum->catalog_ == figures.catalog_);
  std::vector<int64_t> values(sum->values_.size());
  for (size_t i = 0; i < values.size(); ++i) {
    if (__builtin_sub_overflow(sum->values_[i], figures.values_[i],
                               &values[i])) {
      return Overflow(sum->catalog_->cells()[i], sum->values_[i],
                      figures.values_[i], true);
    }
  }
  sum->values_.swap(values);
  for (size_t i = 0; i < sum->present_.size(); ++i) {
    sum->present_[i] |= figures.present_[i];
  }
  return absl::OkStatus();
}

std::string Pack(const Catalog& catalog, const FigureVector& figures) {
  std::string bytes;
  bytes.reserve(static_cast<size_t>(figures.count()) * 3);
  uint32_t previous = 0;
  for (int cell : catalog.by_number()) {
    if (!figures.has(cell)) continue;
    const uint32_t number = catalog.cells()[static_cast<size_t>(cell)].number;
    AppendVarint(number - previous, &bytes);
    AppendVarint(ZigZagEncode(figures.value(cell)), &bytes);
    previous = number;
  }
  return bytes;
}

namespace {

absl::Status DamagedPack() {
  return base::MakeError(absl::StatusCode::kDataLoss, "FIGURES_DAMAGED",
                         "Stored figures are damaged: their bytes are not a "
                         "list of cell numbers and values.",
                         "保存的表格数据已损坏。");
}

absl::Status UnknownCell(uint64_t number) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("The figures name cell ", number,
                   ", which the form of this program does not have. They come "
                   "from a newer version: update this program."),
      {.reason = "FORM_NEWER_THAN_SERVER",
       .zh = absl::StrCat("数据中有本程序的表格没有的单元格（编号 ", number,
                          "），来自更新的版本。请升级本程序。"),
       .metadata = {{"cell", absl::StrCat(number)}}});
}

}  // namespace

absl::StatusOr<FigureVector> Unpack(const Catalog& catalog,
                                    std::string_view bytes) {
  FigureVector figures(catalog);
  const std::vector<int>& order = catalog.by_number();
  size_t next = 0;  // numbers only grow: one walk finds all cells
  uint64_t number = 0;
  while (!bytes.empty()) {
    uint64_t step = 0;
    uint64_t value = 0;
    if (!ReadVarint(&bytes, kVarint32BytesMax, &step) || step == 0 ||
        !ReadVarint(&bytes, kVarintBytesMax, &value)) {
      return DamagedPack();
    }
    number += step;
    while (next < order.size() &&
           catalog.cells()[static_cast<size_t>(order[next])].number < number) {
      ++next;
    }
    if (next == order.size() ||
        catalog.cells()[static_cast<size_t>(order[next])].number != number) {
      return UnknownCell(number);
    }
    figures.Set(order[next], ZigZagDecode(value));
  }
  return figures;
}

}  // namespace disclosure::form

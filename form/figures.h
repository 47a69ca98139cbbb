// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Figures as a dense vector: what is added, subtracted, checked and stored.
//
//   absl::StatusOr<FigureVector> figures = FromMessage(catalog, message);
//   if (figures.ok()) status = AddTo(&total, *figures);
//
// A cell is blank or holds a value; blank is not zero. Functions are
// thread-safe; a FigureVector is a value, as safe as an int.

#ifndef DISCLOSURE_FORM_FIGURES_H_
#define DISCLOSURE_FORM_FIGURES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "form/catalog.h"
#include "google/protobuf/message.h"

namespace disclosure::form {

// A value or blank for every cell of a catalogue, which must outlive it. Cells
// are named by their index in the catalogue.
class FigureVector {
 public:
  // All blank.
  explicit FigureVector(const Catalog& catalog);

  const Catalog& catalog() const { return *catalog_; }

  bool has(int cell) const {
    return ((present_[Word(cell)] >> (cell % 64)) & 1) != 0;
  }
  // 0 if the cell is blank.
  int64_t value(int cell) const { return values_[static_cast<size_t>(cell)]; }
  void Set(int cell, int64_t value) {
    values_[static_cast<size_t>(cell)] = value;
    present_[Word(cell)] |= uint64_t{1} << (cell % 64);
  }
  void Clear(int cell) {
    values_[static_cast<size_t>(cell)] = 0;
    present_[Word(cell)] &= ~(uint64_t{1} << (cell % 64));
  }

  // Makes all cells blank.
  void ClearAll();

  // How many cells are not blank.
  int count() const;

  // One bit for each cell, the lowest first: which are not blank.
  const std::vector<uint64_t>& present() const { return present_; }

  // Same catalogue, same blanks, same values.
  bool operator==(const FigureVector& other) const = default;

 private:
  friend absl::Status AddTo(FigureVector* sum, const FigureVector& figures);
  friend absl::Status SubtractFrom(FigureVector* sum,
                                   const FigureVector& figures);

  static size_t Word(int cell) { return static_cast<size_t>(cell) / 64; }

  const Catalog* catalog_;
  std::vector<int64_t> values_;  // 0 where blank
  std::vector<uint64_t> present_;
};

// The figures in `message`, whose type must be the catalogue's root message.
// FAILED_PRECONDITION (FORM_NEWER_THAN_SERVER) if it holds a field, anywhere,
// that the catalogue does not know: figures are never dropped.
absl::StatusOr<FigureVector> FromMessage(
    const Catalog& catalog, const google::protobuf::Message& message);

// The same from the message's bytes, without making the message. Besides:
// INVALID_ARGUMENT (FIGURES_DAMAGED) if they are not such a message.
absl::StatusOr<FigureVector> FromWire(const Catalog& catalog,
                                      std::string_view bytes);

// The same into a vector of the catalogue that is there already. If it fails,
// the vector holds anything.
absl::Status ReadWire(std::string_view bytes, FigureVector* figures);

// Replaces the content of `message`. Tables and rows without figures stay
// absent.
void ToMessage(const Catalog& catalog, const FigureVector& figures,
               google::protobuf::Message* message);

// The bytes of that message.
std::string ToWire(const Catalog& catalog, const FigureVector& figures);

// Adds (subtracts) every figure. A cell of the sum is blank only if it is blank
// in both; subtracting does not make it blank again, since a sum does not know
// how many of its parts had it. OUT_OF_RANGE (FIGURE_OVERFLOW), naming the
// cell, if a result does not fit; then nothing is changed.
absl::Status AddTo(FigureVector* sum, const FigureVector& figures);
absl::Status SubtractFrom(FigureVector* sum, const FigureVector& figures);

// Figures as bytes to store or send. They name cells by number, so a catalogue
// that has grown since still reads them.
//
//   packed = *( step value )    the cells that are not blank, by number
//   step   = varint             number - previous number (first: - 0), >= 1
//   value  = zigzag varint      int64
//
// This layout is stored: it must never change.
std::string Pack(const Catalog& catalog, const FigureVector& figures);

// DATA_LOSS (FIGURES_DAMAGED) if the bytes are not a packed vector;
// FAILED_PRECONDITION (FORM_NEWER_THAN_SERVER) if they name a cell that the
// catalogue does not know.
absl::StatusOr<FigureVector> Unpack(const Catalog& catalog,
                                    std::string_view bytes);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_FIGURES_H_

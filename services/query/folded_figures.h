// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Packed figures folded for the memory of the model: most figures of a report
// are entered zeros, of which the packed form (see form/figures.h) names each
// one. Folded, a cell takes two bits, and its value bytes if that is not zero.
//
//   kept     = (nothing)                 no figures
//            | %x00 packed               as they were fed
//            | %x01 present nonzero *value
//   present  = bitmap                    cells that are not blank
//   nonzero  = bitmap                    those of them that are not zero
//   value    = zigzag varint             of each of these
//
// Bit i of a bitmap, from the lowest of the first byte on, is the i-th cell by
// number. The layout goes by the catalogue of this process: it is never stored
// or sent. What cannot be folded, or grows by it, is kept as it was fed.

#ifndef DISCLOSURE_SERVICES_QUERY_FOLDED_FIGURES_H_
#define DISCLOSURE_SERVICES_QUERY_FOLDED_FIGURES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::query {

// Never changes; any number of threads may use one.
class FigureFolder {
 public:
  // The catalogue need not outlive it.
  explicit FigureFolder(const form::Catalog& catalog);

  // Appends what is kept of `packed` to `kept`.
  void AppendTo(std::string_view packed, std::string* kept) const;

 private:
  // False if it cannot be folded; then `kept` holds something at its end.
  bool AppendFolded(std::string_view packed, std::string* kept) const;

  // Numbers of all cells, ascending, and one more that none has.
  std::vector<uint32_t> numbers_;
};

// The figures that were kept by a folder of the same catalogue. Errors: those
// of form::Unpack.
absl::StatusOr<form::FigureVector> Unfold(const form::Catalog& catalog,
                                          std::string_view kept);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_FOLDED_FIGURES_H_

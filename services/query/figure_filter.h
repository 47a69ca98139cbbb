// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Which figures an answer shows. A FigureFilter never changes; any number of
// threads may use one.

#ifndef DISCLOSURE_SERVICES_QUERY_FIGURE_FILTER_H_
#define DISCLOSURE_SERVICES_QUERY_FIGURE_FILTER_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/figures.pb.h"
#include "form/catalog.h"
#include "form/figures.h"
#include "google/protobuf/repeated_field.h"

namespace disclosure::query {

class FigureFilter {
 public:
  // Lets all figures pass.
  FigureFilter() = default;

  // Lets those pass whose path fits one of `patterns`: paths, or globs in which
  // * stands for any characters and ? for one. None: all.
  // INVALID_ARGUMENT (FIGURE_UNKNOWN) names the patterns that fit no figure.
  static absl::StatusOr<FigureFilter> Create(
      const form::Catalog& catalog,
      const google::protobuf::RepeatedPtrField<std::string>& patterns);

  // Fills `figures` from those that a FigureFolder kept. INTERNAL
  // (FIGURES_UNREADABLE).
  absl::Status Fill(const form::Catalog& catalog, std::string_view kept,
                    v1::Figures* figures) const;
  void Fill(const form::Catalog& catalog, form::FigureVector vector,
            v1::Figures* figures) const;

 private:
  explicit FigureFilter(std::vector<bool> shown) : shown_(std::move(shown)) {}

  // By cell; empty: all.
  std::vector<bool> shown_;
};

// Whether `text` fits `pattern`.
bool FitsGlob(std::string_view text, std::string_view pattern);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_FIGURE_FILTER_H_

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Finding regions and offices of a year by what people write: a code or id, a
// name as registered, an alias, a name without what every name of its kind has
// (办事处, 人民政府), a name behind names of regions above it (济源市天坛街道,
// 河南省 济源市), and, only if nothing else fits, a name without its last word
// (济源 for 济源市).
//
// Names are ambiguous: several towns share one. Every find therefore returns
// all that fit, and the caller shows them.
//
// A NameIndex never changes; any number of threads may use one.

#ifndef DISCLOSURE_REGISTRY_NAMES_H_
#define DISCLOSURE_REGISTRY_NAMES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "registry/year_tree.h"

namespace disclosure::registry {

// Texts longer than this many bytes fit nothing.
inline constexpr size_t kSearchTextMax = 400;

class NameIndex {
 public:
  explicit NameIndex(std::shared_ptr<const YearTree> tree);

  const YearTree& tree() const { return *tree_; }

  // What `text` names exactly, as numbers of the tree, in its order. One: that
  // is meant. Several: the name is ambiguous. None: see SearchRegions.
  std::vector<int> FindRegions(std::string_view text) const;
  std::vector<int> FindOffices(std::string_view text) const;

  // At most `limit` that fit `text` in any way, best first: exact, then codes
  // that begin with it, names that hold it, then names that differ from it in
  // few characters. `exact` is told how many from the front are exact.
  std::vector<int> SearchRegions(std::string_view text, int limit,
                                 int* exact = nullptr) const;
  std::vector<int> SearchOffices(std::string_view text, int limit,
                                 int* exact = nullptr) const;

 private:
  // The names of either regions or offices.
  struct Names {
    struct Name {
      int owner;
      std::u32string text;
      // One bit for each code point in it, by hash.
      uint64_t letters;
    };
    std::vector<Name> all;
    // By name, and by name without its last word; values are owners.
    absl::flat_hash_map<std::u32string, std::vector<int>> by_name;
    absl::flat_hash_map<std::u32string, std::vector<int>> by_short_name;
  };

  void AddName(Names& names, int owner, int region, std::string_view name);
  std::vector<int> Find(const Names& names, std::u32string_view text,
                        bool offices) const;
  std::vector<int> Search(const Names& names, std::string_view text, int limit,
                          bool offices, int* exact) const;
  // True if `prefix` is made of names of `region` and of those above it.
  bool IsPathTo(int region, std::u32string_view prefix) const;
  const std::string& CodeOf(int owner, bool offices) const;

  const std::shared_ptr<const YearTree> tree_;
  // By region: its names as they may stand before another.
  std::vector<std::vector<std::u32string>> prefixes_;
  Names regions_;
  Names offices_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_NAMES_H_

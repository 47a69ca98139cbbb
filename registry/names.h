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
#include <utility>
#include <vector>

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
  // A name in one of its forms, and the number of the region or office.
  using Key = std::pair<std::string, int>;

  // Keys in order.
  struct Keys {
    std::vector<Key> all;
    // Parallel: one bit for each letter of the key, by hash.
    std::vector<uint64_t> letters;

    void Finish();
    void FindAll(std::string_view text, std::vector<int>& owners) const;
  };

  // The names of all regions or of all offices.
  struct Names {
    // As written, and without the names of regions above that they begin with.
    Keys full;
    // The same without words for the kind of body (办事处), where they end so.
    Keys stripped;
    // Without their last word (济源 for 济源市).
    Keys shortened;
  };

  class Search;

  void AddName(Names& names, int owner, int above, std::string_view name);
  std::vector<int> Find(std::string_view text, bool offices) const;
  void FindBehindPath(const Keys& keys, std::string_view text, bool offices,
                      std::vector<int>& owners) const;
  std::vector<int> Rank(std::string_view text, int limit, bool offices,
                        int* exact) const;
  // True if `prefix` is made of names of `region` and of those above it.
  bool IsPathTo(int region, std::string_view prefix) const;
  // The region whose names may stand before a name.
  int Above(int owner, bool offices) const;

  const std::shared_ptr<const YearTree> tree_;
  // By region: its names as they may stand before another, longest first.
  std::vector<std::vector<std::string>> prefixes_;
  Names regions_;
  Names offices_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_NAMES_H_

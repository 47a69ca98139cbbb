// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/names.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "base/text.h"
#include "registry/name_forms.h"

namespace disclosure::registry {
namespace {

// Of the path before a name, and of a text that a name is looked for in.
constexpr int kPartLettersMin = 2;

bool IsLetterStart(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

void SortOnce(std::vector<int>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

std::string_view CodeOf(const YearTree::Region& region) {
  return region.code();
}
std::string_view CodeOf(const YearTree::Office& office) { return office.id(); }

}  // namespace

void NameIndex::Keys::Finish() {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  all.shrink_to_fit();
  letters.reserve(all.size());
  for (const Key& key : all) letters.push_back(Letters(key.first));
}

void NameIndex::Keys::FindAll(std::string_view text,
                              std::vector<int>& owners) const {
  auto at = std::lower_bound(all.begin(), all.end(), text,
                             [](const Key& key, std::string_view wanted) {
                               return key.first < wanted;
                             });
  for (; at != all.end() && at->first == text; ++at) {
    owners.push_back(at->second);
  }
}

NameIndex::NameIndex(std::shared_ptr<const YearTree> tree)
    : tree_(std::move(tree)), prefixes_(tree_->regions().size()) {
  // Regions come after those above them, whose names theirs may begin with.
  for (size_t r = 0; r < tree_->regions().size(); ++r) {
    const YearTree::Region& region = tree_->regions()[r];
    std::vector<std::string>& prefixes = prefixes_[r];
    const auto add = [&](std::string_view name) {
      AddName(regions_, static_cast<int>(r), region.parent(), name);
      const std::string plain = PlainName(name);
      for (const std::string& form : {plain, ShortenedName(plain)}) {
        if (CountLetters(form) >= kPartLettersMin) prefixes.push_back(form);
      }
    };
    add(region.name());
    for (const std::string& alias : region.aliases()) add(alias);
    std::sort(prefixes.begin(), prefixes.end(),
              [](const std::string& a, const std::string& b) {
                return std::pair(b.size(), a) < std::pair(a.size(), b);
              });
  }
  for (size_t o = 0; o < tree_->offices().size(); ++o) {
    const YearTree::Office& office = tree_->offices()[o];
    const auto add = [&](std::string_view name) {
      AddName(offices_, static_cast<int>(o), office.region(), name);
    };
    add(office.name());
    for (const std::string& alias : office.aliases()) add(alias);
  }
  for (Names* names : {&regions_, &offices_}) {
    names->full.Finish();
    names->stripped.Finish();
    names->shortened.Finish();
  }
}

void NameIndex::AddName(Names& names, int owner, int above,
                        std::string_view name) {
  const std::string plain = PlainName(name);
  std::vector<int> path;
  for (int r = above; r != YearTree::kNone; r = tree_->regions()[r].parent()) {
    path.push_back(r);
  }
  std::string_view rest = plain;
  for (auto region = path.rbegin(); region != path.rend(); ++region) {
    for (const std::string& prefix : prefixes_[*region]) {
      if (!rest.starts_with(prefix)) continue;
      rest.remove_prefix(prefix.size());
      break;
    }
  }
  const bool has_path = rest.size() < plain.size() &&
                        CountLetters(rest) >= kPartLettersMin &&
                        !IsOnlyBodyEnding(rest);
  for (const std::string_view form :
       {std::string_view(plain), has_path ? rest : std::string_view()}) {
    if (form.empty()) continue;
    names.full.all.emplace_back(form, owner);
    std::string stripped = StrippedName(form);
    if (std::string shortened = ShortenedName(stripped); !shortened.empty()) {
      names.shortened.all.emplace_back(std::move(shortened), owner);
    }
    names.stripped.all.emplace_back(std::move(stripped), owner);
  }
}

int NameIndex::Above(int owner, bool offices) const {
  return offices ? tree_->offices()[owner].region()
                 : tree_->regions()[owner].parent();
}

bool NameIndex::IsPathTo(int region, std::string_view prefix) const {
  if (prefix.empty()) return true;
  for (; region != YearTree::kNone;
       region = tree_->regions()[region].parent()) {
    for (const std::string& name : prefixes_[region]) {
      if (!prefix.ends_with(name)) continue;
      const int parent = tree_->regions()[region].parent();
      if (IsPathTo(parent, prefix.substr(0, prefix.size() - name.size()))) {
        return true;
      }
    }
  }
  return false;
}

// Adds the owners of keys that `text` is or ends in, where what stands before
// is a path to the owner.
void NameIndex::FindBehindPath(const Keys& keys, std::string_view text,
                               bool offices, std::vector<int>& owners) const {
  std::vector<int> found;
  for (size_t begin = 0; begin < text.size(); ++begin) {
    if (!IsLetterStart(text[begin])) continue;
    found.clear();
    keys.FindAll(text.substr(begin), found);
    for (const int owner : found) {
      if (IsPathTo(Above(owner, offices), text.substr(0, begin))) {
        owners.push_back(owner);
      }
    }
  }
}

std::vector<int> NameIndex::Find(std::string_view text, bool offices) const {
  if (text.empty() || text.size() > kSearchTextMax) return {};
  const int number =
      offices ? tree_->FindOffice(text) : tree_->FindRegion(text);
  if (number != YearTree::kNone) return {number};

  const Names& names = offices ? offices_ : regions_;
  const std::string plain = PlainName(text);
  std::vector<int> owners;
  FindBehindPath(names.full, plain, offices, owners);
  if (owners.empty()) {
    const std::string stripped = StrippedName(plain);
    FindBehindPath(names.stripped, stripped, offices, owners);
    if (owners.empty()) {
      FindBehindPath(names.shortened, stripped, offices, owners);
    }
  }
  SortOnce(owners);
  return owners;
}

// Collects what fits a text in some way, and how well.
class NameIndex::Search {
 public:
  // The smaller the better: how it fits, and by how much it misses.
  enum Fit { kSlip, kBegins, kHolds, kIsHeld, kNear };

  void Add(int owner, Fit fit, int miss) {
    const auto [at, is_new] = best_.try_emplace(owner, fit, miss);
    if (!is_new) at->second = std::min(at->second, std::pair(fit, miss));
  }

  template <typename Place>
  void LookAtCodes(const std::vector<Place>& places, std::string_view text) {
    constexpr size_t kBeginMin = 2;
    constexpr size_t kSlipMin = 6;
    if (text.size() < kBeginMin) return;
    for (size_t i = 0; i < places.size(); ++i) {
      const std::string_view code = CodeOf(places[i]);
      const int miss =
          static_cast<int>(code.size()) - static_cast<int>(text.size());
      if (code.starts_with(text)) {
        Add(static_cast<int>(i), kBegins, miss);
      } else if (text.size() >= kSlipMin && IsOneSlip(code, text)) {
        Add(static_cast<int>(i), kSlip, 0);
      }
    }
  }

  // Names that hold the text or that it holds; with `near` also those that
  // differ from it in few letters.
  void LookAtNames(const Keys& keys, const std::string& text, bool near) {
    const int length = CountLetters(text);
    const uint64_t letters = Letters(text);
    // Short texts are near to too much.
    const int edits_max = !near || length < 3 ? 0 : std::max(1, length / 3);
    for (size_t i = 0; i < keys.all.size(); ++i) {
      const int lacking = std::popcount(letters & ~keys.letters[i]);
      const int extra = std::popcount(keys.letters[i] & ~letters);
      if (lacking > edits_max && extra > 0) continue;
      const auto& [name, owner] = keys.all[i];
      const int miss = std::abs(CountLetters(name) - length);
      if (lacking == 0 && name.find(text) != std::string::npos) {
        Add(owner, kHolds, miss);
      } else if (extra == 0 && CountLetters(name) >= kPartLettersMin &&
                 text.find(name) != std::string::npos) {
        Add(owner, kIsHeld, miss);
      } else if (std::max({lacking, extra, miss}) <= edits_max) {
        const int edits = base::EditDistance(name, text);
        if (edits <= edits_max) Add(owner, kNear, edits);
      }
    }
  }

  // Best first, without those in `known`, which is ordered.
  std::vector<int> Best(const std::vector<int>& known) const {
    std::vector<std::tuple<Fit, int, int>> ranked;
    for (const auto& [owner, fit] : best_) {
      if (std::binary_search(known.begin(), known.end(), owner)) continue;
      ranked.emplace_back(fit.first, fit.second, owner);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<int> owners;
    owners.reserve(ranked.size());
    for (const auto& [fit, miss, owner] : ranked) owners.push_back(owner);
    return owners;
  }

 private:
  absl::flat_hash_map<int, std::pair<Fit, int>> best_;
};

std::vector<int> NameIndex::Rank(std::string_view text, int limit, bool offices,
                                 int* exact) const {
  if (exact != nullptr) *exact = 0;
  const std::string plain = PlainName(text.substr(0, kSearchTextMax + 1));
  if (limit <= 0 || plain.empty() || text.size() > kSearchTextMax) return {};
  const std::vector<int> found = Find(text, offices);

  Search search;
  const Names& names = offices ? offices_ : regions_;
  const std::string stripped = StrippedName(plain);
  if (offices) {
    search.LookAtCodes(tree_->offices(), text);
  } else {
    search.LookAtCodes(tree_->regions(), text);
  }
  // Endings that thousands share would make thousands near.
  search.LookAtNames(names.full, plain, /*near=*/false);
  search.LookAtNames(names.stripped, stripped, /*near=*/true);

  std::vector<int> all = found;
  const std::vector<int> best = search.Best(found);
  all.insert(all.end(), best.begin(), best.end());
  if (all.size() > static_cast<size_t>(limit)) {
    all.resize(static_cast<size_t>(limit));
  }
  if (exact != nullptr) {
    *exact = static_cast<int>(std::min(all.size(), found.size()));
  }
  return all;
}

std::vector<int> NameIndex::FindRegions(std::string_view text) const {
  return Find(text, false);
}

std::vector<int> NameIndex::FindOffices(std::string_view text) const {
  return Find(text, true);
}

std::vector<int> NameIndex::SearchRegions(std::string_view text, int limit,
                                          int* exact) const {
  return Rank(text, limit, false, exact);
}

std::vector<int> NameIndex::SearchOffices(std::string_view text, int limit,
                                          int* exact) const {
  return Rank(text, limit, true, exact);
}

}  // namespace disclosure::registry

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Something that there is so much of, divided among those who ask for it: each
// may take as much again as it has, as long as that much is free. So one alone
// gets half; two get a third each; n get 1/(n+1) each, and as much is always
// left for who comes next. Nobody has to be known before, and nothing is kept
// of who has given everything back.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVER_FAIR_SHARES_H_
#define DISCLOSURE_SERVER_FAIR_SHARES_H_

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_map.h"

namespace disclosure::server {

class FairShares {
 public:
  explicit FairShares(size_t capacity) : capacity_(capacity) {}

  size_t capacity() const { return capacity_; }
  size_t used() const { return used_; }
  size_t used_by(const std::string& who) const {
    auto found = taken_.find(who);
    return found == taken_.end() ? 0 : found->second;
  }

  // Takes `amount` for `who` if that leaves as much free as it then has, or if
  // it had nothing and there is enough. Nothing is taken otherwise.
  bool Take(const std::string& who, size_t amount) {
    const size_t free = used_ < capacity_ ? capacity_ - used_ : 0;
    const size_t own = used_by(who);
    if (amount > free || (own > 0 && own + amount > free - amount)) {
      return false;
    }
    Force(who, amount);
    return true;
  }

  // Takes it in any case: for what is bounded in another way and counts all the
  // same.
  void Force(const std::string& who, size_t amount) {
    if (amount == 0) return;
    used_ += amount;
    taken_[who] += amount;
  }

  // Gives back what was taken.
  void Give(const std::string& who, size_t amount) {
    if (amount == 0) return;
    used_ -= amount;
    auto found = taken_.find(who);
    found->second -= amount;
    if (found->second == 0) taken_.erase(found);
  }

 private:
  const size_t capacity_;
  size_t used_ = 0;
  absl::flat_hash_map<std::string, size_t> taken_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_FAIR_SHARES_H_

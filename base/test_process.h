// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Children that a test forks, and what it tells and hears of them. For tests.

#ifndef DISCLOSURE_BASE_TEST_PROCESS_H_
#define DISCLOSURE_BASE_TEST_PROCESS_H_

#include <cstddef>
#include <new>
#include <type_traits>

#include "absl/functional/function_ref.h"

namespace disclosure::base {

// How a process ended: by itself with a code, or by a signal.
struct Ended {
  int code = -1;
  int signal = 0;
};

// Runs `body` in a child of this process, which ends with what it returns and
// no destructor but those in it, and waits for the end. This process must have
// a single thread.
Ended RunForked(absl::FunctionRef<int()> body);

// Memory that this process and the children that it forks share.
void* MapShared(size_t bytes);
void UnmapShared(void* memory, size_t bytes);

// A plain value in such memory.
template <typename T>
class SharedWithChildren {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  SharedWithChildren() : value_(new (MapShared(sizeof(T))) T()) {}
  ~SharedWithChildren() { UnmapShared(value_, sizeof(T)); }
  SharedWithChildren(const SharedWithChildren&) = delete;
  SharedWithChildren& operator=(const SharedWithChildren&) = delete;

  T& operator*() { return *value_; }
  T* operator->() { return value_; }

 private:
  T* value_;
};

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_TEST_PROCESS_H_

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Tells the thread sanitizer about abseil's mutexes and statuses. Debian's
// abseil is not compiled with the sanitizer, so it sees no lock and no counter
// of references in it, and reports every guarded member, and what the last
// owner of a shared status frees, as a race. In the thread-sanitized build the
// linker sends the calls below through the functions here (--wrap, see
// tsan.cmake), which announce what happens and call the real one. Not covered,
// as nothing here uses it: waiting for a condition under a reader lock.

#include <sanitizer/tsan_interface.h>

#include <cstdint>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

using absl::Condition;
using absl::CondVar;
using absl::Duration;
using absl::Mutex;
using absl::Time;

namespace {

constexpr unsigned kReader = __tsan_mutex_read_lock;

// Between "pre" and "post" the sanitizer ignores what the thread does: so the
// conditions that abseil evaluates for other threads are not judged.
class Locking {
 public:
  explicit Locking(void* mutex, unsigned flags = 0)
      : mutex_(mutex), flags_(flags) {
    __tsan_mutex_pre_lock(mutex_, flags_);
  }
  ~Locking() { __tsan_mutex_post_lock(mutex_, flags_, 0); }

 private:
  void* const mutex_;
  const unsigned flags_;
};

class Trying {
 public:
  explicit Trying(void* mutex, unsigned flags = 0)
      : mutex_(mutex), flags_(flags | __tsan_mutex_try_lock) {
    __tsan_mutex_pre_lock(mutex_, flags_);
  }
  bool Got(bool locked) {
    __tsan_mutex_post_lock(
        mutex_, locked ? flags_ : flags_ | __tsan_mutex_try_lock_failed, 0);
    return locked;
  }

 private:
  void* const mutex_;
  const unsigned flags_;
};

class Unlocking {
 public:
  explicit Unlocking(void* mutex, unsigned flags = 0)
      : mutex_(mutex), flags_(flags) {
    __tsan_mutex_pre_unlock(mutex_, flags_);
  }
  ~Unlocking() { __tsan_mutex_post_unlock(mutex_, flags_); }

 private:
  void* const mutex_;
  const unsigned flags_;
};

// A wait gives the mutex away and takes it again.
class Waiting {
 public:
  explicit Waiting(void* mutex) : mutex_(mutex) {
    __tsan_mutex_pre_unlock(mutex_, 0);
    __tsan_mutex_post_unlock(mutex_, 0);
    __tsan_mutex_pre_lock(mutex_, 0);
  }
  ~Waiting() { __tsan_mutex_post_lock(mutex_, 0, 0); }

 private:
  void* const mutex_;
};

}  // namespace

// WRAP(result, symbol, arguments...): declares the real function and begins
// the definition of the one that stands before it.
#define WRAP(result, symbol, ...)                 \
  extern "C" result __real_##symbol(__VA_ARGS__); \
  extern "C" result __wrap_##symbol(__VA_ARGS__)

WRAP(void, _ZN4absl7debian35Mutex4LockEv, Mutex* mutex) {
  Locking announce(mutex);
  __real__ZN4absl7debian35Mutex4LockEv(mutex);
}

WRAP(void, _ZN4absl7debian35Mutex6UnlockEv, Mutex* mutex) {
  Unlocking announce(mutex);
  __real__ZN4absl7debian35Mutex6UnlockEv(mutex);
}

WRAP(bool, _ZN4absl7debian35Mutex7TryLockEv, Mutex* mutex) {
  Trying announce(mutex);
  return announce.Got(__real__ZN4absl7debian35Mutex7TryLockEv(mutex));
}

WRAP(void, _ZN4absl7debian35Mutex10ReaderLockEv, Mutex* mutex) {
  Locking announce(mutex, kReader);
  __real__ZN4absl7debian35Mutex10ReaderLockEv(mutex);
}

WRAP(void, _ZN4absl7debian35Mutex12ReaderUnlockEv, Mutex* mutex) {
  Unlocking announce(mutex, kReader);
  __real__ZN4absl7debian35Mutex12ReaderUnlockEv(mutex);
}

WRAP(bool, _ZN4absl7debian35Mutex13ReaderTryLockEv, Mutex* mutex) {
  Trying announce(mutex, kReader);
  return announce.Got(__real__ZN4absl7debian35Mutex13ReaderTryLockEv(mutex));
}

WRAP(void, _ZN4absl7debian35MutexD1Ev, Mutex* mutex) {
  __real__ZN4absl7debian35MutexD1Ev(mutex);
  __tsan_mutex_destroy(mutex, 0);
}

WRAP(void, _ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE, Mutex* mutex,
     const Condition& condition) {
  Locking announce(mutex);
  __real__ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE(mutex, condition);
}

WRAP(
    bool,
    _ZN4absl7debian35Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE,
    Mutex* mutex, const Condition& condition, Duration timeout) {
  Locking announce(mutex);
  return __real__ZN4absl7debian35Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE(
      mutex, condition, timeout);
}

WRAP(bool,
     _ZN4absl7debian35Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE,
     Mutex* mutex, const Condition& condition, Time deadline) {
  Locking announce(mutex);
  return __real__ZN4absl7debian35Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE(
      mutex, condition, deadline);
}

WRAP(void, _ZN4absl7debian35Mutex14ReaderLockWhenERKNS0_9ConditionE,
     Mutex* mutex, const Condition& condition) {
  Locking announce(mutex, kReader);
  __real__ZN4absl7debian35Mutex14ReaderLockWhenERKNS0_9ConditionE(mutex,
                                                                  condition);
}

WRAP(void, _ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE, Mutex* mutex,
     const Condition& condition) {
  Waiting announce(mutex);
  __real__ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE(mutex, condition);
}

WRAP(bool,
     _ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE,
     Mutex* mutex, const Condition& condition, Duration timeout) {
  Waiting announce(mutex);
  return __real__ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE(
      mutex, condition, timeout);
}

WRAP(bool,
     _ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE,
     Mutex* mutex, const Condition& condition, Time deadline) {
  Waiting announce(mutex);
  return __real__ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE(
      mutex, condition, deadline);
}

WRAP(void, _ZN4absl7debian37CondVar4WaitEPNS0_5MutexE, CondVar* changed,
     Mutex* mutex) {
  Waiting announce(mutex);
  __real__ZN4absl7debian37CondVar4WaitEPNS0_5MutexE(changed, mutex);
}

WRAP(bool, _ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE,
     CondVar* changed, Mutex* mutex, Duration timeout) {
  Waiting announce(mutex);
  return __real__ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE(
      changed, mutex, timeout);
}

WRAP(bool, _ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE,
     CondVar* changed, Mutex* mutex, Time deadline) {
  Waiting announce(mutex);
  return __real__ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE(
      changed, mutex, deadline);
}

// abseil's Notification: what came before Notify is seen after the wait.

WRAP(void, _ZN4absl7debian312Notification6NotifyEv, void* notification) {
  __tsan_release(notification);
  __real__ZN4absl7debian312Notification6NotifyEv(notification);
}

WRAP(void, _ZNK4absl7debian312Notification19WaitForNotificationEv,
     void* notification) {
  __real__ZNK4absl7debian312Notification19WaitForNotificationEv(notification);
  __tsan_acquire(notification);
}

WRAP(
    bool,
    _ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE,
    void* notification, Duration timeout) {
  const bool notified =
      __real__ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE(
          notification, timeout);
  if (notified) __tsan_acquire(notification);
  return notified;
}

// Whoever gives up a status is done with it; the last one frees it.
WRAP(void, _ZN4absl7debian36Status15UnrefNonInlinedEm, uintptr_t status) {
  void* const shared = reinterpret_cast<void*>(status);
  __tsan_release(shared);
  __tsan_acquire(shared);
  __real__ZN4absl7debian36Status15UnrefNonInlinedEm(status);
}

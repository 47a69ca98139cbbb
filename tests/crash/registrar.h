// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A client that changes the registry while offices file: regions and offices
// move, are counted in another way, end.

#ifndef DISCLOSURE_TESTS_CRASH_REGISTRAR_H_
#define DISCLOSURE_TESTS_CRASH_REGISTRAR_H_

#include <cstdint>
#include <string>

#include "absl/synchronization/notification.h"
#include "tests/crash/journal.h"
#include "tests/system/client.h"
#include "tests/system/world.h"

namespace disclosure::testing {

// SHA-256 of rows, in whichever order they are; a region that does not say how
// it is counted is counted by its parts.
std::string DigestOf(const v1::RegistryRows& rows);

// By one thread.
class Registrar {
 public:
  // `journal` must outlive it.
  Registrar(const std::string& ingest, uint64_t seed, Journal* journal);

  // Applies rows, and insists. False if they were refused.
  bool Apply(const v1::RegistryRows& rows);

  // Moves something now and then until told to stop, and until every outcome is
  // known.
  void Run(const absl::Notification& stop);

  // The registry, without reports.
  const Model& model() const { return model_; }
  // The log's id; empty before the first rows.
  const std::string& log() const { return log_; }

 private:
  Journal& journal_;
  Client client_;
  Random random_;
  Model model_;
  std::string log_;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_REGISTRAR_H_

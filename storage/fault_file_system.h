// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A RocksDB file system on which the operations named by a FaultPlan fail, and
// which knows what a power cut would take. Nothing waits for the disk: a sync
// hands the bytes to the kernel, which is enough as long as the machine runs;
// and where RocksDB would pause for a second after a failure, it does not. For
// the inside of this room only.

#ifndef DISCLOSURE_STORAGE_FAULT_FILE_SYSTEM_H_
#define DISCLOSURE_STORAGE_FAULT_FILE_SYSTEM_H_

#include <memory>

#include <rocksdb/env.h>

#include "storage/faults.h"

namespace disclosure::storage {

std::unique_ptr<rocksdb::Env> MakeFaultEnv(std::shared_ptr<FaultPlan> plan);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_FAULT_FILE_SYSTEM_H_

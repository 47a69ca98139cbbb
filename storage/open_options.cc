// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/open_options.h"

#include <cstdarg>
#include <cstdio>
#include <utility>

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace disclosure::storage {
namespace {

constexpr size_t kMegabyte = 1 << 20;

// Tuning constants. A write buffer that is full becomes a file: larger ones
// mean fewer, larger files and a longer replay at start.
struct Tuning {
  size_t write_buffer_bytes;  // of one family
  size_t all_buffers_bytes;   // of all together
  size_t log_bytes;           // beyond this the oldest buffer is written out
};
constexpr Tuning kTruthTuning{32 * kMegabyte, 192 * kMegabyte, 256 * kMegabyte};
constexpr Tuning kDerivedTuning{8 * kMegabyte, 32 * kMegabyte, 32 * kMegabyte};

const Tuning& TuningOf(Profile profile) {
  return profile == Profile::kTruth ? kTruthTuning : kDerivedTuning;
}

// Hands warnings and errors of RocksDB on as lines.
class LineLogger : public rocksdb::Logger {
 public:
  LineLogger(std::function<void(const std::string&)> log,
             std::shared_ptr<FirstError> errors)
      : Logger(rocksdb::InfoLogLevel::WARN_LEVEL),
        log_(std::move(log)),
        errors_(std::move(errors)) {}

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char line[1024];
    vsnprintf(line, sizeof(line), format, arguments);
    errors_->Read(line);
    if (log_) log_(std::string("rocksdb: ") + line);
  }

  void LogHeader(const char*, va_list) override {}

 private:
  std::function<void(const std::string&)> log_;
  std::shared_ptr<FirstError> errors_;
};

}  // namespace

void FirstError::OnBackgroundError(rocksdb::BackgroundErrorReason,
                                   rocksdb::Status* status) {
  Add(*status);
}

void FirstError::Add(const rocksdb::Status& status) {
  absl::MutexLock lock(&mutex_);
  if (first_.ok()) first_ = status;
}

rocksdb::Status FirstError::first() const {
  absl::MutexLock lock(&mutex_);
  return first_;
}

void FirstError::Read(const std::string& line) {
  // [WARN] [file.cc:982] /folder/000004.log: dropping 803 bytes; Corruption...
  const size_t end = line.find(": dropping ");
  if (end == std::string::npos) return;
  const size_t begin = line.rfind(' ', end - 1) + 1;
  absl::MutexLock lock(&mutex_);
  damaged_file_ = line.substr(begin, end - begin);
}

std::string FirstError::damaged_file() const {
  absl::MutexLock lock(&mutex_);
  return damaged_file_;
}

rocksdb::DBOptions MakeDatabaseOptions(const DatabaseOptions& options,
                                       rocksdb::Env* env,
                                       std::shared_ptr<FirstError> errors) {
  const Tuning& tuning = TuningOf(options.profile);
  rocksdb::DBOptions result;
  result.env = env;
  result.create_if_missing = !options.must_exist;
  result.create_missing_column_families = true;
  result.paranoid_checks = true;
  // Of the truth a torn write at the end of the log is dropped, any other
  // damage refuses; that is only so if log files are never recycled. Derived
  // data are not synced, so that a power cut may take the end of an older log
  // file: what follows must then go too.
  result.wal_recovery_mode =
      options.profile == Profile::kTruth
          ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
          : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  result.recycle_log_file_num = 0;
  // A log file that is gone, or shorter than it was synced, is damage too.
  result.track_and_verify_wals_in_manifest = true;
  result.max_total_wal_size = tuning.log_bytes;
  result.db_write_buffer_size = tuning.all_buffers_bytes;
  // One thread writes.
  result.allow_concurrent_memtable_write = false;
  result.max_background_jobs = 2;
  result.max_open_files = 512;
  // Per family at each opening; more of them only cost their making.
  result.max_file_opening_threads = 1;
  result.bytes_per_sync = kMegabyte;
  // Kept with each new file, so that a backup finds one that the disk changed
  // before it was copied.
  result.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  // After a failed write nothing goes on by itself: whoever wrote must open
  // the database again and look.
  result.max_bgerror_resume_count = 0;
  result.stats_dump_period_sec = 0;
  result.stats_persist_period_sec = 0;
  result.info_log = std::make_shared<LineLogger>(options.log, errors);
  result.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  result.listeners.push_back(std::move(errors));
  return result;
}

rocksdb::ColumnFamilyOptions MakeFamilyOptions(
    const DatabaseOptions& options, std::shared_ptr<rocksdb::Cache> cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = std::move(cache);
  // Most keys that are looked up do not exist yet: a filter saves the read.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.whole_key_filtering = true;
  table.block_size = 16 * 1024;
  table.format_version = 5;

  rocksdb::ColumnFamilyOptions result;
  result.write_buffer_size = options.write_buffer_bytes > 0
                                 ? options.write_buffer_bytes
                                 : TuningOf(options.profile).write_buffer_bytes;
  result.compression = rocksdb::kLZ4Compression;
  result.level_compaction_dynamic_level_bytes = true;
  result.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return result;
}

void FilterMemory(rocksdb::ColumnFamilyOptions* family) {
  // Of a full write buffer; with records of 150 bytes and more that is over 20
  // bits for each, of which one lookup of a thousand is mistaken.
  family->memtable_prefix_bloom_size_ratio = 0.02;
  family->memtable_whole_key_filtering = true;
}

}  // namespace disclosure::storage

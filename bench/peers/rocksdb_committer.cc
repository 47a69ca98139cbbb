// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The limit of durable submissions: RocksDB as the product tunes it, one thread
// that writes groups of values under rising keys and waits for the disk after
// each group. Nothing is received, checked or answered.
//
//   rocksdb_committer --group 256 --value-bytes 8192 --count 100000
//       --folder /var/tmp
//
// The values are random bytes, or pieces of --value-file (at most 64 MB), one
// after the other and over again. The data go into a new folder below --folder,
// are read back and counted, and removed. Prints one JSON object.

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/absl_strings.h"
#include "base/file.h"
#include "bench/peers/measure.h"
#include "bench/peers/scratch_folder.h"
#include "storage/database.h"
#include "storage/open_options.h"

namespace disclosure::bench {
namespace {

struct Options {
  int64_t count = 50'000;
  int64_t group = 256;
  int64_t value_bytes = 8192;
  uint64_t seed = 1;
  std::string folder;
  std::string value_file;
  std::string compress = "lz4";
};

// Random values are pieces of so much: more than compression looks back on.
constexpr size_t kRandomPoolBytes = 64 << 20;

absl::Status Translate(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "RocksDB cannot ", base::ToAbsl(doing), ": ", status.ToString()));
}

std::string BigEndian(int64_t number) {
  std::string key(8, '\0');
  for (int i = 7; i >= 0; --i, number >>= 8) {
    key[static_cast<size_t>(i)] = static_cast<char>(number);
  }
  return key;
}

// The values to be written, one after the other and over again.
class Values {
 public:
  static absl::StatusOr<Values> Make(const Options& options) {
    const auto bytes = static_cast<size_t>(options.value_bytes);
    if (options.value_file.empty()) {
      std::mt19937_64 random(options.seed);
      return Values(RandomBytes(kRandomPoolBytes + bytes, &random), bytes);
    }
    auto pool = base::ReadFile(options.value_file);
    if (!pool.ok()) return pool.status();
    if (pool->size() < bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(options.value_file, " holds ", pool->size(),
                       " bytes, less than one value of ", bytes));
    }
    return Values(*std::move(pool), bytes);
  }

  rocksdb::Slice Next() {
    if (at_ + bytes_ > pool_.size()) at_ = 0;
    const rocksdb::Slice value(pool_.data() + at_, bytes_);
    at_ += bytes_;
    return value;
  }

 private:
  Values(std::string pool, size_t bytes)
      : pool_(std::move(pool)), bytes_(bytes) {}

  std::string pool_;
  size_t bytes_;
  size_t at_ = 0;
};

absl::StatusOr<std::unique_ptr<rocksdb::DB>> Open(const Options& options,
                                                  const std::string& path) {
  const storage::DatabaseOptions ours{.path = path};
  rocksdb::ColumnFamilyOptions family =
      storage::MakeFamilyOptions(ours, rocksdb::NewLRUCache(ours.cache_bytes));
  if (options.compress == "none") family.compression = rocksdb::kNoCompression;
  const rocksdb::Options all(
      storage::MakeDatabaseOptions(ours, rocksdb::Env::Default(),
                                   std::make_shared<storage::FirstError>()),
      family);
  rocksdb::DB* opened = nullptr;
  absl::Status status =
      Translate(rocksdb::DB::Open(all, path, &opened), "open");
  if (!status.ok()) return status;
  return std::unique_ptr<rocksdb::DB>(opened);
}

// Every value is there, in order and whole.
absl::Status CheckContent(const Options& options, rocksdb::DB* db) {
  std::unique_ptr<rocksdb::Iterator> iterator(
      db->NewIterator(rocksdb::ReadOptions()));
  int64_t found = 0;
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    if (iterator->key().ToStringView() != BigEndian(++found) ||
        iterator->value().size() != static_cast<size_t>(options.value_bytes)) {
      return absl::DataLossError(absl::StrCat("value ", found, " is wrong"));
    }
  }
  absl::Status read = Translate(iterator->status(), "read");
  if (!read.ok()) return read;
  if (found == options.count) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(options.count, " values were written, ", found, " found"));
}

absl::StatusOr<nlohmann::json> Measure(const Options& options,
                                       const std::string& path) {
  auto values = Values::Make(options);
  if (!values.ok()) return values.status();
  auto db = Open(options, path);
  if (!db.ok()) return db.status();

  rocksdb::WriteOptions write;
  write.sync = true;
  rocksdb::WriteBatch batch;
  Times groups;
  const absl::Time begin = absl::Now();
  for (int64_t done = 0; done < options.count;) {
    const absl::Time group_begin = absl::Now();
    batch.Clear();
    for (int64_t i = 0; i < options.group && done < options.count; ++i) {
      absl::Status put =
          Translate(batch.Put(BigEndian(++done), values->Next()), "add");
      if (!put.ok()) return put;
    }
    absl::Status written = Translate((*db)->Write(write, &batch), "write");
    if (!written.ok()) return written;
    groups.Add(absl::Now() - group_begin);
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  absl::Status content = CheckContent(options, db->get());
  if (!content.ok()) return content;
  const auto micros = [&groups](double share) {
    return Rounded(absl::ToDoubleMicroseconds(groups.Percentile(share)));
  };
  return nlohmann::json{
      {"peer", "rocksdb_committer"},
      {"group", options.group},
      {"value_bytes", options.value_bytes},
      {"compress", options.compress},
      {"values", options.value_file.empty() ? "random" : "file"},
      {"count", options.count},
      {"groups", groups.count()},
      {"seconds", Rounded(seconds)},
      {"per_second", Rounded(static_cast<double>(options.count) / seconds)},
      {"p50_us", micros(0.5)},
      {"p99_us", micros(0.99)}};
}

int Run(const Options& options) {
  const auto folder = ScratchFolder::Make(options.folder);
  const absl::StatusOr<nlohmann::json> measured =
      folder.ok() ? Measure(options, (*folder)->path()) : folder.status();
  if (!measured.ok()) {
    std::cerr << "rocksdb_committer: " << measured.status().message() << "\n";
    return 1;
  }
  std::cout << measured->dump() << std::endl;
  return 0;
}

}  // namespace
}  // namespace disclosure::bench

int main(int argc, char** argv) {
  disclosure::bench::Options options;
  options.folder = std::filesystem::temp_directory_path().string();
  CLI::App app{"RocksDB alone: synced groups by one thread"};
  app.add_option("--count", options.count, "Values to write")
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--group", options.group, "Values in a group")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--value-bytes", options.value_bytes, "Bytes of a value")
      ->check(CLI::Range(1, 16 << 20));
  app.add_option("--folder", options.folder,
                 "Where the data go; on the disk "
                 "that is measured")
      ->check(CLI::ExistingDirectory);
  app.add_option("--value-file", options.value_file, "Values are its pieces")
      ->check(CLI::ExistingFile);
  app.add_option("--compress", options.compress, "Of the files, not the log")
      ->check(CLI::IsMember({"lz4", "none"}));
  app.add_option("--seed", options.seed, "Of random values");
  CLI11_PARSE(app, argc, argv);
  return disclosure::bench::Run(options);
}

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Runs a fuzz target without libFuzzer: its corpus, every file cut short, and
// mutations from a printed seed (DISCLOSURE_FUZZ_SEED repeats them). A parser
// that crashes, hangs or trips a sanitizer fails the test. The input in hand is
// kept in <program>.input until the run has ended well.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "base/file.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kMutations = 400;
constexpr size_t kInputBytesMax = 64 << 10;

uint64_t Seed() {
  const char* given = std::getenv("DISCLOSURE_FUZZ_SEED");
  if (given != nullptr) {
    return disclosure::base::ParseInt64(given).value_or(0);
  }
  return std::random_device()();
}

std::vector<std::string> Corpus() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(DISCLOSURE_FUZZ_CORPUS)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const std::filesystem::path& path : paths) {
    corpus.push_back(disclosure::base::ReadFile(path.string()).value());
  }
  return corpus;
}

class Mutator {
 public:
  Mutator(uint64_t seed, const std::vector<std::string>& corpus)
      : random_(seed), corpus_(corpus) {}

  std::string Next() {
    std::string input = Pick();
    const int changes = 1 + static_cast<int>(Below(6));
    for (int i = 0; i < changes; ++i) {
      Change(input);
    }
    input.resize(std::min(input.size(), kInputBytesMax));
    return input;
  }

 private:
  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }

  const std::string& Pick() { return corpus_[Below(corpus_.size())]; }

  // A piece of up to 64 bytes of any input.
  std::string Piece() {
    const std::string& from = Pick();
    return from.substr(Below(from.size() + 1), Below(64) + 1);
  }

  void Change(std::string& input) {
    const size_t at = Below(input.size() + 1);
    switch (Below(5)) {
      case 0:
        input.insert(at, Piece());
        break;
      case 1:
        input.erase(at, Below(64) + 1);
        break;
      case 2:
        if (at < input.size()) {
          input[at] = static_cast<char>(Below(256));
        }
        break;
      case 3:
        if (at < input.size()) {
          input[at] = static_cast<char>(input[at] ^ 1 << Below(8));
        }
        break;
      default: {
        // Parts of a document within each other, over and over.
        const std::string piece = Piece();
        for (size_t i = Below(20); i > 0; --i) {
          input.insert(at, piece);
        }
      }
    }
  }

  std::mt19937_64 random_;
  const std::vector<std::string>& corpus_;
};

class Runner {
 public:
  void Run(std::string_view input) {
    std::ofstream(kept_, std::ios::binary) << input;
    // An exact allocation, so that a sanitizer sees a read past its end.
    const std::vector<uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }

  ~Runner() { std::filesystem::remove(kept_); }

 private:
  const std::string kept_ =
      std::filesystem::read_symlink("/proc/self/exe").string() + ".input";
};

TEST(FuzzReplay, CorpusAndItsMutationsAreAnswered) {
  const uint64_t seed = Seed();
  RecordProperty("seed", std::to_string(seed));
  std::cerr << "DISCLOSURE_FUZZ_SEED=" << seed << "\n";
  const std::vector<std::string> corpus = Corpus();
  ASSERT_FALSE(corpus.empty()) << DISCLOSURE_FUZZ_CORPUS;
  Runner runner;
  runner.Run("");
  for (const std::string& input : corpus) {
    runner.Run(input);
    for (int eighth = 1; eighth < 8; ++eighth) {
      runner.Run(std::string_view(input).substr(0, input.size() * eighth / 8));
    }
  }
  Mutator mutator(seed, corpus);
  for (int i = 0; i < kMutations; ++i) {
    runner.Run(mutator.Next());
  }
}

}  // namespace

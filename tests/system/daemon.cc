// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/daemon.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tests/system/http.h"

namespace disclosure::testing {
namespace {

// The word after `before` in a line, up to a blank or comma.
std::string WordAfter(const std::string& line, const std::string& before) {
  const size_t at = line.find(before);
  if (at == std::string::npos) return "";
  const size_t begin = at + before.size();
  return line.substr(begin, line.find_first_of(", \n", begin) - begin);
}

}  // namespace

Daemon::Daemon(std::vector<std::string> flags) : flags_(std::move(flags)) {}

void Daemon::Launch() {
  std::vector<std::string> arguments = {BuiltProgram("disclosured")};
  arguments.insert(arguments.end(), flags_.begin(), flags_.end());
  arguments.push_back("--listen=" + address_);
  arguments.push_back("--admin-listen=" + admin_);
  process_ = std::make_unique<Process>(arguments);
}

bool Daemon::WaitServing() {
  const auto line = process_->WaitForLine(" serves ", kStartLimit);
  if (!line) {
    ADD_FAILURE() << "disclosured did not start: " << process_->output();
    return false;
  }
  address_ = WordAfter(*line, " at ");
  admin_ = WordAfter(*line, "admin at ");
  return true;
}

bool Daemon::Start() {
  Launch();
  return WaitServing();
}

bool Daemon::WaitReady() {
  const HttpAnswer answer = WaitUntilReady(admin_, kStartLimit);
  if (answer.status == 200) return true;
  ADD_FAILURE() << "not ready: " << answer.status << " " << answer.body << "\n"
                << process_->output();
  return false;
}

bool Daemon::StartReady() { return Start() && WaitReady(); }

bool Daemon::Kill() {
  const bool killed = process_->Kill();
  if (!killed) {
    ADD_FAILURE() << "ended before it was killed: " << process_->output();
  }
  process_.reset();
  return killed;
}

void Daemon::Stop() {
  if (process_ == nullptr) return;
  const std::optional<int> code = process_->Terminate(kStopLimit);
  EXPECT_EQ(code, 0) << process_->output();
  process_.reset();
}

std::string Daemon::LastWords() const {
  constexpr size_t kBytes = 2000;
  if (process_ == nullptr) return "it does not run";
  const std::string output = process_->output();
  return output.size() < kBytes ? output
                                : output.substr(output.size() - kBytes);
}

ThreeDaemons::ThreeDaemons(const std::string& data_dir,
                           std::vector<std::string> ingest_flags) {
  const std::string data = "--data-dir=" + data_dir;
  ingest_flags.insert(ingest_flags.end(), {"--target=ingest", data});
  ingest_.emplace(std::move(ingest_flags));
  if (!ingest_->Start()) return;
  const std::string to_ingest = "--ingest=" + ingest_->address();
  aggregate_.emplace(
      std::vector<std::string>{"--target=aggregate", data, to_ingest});
  if (!aggregate_->Start()) return;
  query_.emplace(std::vector<std::string>{
      "--target=query", to_ingest, "--aggregate=" + aggregate_->address()});
  if (!query_->Start()) return;
  ingest_->WaitReady();
  aggregate_->WaitReady();
  query_->WaitReady();
}

Daemon& ThreeDaemons::operator[](int number) {
  return number == 0 ? *ingest_ : number == 1 ? *aggregate_ : *query_;
}

Client ThreeDaemons::MakeClient() const {
  return Client(ingest_->address(), aggregate_->address(), query_->address());
}

}  // namespace disclosure::testing

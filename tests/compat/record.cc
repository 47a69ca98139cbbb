// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "tests/compat/version.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"

namespace disclosure::testing {
namespace {

// What tells of the machine, or is made anew at each opening.
bool IsKept(const std::string& name) {
  for (const char* prefix : {"LOG", "LOCK", "OPTIONS", "disclosured."}) {
    if (name.starts_with(prefix)) return false;
  }
  return true;
}

void CopyData(const std::string& from, const std::string& to) {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    if (!IsKept(entry.path().filename().string())) continue;
    const fs::path target = to / fs::relative(entry.path(), from);
    fs::create_directories(target.parent_path());
    fs::copy_file(entry.path(), target);
  }
}

std::shared_ptr<grpc::Channel> ChannelTo(const Daemon& daemon) {
  return Client(daemon.address()).ingest_channel();
}

void SendAll(const Daemon& daemon, std::vector<Capture> captures) {
  const auto channel = ChannelTo(daemon);
  for (Capture& capture : captures) {
    Send(channel, &capture);
    EXPECT_EQ(capture.outcome, "OK") << capture.what;
  }
}

}  // namespace

void RecordVersion(const std::string& folder) {
  const TemporaryFolder work;
  const std::string data = work.path() + "/data";
  Daemon daemon({"--data-dir=" + data});
  std::vector<Capture> calls = MakeFilings();
  const auto half = calls.begin() + static_cast<int>(calls.size() / 2);
  // Some of it in files of the database, some in the log of its writes.
  ASSERT_TRUE(daemon.StartReady());
  SendAll(daemon, {calls.begin(), half});
  daemon.Stop();
  ASSERT_TRUE(daemon.StartReady());
  SendAll(daemon, {half, calls.end()});
  daemon.Kill();
  CopyData(data, folder + "/killed");
  ASSERT_TRUE(daemon.StartReady());
  daemon.Stop();
  CopyData(data, folder + "/closed");
  ASSERT_TRUE(daemon.StartReady());
  for (Capture& question : MakeQuestions())
    calls.push_back(std::move(question));
  const auto channel = ChannelTo(daemon);
  for (Capture& capture : calls) Send(channel, &capture);
  daemon.Stop();
  WriteCaptures(folder + "/calls", calls);
}

}  // namespace disclosure::testing

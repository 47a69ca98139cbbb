// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Peers that break the rules: silent ones, thousands of them, ones that never
// read, frames that are none, messages that lie about their size or grow. After
// each of them the process is ready, serves a client that behaves, has exactly
// what was acknowledged in its log, takes no more memory than is stated in
// docs/reliability.md, and has given every descriptor back.

#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/system/daemon.h"
#include "tests/system/http.h"
#include "tests/system/process.h"
#include "tests/system/raw_peer.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr absl::Duration kSettle = absl::Seconds(30);
constexpr char kSubmit[] = "/disclosure.v1.IngestService/SubmitReport";
constexpr char kSubmits[] = "/disclosure.v1.IngestService/SubmitReports";
constexpr char kStreams[] = "disclosure_open_streams";
constexpr int64_t kMegabyte = 1 << 20;

// The stated bound of a process that holds little data, and what one attack may
// leave behind in the allocator.
constexpr int64_t kResidentMax = 2048 * kMegabyte;

int g_attacks = 0;
int64_t g_acknowledged = 0;
int64_t g_lost = 0;
int64_t g_invented = 0;

class HostileTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    folder_ = new TemporaryFolder();
    daemon_ =
        new Daemon({"--target=all", "--data-dir=" + folder_->path() + "/data"});
    ASSERT_TRUE(daemon_->StartReady());
    ASSERT_EQ(WaitForMetric(daemon_->admin(), kStreams, 2, kSettle), 2);
    client_ = new Client(daemon_->address());
    auto applied = client_->Apply(ReadTestRegistry());
    ASSERT_TRUE(applied.ok()) << Describe(applied.status());
    g_acknowledged = 1;
    report_ = new v1::AnnualReport(ReadTestReport("419001004-01-2020.json"));
    Submit();
    descriptors_ = OpenDescriptors(Pid());
    started_with_ = ResidentBytes(Pid());
  }
  static void TearDownTestSuite() {
    std::cout << "resident at the start " << started_with_ / kMegabyte
              << " MB, at the end " << ResidentBytes(Pid()) / kMegabyte << " MB"
              << std::endl;
    if (RunLong()) {
      std::cout << "RESULT name=hostile runs=" << g_attacks
                << " acknowledged=" << g_acknowledged << " lost=" << g_lost
                << " invented=" << g_invented << " seed=" << TestSeed()
                << std::endl;
    }
    delete report_;
    delete client_;
    daemon_->Stop();
    delete daemon_;
    delete folder_;
  }

  // What holds after each attack.
  void TearDown() override {
    EXPECT_LE(WaitForDescriptors(Pid(), descriptors_, kSettle), descriptors_);
    EXPECT_EQ(WaitForMetric(daemon_->admin(), kStreams, 2, kSettle), 2);
    EXPECT_EQ(
        WaitForMetric(daemon_->admin(), "disclosure_live_calls", 2, kSettle),
        2);
    EXPECT_EQ(WaitForMetric(daemon_->admin(), "disclosure_calls_held_bytes", 0,
                            kSettle),
              0);
    ExpectServed();
    auto log = client_->ReadLog();
    ASSERT_TRUE(log.ok()) << Describe(log.status());
    const int64_t logged = static_cast<int64_t>(log->size());
    EXPECT_EQ(logged, g_acknowledged);
    g_lost += std::max<int64_t>(g_acknowledged - logged, 0);
    g_invented += std::max<int64_t>(logged - g_acknowledged, 0);
    ExpectResidentBelow(kResidentMax);
  }

  static pid_t Pid() { return daemon_->process().pid(); }

  // Amends the reference case.
  static void Submit() {
    report_->mutable_narrative()->set_overview(
        absl::StrCat("第", report_->revision() + 1, "版"));
    auto receipt = client_->Submit(*report_);
    ASSERT_TRUE(receipt.ok()) << Describe(receipt.status());
    report_->set_revision(receipt->revision());
    ++g_acknowledged;
    EXPECT_EQ(receipt->position().sequence(), g_acknowledged);
  }
  // A client that behaves is served, and what it files is seen in the totals.
  static void ExpectServed() {
    ASSERT_EQ(HttpGet(daemon_->admin(), "/readyz").status, 200)
        << daemon_->LastWords();
    Submit();
    v1::GetTotalsRequest request;
    request.set_region("419001");
    request.set_year(2020);
    auto totals =
        Call(client_->query(), &v1::QueryService::Stub::GetTotals, request);
    EXPECT_TRUE(totals.ok()) << Describe(totals.status());
  }

  static void ExpectResidentBelow(int64_t bytes) {
#ifndef __SANITIZE_ADDRESS__
    EXPECT_LT(ResidentBytes(Pid()), bytes);
#endif
  }

  static RawPeer Connect() {
    ++g_attacks;
    return RawPeer(daemon_->address());
  }

  static TemporaryFolder* folder_;
  static Daemon* daemon_;
  static Client* client_;
  static v1::AnnualReport* report_;
  static int descriptors_;
  static int64_t started_with_;
};
TemporaryFolder* HostileTest::folder_ = nullptr;
Daemon* HostileTest::daemon_ = nullptr;
Client* HostileTest::client_ = nullptr;
v1::AnnualReport* HostileTest::report_ = nullptr;
int HostileTest::descriptors_ = 0;
int64_t HostileTest::started_with_ = 0;

// Half of them say nothing at all, half have greeted and wait.
TEST_F(HostileTest, ManyIdleConnectionsLeaveRoomForOthers) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  const int wanted = RunLong() ? 10'000 : 400;
  const int count = std::min(wanted, static_cast<int>(files.rlim_cur) - 200);
  const int64_t before = ResidentBytes(Pid());
  std::vector<RawPeer> peers;
  peers.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    peers.push_back(Connect());
    ASSERT_TRUE(peers.back().connected()) << i;
    if (i % 2 == 0) {
      EXPECT_TRUE(peers.back().Send(Greeting()));
    }
  }
  // The server's settings come once it has read the greeting.
  EXPECT_FALSE(peers[static_cast<size_t>((count - 1) & ~1)]
                   .ReadUntil("\x04", kSettle)
                   .empty());
  ExpectServed();
  const int64_t grown = ResidentBytes(Pid()) - before;
  std::cout << count << " idle connections: " << grown / kMegabyte << " MB, "
            << grown / count << " bytes each" << std::endl;
  ExpectResidentBelow(before + 40'000LL * count + 64 * kMegabyte);
}

TEST_F(HostileTest, ConnectionsBeyondTheLimitAreClosedAndComeBack) {
  TemporaryFolder folder;
  Daemon small({"--target=ingest", "--data-dir=" + folder.path(),
                "--max-connections=32"});
  ASSERT_TRUE(small.StartReady());
  const int before = OpenDescriptors(small.process().pid());
  {
    std::vector<RawPeer> peers;
    for (int i = 0; i < 100; ++i) {
      ++g_attacks;
      peers.emplace_back(small.address());
    }
    EXPECT_TRUE(peers.back().WaitClosed(kSettle));
    EXPECT_LE(OpenDescriptors(small.process().pid()), before + 40);
    EXPECT_GE(ReadMetric(small.admin(), "disclosure_connections_refused_total")
                  .value_or(0),
              50);
  }
  EXPECT_LE(WaitForDescriptors(small.process().pid(), before, kSettle), before);
  Client client(small.address());
  auto applied = client.Apply(ReadTestRegistry());
  EXPECT_TRUE(applied.ok()) << Describe(applied.status());
  small.Stop();
}

// accept() fails for want of descriptors, again and again.
TEST_F(HostileTest, WithoutDescriptorsItWaitsAndThenGoesOn) {
  TemporaryFolder folder;
  Daemon small({"--target=ingest", "--data-dir=" + folder.path()});
  ASSERT_TRUE(small.StartReady());
  const pid_t pid = small.process().pid();
  const int before = OpenDescriptors(pid);
  rlimit usual{};
  ASSERT_EQ(::prlimit(pid, RLIMIT_NOFILE, nullptr, &usual), 0);
  const rlimit few{static_cast<rlim_t>(before + 10), usual.rlim_max};
  ASSERT_EQ(::prlimit(pid, RLIMIT_NOFILE, &few, nullptr), 0);
  {
    std::vector<RawPeer> peers;
    for (int i = 0; i < 50; ++i) {
      ++g_attacks;
      peers.emplace_back(small.address());
    }
    // As many as there are numbers: the rest waits at the socket.
    EXPECT_TRUE(peers.front().Send(Greeting()));
    EXPECT_FALSE(peers.front().ReadUntil("\x04", kSettle).empty());
  }
  ASSERT_EQ(::prlimit(pid, RLIMIT_NOFILE, &usual, nullptr), 0);
  Client client(small.address());
  auto applied = client.Apply(ReadTestRegistry());
  EXPECT_TRUE(applied.ok()) << Describe(applied.status());
  small.Stop();
}

TEST_F(HostileTest, SilenceIsEnded) {
  // Nothing said: the handshake has a limit. Greeted and then silent: pings are
  // not answered; that takes 40 seconds.
  RawPeer silent = Connect();
  RawPeer half = Connect();
  EXPECT_TRUE(half.Send(Greeting().substr(0, 10)));
  RawPeer mute = Connect();
  EXPECT_TRUE(mute.Send(Greeting()));
  EXPECT_TRUE(silent.WaitClosed(kSettle));
  EXPECT_TRUE(half.WaitClosed(kSettle));
  if (RunLong()) {
    EXPECT_TRUE(mute.WaitClosed(absl::Seconds(90)));
  }
}

// Calls whose answers nobody reads: the window for them is empty.
TEST_F(HostileTest, AnswersThatAreNeverReadAreBounded) {
  const int per_connection = 200;
  v1::FollowRequest follow;
  follow.set_from_sequence(1);
  v1::ExportFormRequest exported;
  exported.set_region("419001");
  exported.set_year(2020);
  exported.set_format(v1::FORM_FORMAT_HTML);
  v1::SubmitReportsRequest submits;
  for (int i = 0; i < 200; ++i) {
    v1::Submission& submission = *submits.add_submissions();
    *submission.mutable_report() = *report_;
    submission.set_validate_only(true);
    Break(submission.mutable_report());
  }
  const std::vector<std::pair<std::string, std::string>> calls = {
      {"/disclosure.v1.ChangeFeedService/Follow", follow.SerializeAsString()},
      {"/disclosure.v1.RollupService/Follow", ""},
      {kSubmits, submits.SerializeAsString()},
      {"/disclosure.v1.QueryService/ExportForm", exported.SerializeAsString()},
      {"/disclosure.v1.QueryService/DescribeForm", ""}};
  const int64_t before = ResidentBytes(Pid());
  std::vector<RawPeer> peers;
  for (const auto& [path, message] : calls) {
    for (int connection = 0; connection < 2; ++connection) {
      peers.push_back(Connect());
      ASSERT_TRUE(peers.back().Send(Greeting(0)));
      for (int i = 0; i < per_connection; ++i) {
        // A large message waits for a window that the server does not open.
        const uint32_t stream = static_cast<uint32_t>(2 * i + 1);
        if (!peers.back().Send(WholeCall(stream, path, message))) break;
      }
    }
    ExpectServed();
  }
  const auto streams = ReadMetric(daemon_->admin(), kStreams);
  EXPECT_LE(streams.value_or(1e9), 2 + 256 + 128);
  const auto refused = ReadMetric(daemon_->admin(), "disclosure_calls_refused");
  const auto held = ReadMetric(daemon_->admin(), "disclosure_calls_held_bytes");
  EXPECT_LE(held.value_or(1e12), 512.0 * kMegabyte);
  std::cout << peers.size() * per_connection << " calls that are never read: "
            << (ResidentBytes(Pid()) - before) / kMegabyte << " MB, "
            << streams.value_or(0) << " streams open, " << refused.value_or(0)
            << " refused, " << held.value_or(0) / kMegabyte << " MB counted"
            << std::endl;
}

// Frames of a kind that is chosen by chance, whose meaning is damaged. False if
// the server has cut the connection meanwhile.
class Attack {
 public:
  Attack(Random& random, RawPeer& peer) : random_(random), peer_(peer) {}

  bool Run() {
    if (OneIn(random_, 6)) return peer_.Send(Noise(4000));  // No preface.
    if (!peer_.Send(Greeting())) return false;
    return OneIn(random_, 2) ? Frames() : Calls();
  }

 private:
  std::string Noise(int64_t most) {
    std::string bytes(static_cast<size_t>(Pick(random_, most)), '\0');
    for (char& byte : bytes) byte = static_cast<char>(Pick(random_, 255));
    return bytes;
  }

  template <class Make>
  bool Repeat(int times, Make make) {
    for (int i = 0; i < times; ++i) {
      if (!peer_.Send(make(i))) return false;
    }
    return true;
  }

  bool Frames() {
    switch (Pick(random_, 5)) {
      case 0:  // Any type, flags and stream.
        return Repeat(50, [this](int) {
          return Frame(static_cast<uint8_t>(Pick(random_, 12)),
                       static_cast<uint8_t>(Pick(random_, 255)),
                       static_cast<uint32_t>(Pick(random_, 9)), Noise(200));
        });
      case 1:
        return Repeat(5000, [](int) { return Frame(kSettings, 0, 0); });
      case 2:
        return Repeat(5000, [](int) { return Frame(kPing, 0, 0, "12345678"); });
      case 3:  // Calls that are reset as soon as they are begun.
        return Repeat(1000, [](int i) {
          const uint32_t stream = static_cast<uint32_t>(2 * i + 1);
          return WholeCall(stream, kSubmits, "") +
                 Frame(kReset, 0, stream, std::string(4, '\x08'));
        });
      case 4:  // A window that overflows.
        return peer_.Send(Frame(kWindowUpdate, 0, 0, "\x7f\xff\xff\xff"));
      default:  // Headers that go on.
        return peer_.Send(Frame(kHeaders, 0, 1, HeaderBlock(kSubmit))) &&
               Repeat(200, [this](int) {
                 return Frame(kContinuation, 0, 1, Noise(1000));
               });
    }
  }

  bool Calls() {
    std::string whole = WholeCall(1, kSubmit, Noise(4000));
    const auto place = [&] {
      return static_cast<size_t>(
          Pick(random_, static_cast<int64_t>(whole.size()) - 1));
    };
    const std::string plain =
        Frame(kHeaders, kEndHeaders, 1, HeaderBlock(kSubmit));
    switch (Pick(random_, 5)) {
      case 0:  // Cut short.
        return peer_.Send(whole.substr(0, place()));
      case 1:  // One byte changed.
        whole[place()] = static_cast<char>(Pick(random_, 255));
        return peer_.Send(whole);
      case 2:  // More headers than a call may have.
        return peer_.Send(
            Frame(kHeaders, kEndHeaders, 1,
                  HeaderBlock(kSubmit, {{"a", std::string(12'000, 'x')}})));
      case 3: {  // Another length than the message has.
        const auto says = static_cast<uint32_t>(Pick(random_, 4'294'967'295));
        return peer_.Send(
            plain + Frame(kData, kEndStream, 1, GrpcMessage(Noise(100), says)));
      }
      case 4:  // Noise as message of a call and of a stream.
        return peer_.Send(whole + WholeCall(3, kSubmits, Noise(4000)));
      default:  // Said to be compressed.
        return peer_.Send(
            Frame(kHeaders, kEndHeaders, 1,
                  HeaderBlock(kSubmit, {{"grpc-encoding", "gzip"}})) +
            Frame(kData, kEndStream, 1,
                  GrpcMessage(std::string(100, 'x'), 100, true)));
    }
  }

  Random& random_;
  RawPeer& peer_;
};

// Methods that do not exist, and names that are none: one call with "/" once
// ended the process, and each name was kept for ever.
TEST_F(HostileTest, NamesOfMethodsAreNotTakenOnTrust) {
  Random random(TestSeed());
  const std::string before = HttpGet(daemon_->admin(), "/metrics").body;
  RawPeer peer = Connect();
  std::string calls = Greeting();
  uint32_t stream = 1;
  for (const char* path : {"/", "", "//", "x", "/x", "/x/", "/x/y/z"}) {
    calls += WholeCall(stream, path, "");
    stream += 2;
  }
  for (int i = 0; i < 100; ++i, stream += 2) {
    calls += WholeCall(stream, absl::StrCat("/a/", Pick(random, 1 << 30)), "");
  }
  ASSERT_TRUE(peer.Send(calls));
  EXPECT_NE(peer.ReadUntil("grpc-status", kSettle), "");
  ExpectServed();
  const std::string after = HttpGet(daemon_->admin(), "/metrics").body;
  EXPECT_LT(after.size(), before.size() + 20'000);
  EXPECT_EQ(after.find("grpc_service=\"a\""), std::string::npos);
}

TEST_F(HostileTest, MalformedFramesEndTheirConnectionAtMost) {
  Random random(TestSeed());
  const int64_t before = ResidentBytes(Pid());
  const int count = RunLong() ? 1500 : 100;
  int ended = 0;
  for (int i = 0; i < count; ++i) {
    RawPeer peer = Connect();
    ASSERT_TRUE(peer.connected()) << i << daemon_->LastWords();
    if (!Attack(random, peer).Run()) ++ended;
    if (OneIn(random, 4)) peer.ReadUntil("grpc-status", absl::Milliseconds(20));
    if (i % 50 == 0) ExpectServed();
  }
  std::cout << count << " malformed peers, " << ended
            << " cut off while they sent; memory grew by "
            << (ResidentBytes(Pid()) - before) / kMegabyte << " MB"
            << std::endl;
  ExpectResidentBelow(before + 512 * kMegabyte);
}

}  // namespace
}  // namespace disclosure::testing

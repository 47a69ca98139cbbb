// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Starting: what flags, folders, disks, addresses and certificates may be, and
// what is said when they are not. Nothing here may hang or crash.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/system/daemon.h"
#include "tests/system/http.h"
#include "tests/system/process.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

// Runs the server program, which is to end by itself.
Finished RunServer(std::vector<std::string> flags) {
  flags.insert(flags.begin(), BuiltProgram("disclosured"));
  return RunProgram(flags, absl::Seconds(20));
}

void ExpectEnds(const std::vector<std::string>& flags, int code,
                const std::vector<std::string>& texts) {
  const Finished finished = RunServer(flags);
  EXPECT_EQ(finished.code, code) << finished.output;
  size_t at = 0;
  for (const std::string& text : texts) {
    const size_t found = finished.output.find(text, at);
    EXPECT_NE(found, std::string::npos)
        << text << " is not, or not in this order, in\n"
        << finished.output;
    if (found != std::string::npos) at = found;
  }
}

class StartTest : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::string data_ = folder_.path() + "/data";
  const std::string data_flag_ = "--data-dir=" + data_;
  const std::vector<std::string> good_ = {data_flag_, "--listen=127.0.0.1:0",
                                          "--admin-listen=127.0.0.1:0"};

  std::vector<std::string> Good(const std::vector<std::string>& more) const {
    std::vector<std::string> flags = good_;
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  }
};

TEST_F(StartTest, VersionSaysWhatWasBuilt) {
  ExpectEnds({"--version"}, 0, {"disclosured ", "catalogue "});
  ExpectEnds({"--help"}, 0, {"--target", "--data-dir", "fsck"});
}

TEST_F(StartTest, WrongFlagsEndWithTwo) {
  ExpectEnds({}, 2, {"--data-dir"});
  ExpectEnds(Good({"--no-such-flag"}), 2, {"--no-such-flag"});
  ExpectEnds(Good({"--target=everything"}), 2, {"everything"});
  ExpectEnds(Good({"--log-level=loud"}), 2, {"loud"});
  ExpectEnds({data_flag_, "--listen=17000"}, 2, {"17000", "host:port"});
  ExpectEnds(Good({"--target=aggregate"}), 2, {"--ingest"});
  ExpectEnds(Good({"--target=query", "--ingest=127.0.0.1:1"}), 2,
             {"--aggregate"});
  ExpectEnds(Good({"--target=ingest", "--ingest=127.0.0.1:1"}), 2,
             {"--ingest"});
  ExpectEnds(Good({"--tls-cert=a.pem"}), 2, {"--tls-key"});
  ExpectEnds(Good({"--log-name=a b"}), 2, {"--log-name"});
  ExpectEnds({"fsck"}, 2, {"--data-dir"});
}

TEST_F(StartTest, AddressForOthersNeedsTlsAndNamesTheSafeWayFirst) {
  ExpectEnds({data_flag_, "--listen=0.0.0.0:0"}, 2,
             {"--tls-cert", "--tls-key", "--tls-client-ca", "--insecure"});
  Daemon daemon({data_flag_, "--insecure"});
  EXPECT_TRUE(daemon.StartReady());
  daemon.Stop();
}

TEST_F(StartTest, CheckConfigStartsNothing) {
  ExpectEnds(Good({"--check-config"}), 0, {"good"});
  ExpectEnds(Good({"--check-config", "--tls-cert=/no/such", "--tls-key=/no"}),
             3, {"/no/such"});
  std::ofstream(data_ + "-file") << "x";
  ExpectEnds({"--data-dir=" + data_ + "-file", "--check-config"}, 3,
             {data_ + "-file"});
  ExpectEnds({"--data-dir=" + data_ + "/no/parent", "--check-config"}, 3,
             {data_ + "/no/parent"});
}

TEST_F(StartTest, FolderAndAddressInUseAreNamed) {
  Daemon daemon({data_flag_});
  ASSERT_TRUE(daemon.StartReady());
  ExpectEnds(good_, 3,
             {data_, "process " + std::to_string(daemon.process().pid())});
  ExpectEnds({"fsck", data_flag_}, 3, {data_});
  // What a running service looks like.
  ExpectEnds(Good({"--check-config"}), 0, {"good"});
  const std::string other = "--data-dir=" + data_ + "2";
  ExpectEnds({other, "--listen=" + daemon.address(), "--admin-listen=none"}, 3,
             {daemon.address()});
  ExpectEnds(
      {other, "--listen=127.0.0.1:0", "--admin-listen=" + daemon.admin()}, 3,
      {daemon.admin()});
  daemon.Stop();
  ExpectEnds({"fsck", data_flag_}, 0, {"main", "0 problems"});
}

TEST_F(StartTest, FolderKilledWithItsProcessIsFreeAgain) {
  Daemon daemon({data_flag_, "--log-name=jiyuan"});
  ASSERT_TRUE(daemon.StartReady());
  daemon.Kill();
  ASSERT_TRUE(daemon.StartReady());
  EXPECT_NE(daemon.process().output().find("log jiyuan "), std::string::npos)
      << daemon.process().output();
  daemon.Stop();
}

// A disk without room is a small file system in memory, seen by that process
// alone. That needs the right to mount.
Finished RunOnFullDisk(const std::string& folder, const std::string& flags) {
  const std::string script = "mount -t tmpfs -o size=1m none " + folder +
                             " && exec " + BuiltProgram("disclosured") +
                             " --data-dir=" + folder + "/data " + flags;
  return RunProgram(
      {"unshare", "--mount", "--map-root-user", "sh", "-c", script},
      absl::Seconds(20));
}

TEST_F(StartTest, FullDiskIsSaidBeforeAnythingIsTouched) {
  std::filesystem::create_directory(data_);
  const Finished finished =
      RunOnFullDisk(data_, "--listen=127.0.0.1:0 --admin-listen=127.0.0.1:0");
  EXPECT_EQ(finished.code, 3) << finished.output;
  EXPECT_NE(finished.output.find("MB are needed"), std::string::npos)
      << finished.output;
  EXPECT_NE(finished.output.find("请清理磁盘"), std::string::npos)
      << finished.output;
}

// Certificates made on the spot by the openssl program.
class Authority {
 public:
  explicit Authority(const std::string& folder) : folder_(folder) {
    std::filesystem::create_directory(folder_);
    Run({"req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=test authority", "-keyout", folder_ + "/ca.key", "-out", ca()});
  }

  void Issue(const std::string& name, const std::string& subject) {
    const std::string names = folder_ + "/" + name + ".names";
    std::ofstream(names) << "subjectAltName=DNS:" << subject
                         << ",IP:127.0.0.1\n";
    Run({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-subj", "/CN=" + subject, "-keyout", key(name), "-out",
         folder_ + "/request"});
    Run({"x509", "-req", "-in", folder_ + "/request", "-CA", ca(), "-CAkey",
         folder_ + "/ca.key", "-CAcreateserial", "-days", "2", "-extfile",
         names, "-out", cert(name)});
  }

  std::string ca() const { return folder_ + "/ca.crt"; }
  std::string cert(const std::string& name) const {
    return folder_ + "/" + name + ".crt";
  }
  std::string key(const std::string& name) const {
    return folder_ + "/" + name + ".key";
  }

 private:
  static void Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "openssl");
    const Finished finished = RunProgram(arguments);
    ASSERT_EQ(finished.code, 0) << finished.output;
  }

  const std::string folder_;
};

class TlsTest : public StartTest {
 protected:
  TlsTest() : authority_(data_ + "-tls") {
    authority_.Issue("server", "localhost");
    authority_.Issue("office", "tiantan-subdistrict");
  }

  std::vector<std::string> ServerFlags() const {
    return {"--tls-cert=" + authority_.cert("server"),
            "--tls-key=" + authority_.key("server"),
            "--tls-client-ca=" + authority_.ca()};
  }
  std::vector<std::string> ClientFlags() const {
    return {"--client-tls-ca=" + authority_.ca(),
            "--client-tls-cert=" + authority_.cert("server"),
            "--client-tls-key=" + authority_.key("server")};
  }
  static std::vector<std::string> Join(
      const std::vector<std::vector<std::string>>& lists) {
    std::vector<std::string> all;
    for (const auto& list : lists) {
      all.insert(all.end(), list.begin(), list.end());
    }
    return all;
  }
  server::ClientOptions ClientAt(const std::string& address) const {
    server::ClientOptions options;
    options.address = address;
    options.tls_ca = authority_.ca();
    return options;
  }

  Authority authority_;
};

TEST_F(TlsTest, FilesThatDoNotFitAreRefusedBeforeTheStart) {
  ExpectEnds(Good(Join({ServerFlags(), {"--check-config"}})), 0, {"good"});
  ExpectEnds(Good({"--check-config", "--tls-cert=" + authority_.cert("server"),
                   "--tls-key=" + authority_.key("office")}),
             3, {authority_.key("office"), "not that of"});
  ExpectEnds(Good({"--check-config", "--tls-cert=" + authority_.key("server"),
                   "--tls-key=" + authority_.key("server")}),
             3, {authority_.key("server"), "certificate"});
}

TEST_F(TlsTest, WhoFilesIsTheSubjectOfTheCertificate) {
  Daemon daemon(Join({{data_flag_}, ServerFlags()}));
  ASSERT_TRUE(daemon.StartReady());
  server::ClientOptions options = ClientAt(daemon.address());
  options.tls_cert = authority_.cert("office");
  options.tls_key = authority_.key("office");
  auto client = std::make_unique<Client>(options);
  auto applied = client->Apply(ReadTestRegistry());
  ASSERT_TRUE(applied.ok()) << Describe(applied.status());
  const v1::AnnualReport report = ReadTestReport("419001004-01-2020.json");
  auto receipt = client->Submit(report);
  ASSERT_TRUE(receipt.ok()) << Describe(receipt.status());

  v1::ListRevisionsRequest request;
  request.set_office(report.office());
  request.set_year(report.year());
  request.set_scope(report.scope());
  auto revisions =
      Call(client->ingest(), &v1::IngestService::Stub::ListRevisions, request);
  ASSERT_TRUE(revisions.ok()) << Describe(revisions.status());
  ASSERT_EQ(revisions->revisions_size(), 1);
  EXPECT_EQ(revisions->revisions(0).principal().subject(),
            "tiantan-subdistrict");

  client.reset();
  // Without a certificate, and without TLS: nobody answers.
  Client anonymous(ClientAt(daemon.address()));
  EXPECT_FALSE(Call(anonymous.query(), &v1::QueryService::Stub::GetStatus,
                    v1::QueryServiceGetStatusRequest(), absl::Seconds(1))
                   .ok());
  Client plain(daemon.address());
  EXPECT_FALSE(Call(plain.query(), &v1::QueryService::Stub::GetStatus,
                    v1::QueryServiceGetStatusRequest(), absl::Seconds(1))
                   .ok());
  daemon.Stop();
}

TEST_F(TlsTest, ThreeProcessesShowEachOtherTheirCertificates) {
  Daemon ingest(Join({{"--target=ingest", data_flag_}, ServerFlags()}));
  ASSERT_TRUE(ingest.StartReady());
  const std::string to_ingest = "--ingest=" + ingest.address();
  Daemon aggregate(Join({{"--target=aggregate", data_flag_, to_ingest},
                         ServerFlags(),
                         ClientFlags()}));
  ASSERT_TRUE(aggregate.StartReady());
  const std::string to_aggregate = "--aggregate=" + aggregate.address();
  Daemon query(Join({{"--target=query", to_ingest, to_aggregate},
                     ServerFlags(),
                     ClientFlags()}));
  ASSERT_TRUE(query.StartReady());
  query.Stop();

  // One that shows nothing is alive, not ready, and says so.
  Daemon stranger(Join({{"--target=query", to_ingest, to_aggregate,
                         "--client-tls-ca=" + authority_.ca()},
                        ServerFlags()}));
  ASSERT_TRUE(stranger.Start());
  EXPECT_EQ(HttpGet(stranger.admin(), "/livez").status, 200);
  const HttpAnswer answer = HttpGet(stranger.admin(), "/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.body.find("query: "), std::string::npos) << answer.body;
  stranger.Stop();
  aggregate.Stop();
  ingest.Stop();
}

}  // namespace
}  // namespace disclosure::testing

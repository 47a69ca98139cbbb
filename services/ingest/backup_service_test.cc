// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "disclosure/v1/backup_service.pb.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grpcpp/client_context.h"
#include "server/status.h"
#include "services/ingest/restore.h"
#include "services/ingest/test_server.h"

namespace disclosure::ingest {
namespace {

class BackupServiceTest : public ServerTest {
 protected:
  // The last response of a backup, or how the call ended.
  absl::StatusOr<v1::CreateBackupResponse> Create(int keep = 0) {
    grpc::ClientContext context;
    v1::CreateBackupRequest request;
    request.set_keep(keep);
    auto reader = backup_stub_->CreateBackup(&context, request);
    v1::CreateBackupResponse response;
    std::vector<int> phases;
    while (reader->Read(&response)) phases.push_back(response.phase());
    EXPECT_TRUE(std::is_sorted(phases.begin(), phases.end()));
    absl::Status ended = server::FromGrpcStatus(reader->Finish());
    if (!ended.ok()) return ended;
    return response;
  }

  // The ids of all backups, page by page; a semicolon ends a page.
  std::string List(int page_size = 0, const std::string& token = "") {
    std::string text;
    v1::ListBackupsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    do {
      grpc::ClientContext context;
      v1::ListBackupsResponse response;
      absl::Status status = server::FromGrpcStatus(
          backup_stub_->ListBackups(&context, request, &response));
      if (!status.ok()) return Reason(status);
      for (const v1::Backup& backup : response.backups()) {
        text += std::to_string(backup.id()) + " ";
      }
      text += ";";
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return text;
  }
};

TEST_F(BackupServiceTest, BackupHoldsWhatWasAcknowledgedAndIsVerified) {
  ASSERT_TRUE(Submit(MakeReport("o1")).ok());
  auto made = Create();
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->phase(), v1::CreateBackupResponse::PHASE_DONE);
  EXPECT_EQ(made->backup().id(), 1);
  EXPECT_EQ(made->backup().position().sequence(), 2);
  EXPECT_EQ(made->backup().position().log(), ingest_->log().id());
  EXPECT_EQ(made->backup().log().name(), "test");
  EXPECT_EQ(made->backup().hash().size(), 32u);
  EXPECT_GT(made->backup().files(), 0);
  EXPECT_GE(made->bytes_written(), made->backup().bytes());
  auto restored = RestoreLog({.backups = backup_folder_,
                              .folder = folder_.path() + "/restored",
                              .watch = [](int64_t, int64_t) { return true; }});
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_THAT(restored->report.problems, ::testing::IsEmpty());
  EXPECT_EQ(restored->report.tail_hash, made->backup().hash());
}

TEST_F(BackupServiceTest, BackupsAreListedInPagesTheNewestFirst) {
  EXPECT_EQ(List(), ";");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Create().ok());
  EXPECT_EQ(List(), "3 2 1 ;");
  EXPECT_EQ(List(2), "3 2 ;1 ;");
  EXPECT_EQ(List(3), "3 2 1 ;");
  EXPECT_EQ(List(-1), "FIELD_INVALID");
  EXPECT_EQ(List(0, "nonsense"), "PAGE_TOKEN_INVALID");
  ASSERT_TRUE(Create(/*keep=*/2).ok());
  EXPECT_EQ(List(), "4 3 ;");
  EXPECT_EQ(Reason(Create(-1).status()), "FIELD_INVALID");
}

TEST_F(BackupServiceTest, ServerWithoutAFolderRefusesAndServesAllTheSame) {
  StopServer();
  backup_folder_.clear();
  StartServer();
  EXPECT_EQ(Reason(Create().status()), "BACKUP_DIR_NOT_SET");
  EXPECT_EQ(List(), "BACKUP_DIR_NOT_SET");
  StopServer();
  backup_folder_ = folder_.path() + "/missing/backups";
  StartServer();
  EXPECT_EQ(Reason(Create().status()), "BACKUP_DIR_UNUSABLE");
  EXPECT_EQ(List(), ";");
  EXPECT_TRUE(Submit(MakeReport("o1")).ok());
}

// Whoever leaves ends the backup, and the next one is not refused for ever.
TEST_F(BackupServiceTest, CallerThatGoesAwayLeavesNothingBehind) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto reader = backup_stub_->CreateBackup(&context, {});
    v1::CreateBackupResponse response;
    if (i > 0) reader->Read(&response);
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  absl::StatusOr<v1::CreateBackupResponse> made;
  EXPECT_TRUE(Eventually([&] {
    made = Create();
    return Reason(made.status()) != "BACKUP_RUNNING";
  }));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(Submit(MakeReport("o1")).ok());
}

}  // namespace
}  // namespace disclosure::ingest

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure backup: asks ingest for a backup, or for those there are.

#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/progress.h"
#include "cli/resolve.h"
#include "disclosure/v1/backup_service.grpc.pb.h"

namespace disclosure::cli {
namespace {

// The first backup of a large log to a slow disk is written and read once.
constexpr absl::Duration kBackupTimeout = absl::Hours(12);
constexpr int64_t kMegabyteBytes = 1 << 20;

std::string Megabytes(int64_t bytes) {
  const int64_t tenths = bytes * 10 / kMegabyteBytes;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
         " MB";
}

// A bar for each phase.
class Bars {
 public:
  explicit Bars(const Session& session) : session_(session) {}

  void Show(const v1::CreateBackupResponse& response) {
    if (response.phase() != phase_) Finish();
    phase_ = response.phase();
    all_ = static_cast<size_t>(response.bytes_total() / kMegabyteBytes);
    Draw(static_cast<size_t>(response.bytes_done() / kMegabyteBytes));
  }

  void Finish() {
    if (done_ < all_) Draw(all_);
    done_ = all_ = 0;
  }

 private:
  void Draw(size_t done) {
    if (done_ == all_ && done == all_) return;
    done_ = done;
    ShowProgress(done, all_,
                 phase_ == v1::CreateBackupResponse::PHASE_COPYING
                     ? session_.Say(" MB 已写入", " MB written")
                     : session_.Say(" MB 已核对", " MB read back"));
  }

  const Session& session_;
  v1::CreateBackupResponse::Phase phase_ =
      v1::CreateBackupResponse::PHASE_UNSPECIFIED;
  size_t done_ = 0;
  size_t all_ = 0;
};

std::string PrintMade(const Session& session,
                      const v1::CreateBackupResponse& response) {
  const v1::Backup& backup = response.backup();
  const std::string id = std::to_string(backup.id());
  const std::string files = std::to_string(backup.files());
  const std::string position = PrintPosition(backup.position(), backup.log());
  const std::string hash = base::AbbreviateHash(backup.hash());
  const std::string added = Megabytes(response.bytes_written());
  const std::string all = Megabytes(backup.bytes());
  return session.Say(
      "已备份  第 " + id + " 号  " + PrintTime(backup.made_at()) + "  序号 " +
          position + "  校验 " + hash + "\n        新写入 " + added + "，共 " +
          all + "、" + files + " 个文件，已全部读回核对\n",
      "backed up  number " + id + "  " + PrintTime(backup.made_at()) +
          "  position " + position + "  hash " + hash + "\n        " + added +
          " written, " + all + " in " + files +
          " files, all read back and compared\n");
}

void AddBackupRow(const Session& session, const v1::Backup& backup,
                  Listing& listing) {
  if (backup.damaged()) {
    listing.Add({std::to_string(backup.id()), session.Say("已损坏", "damaged"),
                 "", "", "", ""},
                ToJson(backup));
    return;
  }
  listing.Add({std::to_string(backup.id()), PrintTime(backup.made_at()),
               PrintPosition(backup.position(), backup.log()),
               base::AbbreviateHash(backup.hash()),
               std::to_string(backup.files()), std::to_string(backup.bytes())},
              ToJson(backup));
}

std::vector<std::string> BackupHeads(const Session& session) {
  return {session.Say("编号", "number"),   session.Say("时间", "made at"),
          session.Say("序号", "position"), session.Say("校验", "hash"),
          session.Say("文件", "files"),    session.Say("字节", "bytes")};
}

int ListBackups(Session& session, v1::BackupService::Stub& stub) {
  Listing listing(session, BackupHeads(session));
  const absl::Status status = ForEachPage<v1::ListBackupsResponse>(
      session, v1::ListBackupsRequest(),
      [&](grpc::ClientContext* context, const v1::ListBackupsRequest& request,
          v1::ListBackupsResponse* response) {
        return stub.ListBackups(context, request, response);
      },
      [&](const v1::ListBackupsResponse& response) {
        for (const v1::Backup& backup : response.backups()) {
          AddBackupRow(session, backup, listing);
        }
      });
  if (!status.ok()) return session.Fail(status);
  return session.Write(listing.Print());
}

}  // namespace

int RunBackup(Session& session, const BackupOptions& options) {
  const auto stub = v1::BackupService::NewStub(session.ingest());
  if (options.list) return ListBackups(session, *stub);
  v1::CreateBackupRequest request;
  request.set_keep(options.keep);
  v1::CreateBackupResponse last;
  const absl::Status status =
      session.Call(kBackupTimeout, [&](grpc::ClientContext* context) {
        Bars bars(session);
        last.Clear();
        const auto reader = stub->CreateBackup(context, request);
        while (reader->Read(&last)) bars.Show(last);
        const grpc::Status ended = reader->Finish();
        if (ended.ok()) bars.Finish();
        return ended;
      });
  if (!status.ok()) return session.Fail(status);
  switch (session.format()) {
    case Format::kJson:
      return session.Write(ToJson(last) + "\n");
    case Format::kCsv: {
      Listing listing(session, BackupHeads(session));
      AddBackupRow(session, last.backup(), listing);
      return session.Write(listing.Print());
    }
    default:
      return session.Write(PrintMade(session, last));
  }
}

}  // namespace disclosure::cli

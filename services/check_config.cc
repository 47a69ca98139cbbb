// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/check_config.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "server/data_dir.h"
#include "server/pem.h"
#include "storage/backup.h"

namespace disclosure {
namespace {

struct OpenSslFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* cert) const { X509_free(cert); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Cert = std::unique_ptr<X509, OpenSslFree>;
using Key = std::unique_ptr<EVP_PKEY, OpenSslFree>;

absl::Status Unusable(const std::string& path, const std::string& en,
                      const std::string& zh) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         "TLS_FILE_UNREADABLE",
                         absl::StrCat(path, " holds no ", en),
                         absl::StrCat(path, " 中没有可用的", zh, "。"));
}

absl::StatusOr<Cert> ReadCert(const std::string& path) {
  absl::StatusOr<std::string> text = server::ReadPemFile(path);
  if (!text.ok()) return text.status();
  std::unique_ptr<BIO, OpenSslFree> bio(
      BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Cert cert(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (cert == nullptr) return Unusable(path, "certificate", "证书");
  if (X509_cmp_current_time(X509_get0_notAfter(cert.get())) < 0) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition,
                           "TLS_FILE_EXPIRED",
                           absl::StrCat("the certificate in ", path,
                                        " has expired; put a new one there"),
                           absl::StrCat(path, " 中的证书已过期，请更换。"));
  }
  return cert;
}

absl::StatusOr<Key> ReadKey(const std::string& path) {
  absl::StatusOr<std::string> text = server::ReadPemFile(path);
  if (!text.ok()) return text.status();
  std::unique_ptr<BIO, OpenSslFree> bio(
      BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  // An empty passphrase instead of a question on the terminal.
  char no_passphrase[] = "";
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, no_passphrase));
  if (key == nullptr) {
    return Unusable(path, "private key without a passphrase", "不带口令的私钥");
  }
  return key;
}

// A certificate with its key, and an authority; each may be left out.
absl::Status CheckTlsFiles(const std::string& cert_path,
                           const std::string& key_path,
                           const std::string& ca_path) {
  if (!ca_path.empty()) {
    absl::StatusOr<Cert> ca = ReadCert(ca_path);
    if (!ca.ok()) return ca.status();
  }
  if (cert_path.empty()) return absl::OkStatus();
  absl::StatusOr<Cert> cert = ReadCert(cert_path);
  if (!cert.ok()) return cert.status();
  absl::StatusOr<Key> key = ReadKey(key_path);
  if (!key.ok()) return key.status();
  if (X509_check_private_key(cert->get(), key->get()) == 1) {
    return absl::OkStatus();
  }
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "TLS_FILES_DIFFER",
      absl::StrCat("the key in ", key_path, " is not that of the certificate ",
                   "in ", cert_path,
                   "; name the files that were made together"),
      absl::StrCat(key_path, " 中的私钥与 ", cert_path,
                   " 中的证书不匹配，请使用同时签发的一对文件。"));
}

absl::Status CheckBackupFolder(const SuiteOptions& options) {
  if (options.backup_dir.empty()) return absl::OkStatus();
  absl::Status status =
      storage::BackupFolder::Open({.path = options.backup_dir}).status();
  if (base::GetErrorDetails(status).reason == "BACKUP_DIR_IN_USE") {
    return absl::OkStatus();
  }
  return status;
}

absl::Status CheckDataFolders(const SuiteOptions& options) {
  MakeDataFolder(options);
  absl::Status finished = CheckRestoreFinished(options);
  if (!finished.ok()) return finished;
  for (const std::string& folder : DataFolders(options)) {
    absl::Status status = server::DataDir::Open(folder).status();
    if (!status.ok() &&
        base::GetErrorDetails(status).reason != "DATA_DIR_IN_USE") {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> DataFolders(const SuiteOptions& options) {
  std::vector<std::string> folders;
  if (RunsIngest(options.target)) {
    folders.push_back(options.data_dir + "/ingest");
  }
  if (RunsAggregate(options.target)) {
    folders.push_back(options.data_dir + "/aggregate");
  }
  return folders;
}

void MakeDataFolder(const SuiteOptions& options) {
  if (!options.data_dir.empty()) ::mkdir(options.data_dir.c_str(), 0750);
}

std::string UnfinishedRestore(const std::string& data_dir) {
  return data_dir + "/ingest.restoring";
}

absl::Status CheckRestoreFinished(const SuiteOptions& options) {
  if (!RunsIngest(options.target)) return absl::OkStatus();
  const std::string folder = UnfinishedRestore(options.data_dir);
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "RESTORE_UNFINISHED",
      absl::StrCat("a restore to ", options.data_dir,
                   " is under way or was interrupted (", folder,
                   "); the backup is safe, nothing is served from half of it. "
                   "Wait for it, or run disclosured restore again; if the "
                   "restore is not wanted, delete that folder"),
      absl::StrCat(options.data_dir, " 的恢复正在进行或曾被中断（", folder,
                   "）；备份未受影响，不完整的数据不会被使用。请等待其完成，"
                   "或重新运行 disclosured restore；如不再需要恢复，请删除该"
                   "目录。"));
}

absl::Status CheckConfig(const SuiteOptions& options) {
  absl::Status status = Validate(options);
  if (!status.ok()) return status;
  status = CheckTlsFiles(options.server.tls_cert, options.server.tls_key,
                         options.server.tls_client_ca);
  if (!status.ok()) return status;
  status = CheckTlsFiles(options.client.tls_cert, options.client.tls_key,
                         options.client.tls_ca);
  if (!status.ok()) return status;
  status = CheckDataFolders(options);
  if (!status.ok()) return status;
  return CheckBackupFolder(options);
}

}  // namespace disclosure

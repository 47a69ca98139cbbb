// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/tls_files.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "server/pem.h"

namespace disclosure::server {
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
  absl::StatusOr<std::string> text = ReadPemFile(path);
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
  absl::StatusOr<std::string> text = ReadPemFile(path);
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

}  // namespace

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

}  // namespace disclosure::server

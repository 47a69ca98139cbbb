// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/testdata/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace disclosure::server::testing {
struct OpenSslFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* cert) const { X509_free(cert); }
  void operator()(X509_EXTENSION* ext) const { X509_EXTENSION_free(ext); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Key = std::unique_ptr<EVP_PKEY, OpenSslFree>;
using Cert = std::unique_ptr<X509, OpenSslFree>;

namespace {

constexpr long kDaySeconds = 24 * 60 * 60;

Cert MakeCert(EVP_PKEY* key, int serial, const std::string& common_name) {
  Cert cert(X509_new());
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), kDaySeconds);
  X509_set_pubkey(cert.get(), key);
  X509_NAME_add_entry_by_txt(
      X509_get_subject_name(cert.get()), "CN", MBSTRING_UTF8,
      reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  return cert;
}

void AddExtension(X509* cert, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, cert, cert, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, OpenSslFree> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  DISCLOSURE_CHECK(extension != nullptr);
  X509_add_ext(cert, extension.get(), -1);
}

void WriteCert(X509* cert, const std::string& path) {
  std::unique_ptr<std::FILE, OpenSslFree> file(std::fopen(path.c_str(), "w"));
  DISCLOSURE_CHECK(file != nullptr);
  DISCLOSURE_CHECK(PEM_write_X509(file.get(), cert) == 1);
}

void WriteKey(EVP_PKEY* key, const std::string& path) {
  std::unique_ptr<std::FILE, OpenSslFree> file(std::fopen(path.c_str(), "w"));
  DISCLOSURE_CHECK(file != nullptr);
  DISCLOSURE_CHECK(PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0,
                                        nullptr, nullptr) == 1);
}

}  // namespace

struct TestAuthority::Keys {
  Key key{EVP_EC_gen("P-256")};
  Cert cert;
};

TestAuthority::TestAuthority(const std::string& folder)
    : folder_(folder),
      ca_(folder + "/ca.pem"),
      keys_(std::make_unique<Keys>()) {
  EVP_PKEY* key = keys_->key.get();
  keys_->cert = MakeCert(key, serial_++, "test authority");
  X509* cert = keys_->cert.get();
  X509_set_issuer_name(cert, X509_get_subject_name(cert));
  AddExtension(cert, NID_basic_constraints, "critical,CA:TRUE");
  DISCLOSURE_CHECK(X509_sign(cert, key, EVP_sha256()) > 0);
  WriteCert(cert, ca_);
}

TestAuthority::~TestAuthority() = default;

CertificateFiles TestAuthority::Issue(const std::string& common_name,
                                      const std::string& alternative_names) {
  Key key(EVP_EC_gen("P-256"));
  std::string stem = absl::StrCat(folder_, "/", serial_);
  Cert cert = MakeCert(key.get(), serial_++, common_name);
  X509_set_issuer_name(cert.get(), X509_get_subject_name(keys_->cert.get()));
  if (!alternative_names.empty()) {
    AddExtension(cert.get(), NID_subject_alt_name, alternative_names);
  }
  DISCLOSURE_CHECK(X509_sign(cert.get(), keys_->key.get(), EVP_sha256()) > 0);
  CertificateFiles files{stem + ".pem", stem + ".key"};
  WriteCert(cert.get(), files.cert);
  WriteKey(key.get(), files.key);
  return files;
}

}  // namespace disclosure::server::testing

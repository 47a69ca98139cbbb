// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/sha256.h"

#include <openssl/evp.h>

#include <string>

#include "base/check.h"

namespace disclosure::base {
namespace {

// Fetched once and kept: looking the algorithm up costs more than hashing a
// small change.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm =
      EVP_MD_fetch(nullptr, "SHA256", nullptr);
  DISCLOSURE_CHECK(algorithm != nullptr);
  return algorithm;
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  DISCLOSURE_CHECK(context_ != nullptr);
  DISCLOSURE_CHECK(EVP_DigestInit_ex2(context_.get(), Algorithm(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::Update(std::string_view bytes) {
  DISCLOSURE_CHECK(
      EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
}

std::string Sha256::Finish() {
  std::string hash(kSha256Size, '\0');
  unsigned int size = 0;
  DISCLOSURE_CHECK(EVP_DigestFinal_ex(
      context_.get(), reinterpret_cast<unsigned char*>(hash.data()), &size));
  DISCLOSURE_CHECK(size == kSha256Size);
  DISCLOSURE_CHECK(EVP_DigestInit_ex2(context_.get(), Algorithm(), nullptr));
  return hash;
}

std::string Sha256Of(std::string_view bytes) {
  Sha256 sha256;
  sha256.Update(bytes);
  return sha256.Finish();
}

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

}  // namespace disclosure::base

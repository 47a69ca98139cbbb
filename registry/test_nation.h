// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A nation of 45,000 regions and 150,000 offices, for tests and benchmarks.

#ifndef DISCLOSURE_REGISTRY_TEST_NATION_H_
#define DISCLOSURE_REGISTRY_TEST_NATION_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "disclosure/v1/registry.pb.h"
#include "registry/test_rows.h"

namespace disclosure::registry {

inline constexpr int kProvinces = 30;
inline constexpr int kCounties = 3'000;
inline constexpr int kTowns = 42'000;
inline constexpr int kOffices = 150'000;

inline std::string Province(int i) { return absl::StrCat("p", i % kProvinces); }
inline std::string County(int i) { return absl::StrCat("c", i % kCounties); }
inline std::string Town(int i) { return absl::StrCat("t", i % kTowns); }

// Two letters out of 5,000, as names are.
inline std::string Name(int i) {
  const auto letter = [](int n) {
    return static_cast<char32_t>(0x4E00 + n % 5'000);
  };
  return base::EncodeUtf8(std::u32string{letter(i), letter(i * 7 / 5'000)});
}

inline const v1::RegistryRows& NationRows() {
  static const v1::RegistryRows* const nation = [] {
    Rows rows;
    rows.Region("n", "");
    for (int i = 0; i < kProvinces; ++i) rows.Region(Province(i), "n");
    for (int i = 0; i < kCounties; ++i) {
      rows.Region(County(i), Province(i), {.by_area = i % 3 == 0});
    }
    for (int i = 0; i < kTowns; ++i) rows.Region(Town(i), County(i));
    for (int i = 0; i < kOffices; ++i) {
      rows.Office(absl::StrCat("o", i), i % 3 == 0 ? Town(i / 3) : County(i),
                  {.name = Name(i) + "街道办事处",
                   .reports = i % 50 == 1 && i < kCounties ? "area" : "own",
                   .line = absl::StrCat("line", i % 40)});
    }
    return new v1::RegistryRows(rows);
  }();
  return *nation;
}

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_TEST_NATION_H_

// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/test_divisions.h"

#include <filesystem>

#include "base/check.h"
#include "base/file.h"

namespace disclosure::loadgen {
namespace {

constexpr char kProvinces[] = R"([
  {"code":"11","name":"北京市"}, {"code":"41","name":"河南省"},
  {"code":"44","name":"广东省"}])";

constexpr char kCities[] = R"([
  {"code":"1101","name":"市辖区","provinceCode":"11"},
  {"code":"4101","name":"郑州市","provinceCode":"41"},
  {"code":"4190","name":"省直辖县级行政区划","provinceCode":"41"},
  {"code":"4419","name":"东莞市","provinceCode":"44"}])";

constexpr char kCounties[] = R"([
  {"code":"110101","name":"东城区","cityCode":"1101","provinceCode":"11"},
  {"code":"410102","name":"中原区","cityCode":"4101","provinceCode":"41"},
  {"code":"410171","name":"郑州高新区","cityCode":"4101","provinceCode":"41"},
  {"code":"419001","name":"济源市","cityCode":"4190","provinceCode":"41"},
  {"code":"441900","name":"东莞市","cityCode":"4419","provinceCode":"44"}])";

constexpr char kTowns[] = R"([
  {"code":"419001004","name":"济源市天坛街道","areaCode":"419001"},
  {"code":"419001100","name":"克井镇","areaCode":"419001"},
  {"code":"110101001","name":"东华门街道","areaCode":"110101"},
  {"code":"110101016","name":"天坛街道","areaCode":"110101"},
  {"code":"410102001","name":"林山寨街道","areaCode":"410102"},
  {"code":"410171001","name":"枫杨街道办事处","areaCode":"410171"},
  {"code":"410171400","name":"科技园","areaCode":"410171"},
  {"code":"441900003","name":"东城街道","areaCode":"441900"},
  {"code":"441900200","name":"某某乡","areaCode":"441900"}])";

}  // namespace

void WriteTestDivisions(const std::string& folder) {
  const std::string dist = folder + "/dist";
  std::filesystem::create_directories(dist);
  const std::pair<const char*, const char*> files[] = {
      {"provinces.json", kProvinces},
      {"cities.json", kCities},
      {"areas.json", kCounties},
      {"streets.json", kTowns}};
  for (const auto& [name, text] : files) {
    DISCLOSURE_CHECK(base::WriteFile(dist + "/" + name, text).ok());
  }
}

}  // namespace disclosure::loadgen

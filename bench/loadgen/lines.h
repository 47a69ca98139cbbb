// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The lines of work (条线) of the offices of a nation.

#ifndef DISCLOSURE_BENCH_LOADGEN_LINES_H_
#define DISCLOSURE_BENCH_LOADGEN_LINES_H_

#include <cstddef>

namespace disclosure::loadgen {

struct Line {
  // The short term itself.
  const char* name;
  // What its office is called behind the name of a county, and of a province.
  const char* bureau;
  const char* department;
  // How many applications it gets, an ordinary line has 1.
  double applications;
  // Whether it licenses and punishes.
  bool enforces;
};

// Of the office that each town and sub-district has.
inline constexpr const char* kTownLine = "街道乡镇";

// Of the offices of counties, cities, provinces and the nation, the ones that
// every government has first.
inline constexpr Line kLines[] = {
    {"政府办公室", "人民政府办公室", "人民政府办公厅", 2.0, false},
    {"教育", "教育局", "教育厅", 1.2, false},
    {"公安", "公安局", "公安厅", 2.5, true},
    {"财政", "财政局", "财政厅", 1.0, false},
    {"自然资源", "自然资源局", "自然资源厅", 5.0, true},
    {"住房城乡建设", "住房和城乡建设局", "住房和城乡建设厅", 4.0, true},
    {"市场监管", "市场监督管理局", "市场监督管理局", 3.0, true},
    {"人力资源社会保障", "人力资源和社会保障局", "人力资源和社会保障厅", 1.5,
     true},
    {"卫生健康", "卫生健康委员会", "卫生健康委员会", 1.2, true},
    {"交通运输", "交通运输局", "交通运输厅", 1.0, true},
    {"生态环境", "生态环境局", "生态环境厅", 1.5, true},
    {"农业农村", "农业农村局", "农业农村厅", 1.5, true},
    {"民政", "民政局", "民政厅", 1.0, false},
    {"司法行政", "司法局", "司法厅", 0.8, false},
    {"发展改革", "发展和改革委员会", "发展和改革委员会", 1.2, true},
    {"应急管理", "应急管理局", "应急管理厅", 0.6, true},
    {"审计", "审计局", "审计厅", 0.3, false},
    {"统计", "统计局", "统计局", 0.2, false},
    {"水利", "水利局", "水利厅", 0.7, true},
    {"文化旅游", "文化和旅游局", "文化和旅游厅", 0.5, true},
    {"城市管理", "城市管理局", "城市管理局", 2.0, true},
    {"退役军人事务", "退役军人事务局", "退役军人事务厅", 0.6, false},
    {"医疗保障", "医疗保障局", "医疗保障局", 0.5, true},
    {"工业信息化", "工业和信息化局", "工业和信息化厅", 0.4, false},
    {"商务", "商务局", "商务厅", 0.4, false},
    {"行政审批", "行政审批局", "政务服务管理局", 0.5, true},
    {"信访", "信访局", "信访局", 0.8, false},
    {"林业", "林业局", "林业局", 0.5, true},
    {"科技", "科学技术局", "科学技术厅", 0.2, false},
    {"民族宗教", "民族宗教事务局", "民族宗教事务局", 0.2, false},
    {"体育", "体育局", "体育局", 0.2, false},
    {"国有资产", "国有资产监督管理委员会", "国有资产监督管理委员会", 0.3,
     false},
    {"机关事务", "机关事务管理局", "机关事务管理局", 0.1, false},
    {"数据管理", "数据局", "数据局", 0.2, false},
    {"乡村振兴", "乡村振兴局", "乡村振兴局", 0.3, false},
    {"粮食储备", "粮食和物资储备局", "粮食和物资储备局", 0.1, true},
    {"地方金融", "地方金融监督管理局", "地方金融监督管理局", 0.3, true},
    {"园林绿化", "园林绿化局", "园林绿化局", 0.4, true},
};

inline constexpr size_t kLineCount = sizeof(kLines) / sizeof(kLines[0]);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_LINES_H_

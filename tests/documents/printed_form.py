# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""The official form as it is printed, typed off the documents themselves.

Independent of the program's catalogue and writers: a table here is a list of
rows of (text, column span, row span), a figure is named by its path, and what
the program reads from a document made of these is compared with what was put
in. `None` stands for a blank cell.
"""

APPLICANTS = ["natural_person", "business", "research_institute",
              "public_interest_group", "legal_service_firm", "other_entity",
              "total"]
# (row, group, label); group None: the label stands alone.
REQUEST_ROWS = [
    ("received", None, "一、本年新收政府信息公开申请数量"),
    ("carried_over_from_last_year", None, "二、上年结转政府信息公开申请数量"),
    ("granted_in_full", "三", "（一）予以公开"),
    ("granted_in_part", "三",
     "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("denied_state_secret", "（三）不予公开", "1.属于国家秘密"),
    ("denied_prohibited_by_law", "（三）不予公开", "2.其他法律行政法规禁止公开"),
    ("denied_security_or_stability", "（三）不予公开", "3.危及“三安全一稳定”"),
    ("denied_third_party_rights", "（三）不予公开", "4.保护第三方合法权益"),
    ("denied_internal_affairs", "（三）不予公开", "5.属于三类内部事务信息"),
    ("denied_deliberative_process", "（三）不予公开", "6.属于四类过程性信息"),
    ("denied_enforcement_file", "（三）不予公开", "7.属于行政执法案卷"),
    ("denied_separate_access_rules", "（三）不予公开", "8.属于行政查询事项"),
    ("unavailable_not_held", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("unavailable_not_in_existence", "（四）无法提供",
     "2.没有现成信息需要另行制作"),
    ("unavailable_unclear_request", "（四）无法提供",
     "3.补正后申请内容仍不明确"),
    ("declined_petition_or_complaint", "（五）不予处理",
     "1.信访举报投诉类申请"),
    ("declined_repeat_request", "（五）不予处理", "2.重复申请"),
    ("declined_publication", "（五）不予处理", "3.要求提供公开出版物"),
    ("declined_excessive_requests", "（五）不予处理",
     "4.无正当理由大量反复申请"),
    ("declined_reconfirmation", "（五）不予处理",
     "5.要求行政机关确认或重新出具已获取信息"),
]
OTHER_2019 = [("other_undivided", "三", "（六）其他处理")]
OTHER_2021 = [
    ("other_not_supplemented", "（六）其他处理",
     "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other_fee_not_paid", "（六）其他处理",
     "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other_remaining", "（六）其他处理", "3.其他"),
]
REQUEST_ENDS = [
    ("concluded_total", "三", "（七）总计"),
    ("carried_over_to_next_year", None, "四、结转下年度继续办理"),
]
OUTCOMES = ["upheld", "corrected", "other_outcome", "pending", "total"]
OUTCOME_HEADS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
BLOCKS = ["administrative_review", "lawsuit_without_review",
          "lawsuit_after_review"]

DOCUMENTS_2019 = [("made", "本年新制作数量"), ("published", "本年新公开数量"),
                  ("public_total", "对外公开总数量")]
MATTERS = [("items_last_year", "上一年项目数量"), ("items_change", "本年增/减"),
           ("decisions", "处理决定数量")]
DOCUMENTS_2021 = [("issued", "本年制发件数"), ("repealed", "本年废止件数"),
                  ("in_force", "现行有效件数")]
DECISIONS = [("decisions", "本年处理决定数量")]
# (clause, columns, rows)
PUBLICATION = {
    2019: [
        ("第二十条第（一）项", DOCUMENTS_2019,
         [("rules", "规章"), ("normative_documents", "规范性文件")]),
        ("第二十条第（五）项", MATTERS,
         [("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")]),
        ("第二十条第（六）项", MATTERS,
         [("penalties", "行政处罚"), ("compulsion", "行政强制")]),
        ("第二十条第（八）项", MATTERS[:2], [("charges", "行政事业性收费")]),
        ("第二十条第（九）项",
         [("projects", "采购项目数量"), ("amount_fen", "采购总金额")],
         [("central_procurement", "政府集中采购")]),
    ],
    2021: [
        ("第二十条第（一）项", DOCUMENTS_2021,
         [("rules", "规章"), ("normative_documents", "行政规范性文件")]),
        ("第二十条第（五）项", DECISIONS, [("licensing", "行政许可")]),
        ("第二十条第（六）项", DECISIONS,
         [("penalties", "行政处罚"), ("compulsion", "行政强制")]),
        ("第二十条第（八）项",
         [("collected_fen", "本年收费金额（单位：万元）")],
         [("charges", "行政事业性收费")]),
    ],
}
HEADINGS = ["一、总体情况", "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况", "六、其他需要报告的事项"]


def request_rows(edition):
    return (REQUEST_ROWS + (OTHER_2019 if edition == 2019 else OTHER_2021)
            + REQUEST_ENDS)


def cell(text, columns=1, rows=1):
    return (text, columns, rows)


def publication_table(edition, value):
    """`value(path)` gives the printed text of a figure, None for a blank."""
    table = []
    name = f"publication_{edition}"
    for clause, columns, rows in PUBLICATION[edition]:
        table.append([cell(clause, 4)])
        spans = {3: [1, 1, 1], 2: [1, 2], 1: [3]}[len(columns)]
        table.append([cell("信息内容")] + [
            cell(head, span) for (_, head), span in zip(columns, spans)])
        for row, label in rows:
            table.append([cell(label)] + [
                cell(value(f"{name}.{row}.{column}"), span)
                for (column, _), span in zip(columns, spans)])
    return table


def requests_table(edition, value):
    corner = ("（本列数据的勾稽关系为：第一项加第二项之和，"
              "等于第三项加第四项之和）")
    table = [
        [cell(corner, 3, 3), cell("申请人情况", 7)],
        [cell("自然人", 1, 2), cell("法人或其他组织", 5), cell("总计", 1, 2)],
        [cell(head) for head in ["商业企业", "科研机构", "社会公益组织",
                                 "法律服务机构", "其他"]],
    ]
    rows = request_rows(edition)
    inside = [row for row in rows if row[1] is not None]
    seen = set()
    first = True
    for name, group, label in rows:
        line = []
        if group is None:
            line.append(cell(label, 3))
        else:
            if first:
                line.append(cell("三、本年度办理结果", 1, len(inside)))
                first = False
            if group == "三":
                line.append(cell(label, 2))
            else:
                if group not in seen:
                    seen.add(group)
                    size = sum(1 for row in inside if row[1] == group)
                    line.append(cell(group, 1, size))
                line.append(cell(label))
        line += [cell(value(f"requests.{name}.{column}"))
                 for column in APPLICANTS]
        table.append(line)
    return table


def disputes_table(value):
    return [
        [cell("行政复议", 5, 2), cell("行政诉讼", 10)],
        [cell("未经复议直接起诉", 5), cell("复议后起诉", 5)],
        [cell(head) for head in OUTCOME_HEADS * 3],
        [cell(value(f"disputes.{block}.{column}"))
         for block in BLOCKS for column in OUTCOMES],
    ]


def paths(publication, requests):
    """All figures of the editions, in the order of the form."""
    found = [f"publication_{publication}.{row}.{column}"
             for _, columns, rows in PUBLICATION[publication]
             for row, _ in rows for column, _ in columns]
    found += [f"requests.{row}.{column}"
              for row, _, _ in request_rows(requests)
              for column in APPLICANTS]
    found += [f"disputes.{block}.{column}"
              for block in BLOCKS for column in OUTCOMES]
    return found

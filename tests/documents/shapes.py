# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Documents of the shapes in which reports are found.

Each maker takes (title, parts, random) and returns (file ending, bytes); parts
are strings (paragraphs) and tables of rows of (text, column span, row span),
where the text None is a blank cell.
"""

import html
import io
import zipfile


def text_of(cell):
    return "" if cell[0] is None else cell[0]


def places(table):
    """(row, column, cell) of every cell, and the size of the table."""
    taken = set()
    found = []
    width = 0
    for r, line in enumerate(table):
        c = 0
        for cell in line:
            while (r, c) in taken:
                c += 1
            for dr in range(cell[2]):
                for dc in range(cell[1]):
                    taken.add((r + dr, c + dc))
            found.append((r, c, cell))
            c += cell[1]
            width = max(width, c)
    return found, len(table), width


# Web pages.

def _html_page(body, charset="utf-8"):
    page = (f"<!DOCTYPE html><html><head><meta charset='{charset}'>"
            f"<title>政府信息公开</title><style>td{{border:1px solid}}</style>"
            f"</head><body>{body}</body></html>")
    return page.encode(charset)


def _html_table(table, write, attributes=""):
    lines = []
    for line in table:
        cells = []
        for cell in line:
            spans = ""
            if cell[1] > 1:
                spans += f" colspan={cell[1]}"
            if cell[2] > 1:
                spans += f" rowspan='{cell[2]}'"
            cells.append(f"<td{spans}>{write(cell)}</td>")
        lines.append("<tr>" + "".join(cells) + "</tr>\n")
    return f"<table {attributes}>" + "".join(lines) + "</table>"


def html_plain(title, parts, random):
    write = lambda cell: html.escape(text_of(cell))
    body = f"<h1>{title}</h1>"
    for part in parts:
        body += (f"<p>{html.escape(part)}</p>" if isinstance(part, str)
                 else _html_table(part, write, "border=1"))
    return ".html", _html_page(body)


def html_from_word(title, parts, random):
    """A span for every few characters, breaks within cells, nbsp for blanks."""
    def syllables(text):
        out = ""
        while text:
            n = random.randint(1, 3)
            if text[0].isdigit():
                n = len(text)
            out += (f"<span style='font-family:宋体'><font>"
                    f"{html.escape(text[:n])}</font></span>")
            if not text[0].isdigit() and random.random() < 0.1:
                out += "<br>"
            text = text[n:]
        return out
    write = lambda cell: ("<p class=MsoNormal>"
                          + (syllables(text_of(cell)) or "&nbsp;")
                          + "</p>\n")
    body = ("<div><table><tr><td><a href=#>首页</a></td></tr><tr><td>"
            f"<div id=content><p align=center>{syllables(title)}</p>")
    for part in parts:
        body += (f"<p>&nbsp;&nbsp;{syllables(part)}</p>"
                 if isinstance(part, str) else
                 _html_table(part, write, "class=MsoTableGrid"))
    body += ("</div></td></tr></table><p>【打印本页】【关闭窗口】</p>"
             "<div>版权所有 某市人民政府</div></div>")
    return ".htm", _html_page(body, "gb18030")


# Text.

def _lines(table, separator, keep_merged, around=""):
    found, height, width = places(table)
    grid = [[None] * width for _ in range(height)]
    for r, c, cell in found:
        grid[r][c] = cell
    lines = []
    for r in range(height):
        cells = []
        for cell in grid[r]:
            if cell is not None:
                cells.append(text_of(cell).replace("\n", ""))
            elif keep_merged:
                cells.append("")
        lines.append(around + separator.join(cells) + around.rstrip() + "\n")
    return "".join(lines)


def text_tabs(title, parts, random):
    out = title + "\n\n"
    for part in parts:
        out += (part + "\n\n" if isinstance(part, str)
                else _lines(part, "\t", True) + "\n")
    return ".txt", out.encode()


def text_bars(title, parts, random):
    out = title + "\n\n"
    for part in parts:
        out += (part + "\n\n" if isinstance(part, str)
                else _lines(part, " | ", True, "| ") + "\n")
    return ".txt", out.encode("gb18030")


def text_bars_behind(title, parts, random):
    """Bars behind each cell and none for merged ones."""
    out = title + "\n"
    for part in parts:
        if isinstance(part, str):
            out += part + "\n"
            continue
        for line in _lines(part, "|", False).splitlines():
            out += line + "|\n"
    return ".txt", out.encode()


def text_cells(title, parts, random):
    """One cell per line, with blank lines between."""
    out = title + "\n\n"
    for part in parts:
        if isinstance(part, str):
            out += part + "\n\n"
            continue
        for line in part:
            for cell in line:
                if text_of(cell):
                    out += text_of(cell) + "\n\n"
    return ".txt", out.encode()


# Packages.

def _zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _escape(text):
    return html.escape(text, quote=False)


def docx(title, parts, random):
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def runs(text):
        out = ""
        while text:
            n = random.randint(1, 8)
            out += (f"<w:r><w:t xml:space='preserve'>{_escape(text[:n])}"
                    "</w:t></w:r>")
            text = text[n:]
        return out

    def table(rows):
        found, height, width = places(rows)
        owner = {}
        for r, c, cell in found:
            for dr in range(cell[2]):
                owner[(r + dr, c)] = (cell, dr)
        edges = "".join(
            f"<w:{edge} w:val='single' w:sz='4' w:space='0' w:color='auto'/>"
            for edge in ["top", "left", "bottom", "right", "insideH",
                         "insideV"])
        out = (f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders>"
               "</w:tblPr><w:tblGrid>" + "<w:gridCol/>" * width)
        out += "</w:tblGrid>"
        for r in range(height):
            out += "<w:tr>"
            for c in range(width):
                if (r, c) not in owner:
                    continue
                cell, below = owner[(r, c)]
                out += "<w:tc><w:tcPr>"
                if cell[1] > 1:
                    out += f"<w:gridSpan w:val='{cell[1]}'/>"
                if cell[2] > 1:
                    out += ("<w:vMerge/>" if below
                            else "<w:vMerge w:val='restart'/>")
                out += "</w:tcPr><w:p>"
                out += runs(text_of(cell)) if not below else ""
                out += "</w:p></w:tc>"
            out += "</w:tr>"
        return out + "</w:tbl><w:p/>"

    body = f"<w:p>{runs(title)}</w:p>"
    for part in parts:
        body += (f"<w:p>{runs(part)}</w:p>" if isinstance(part, str)
                 else table(part))
    types = ("<Types xmlns='http://schemas.openxmlformats.org/package/2006/"
             "content-types'><Default Extension='rels' ContentType='application"
             "/vnd.openxmlformats-package.relationships+xml'/><Override "
             "PartName='/word/document.xml' ContentType='application/vnd."
             "openxmlformats-officedocument.wordprocessingml.document.main+xml'"
             "/></Types>")
    relations = ("<Relationships xmlns='http://schemas.openxmlformats.org/"
                 "package/2006/relationships'><Relationship Id='rId1' Type='"
                 "http://schemas.openxmlformats.org/officeDocument/2006/"
                 "relationships/officeDocument' Target='word/document.xml'/>"
                 "</Relationships>")
    return ".docx", _zip({
        "[Content_Types].xml": types,
        "_rels/.rels": relations,
        "word/document.xml": f"<w:document xmlns:w='{w}'><w:body>{body}"
                             "<w:sectPr/></w:body></w:document>",
    })


def _column_name(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def xlsx(title, parts, random):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = ("http://schemas.openxmlformats.org/officeDocument/2006/"
              "relationships")
    rows = {}
    merges = []
    at = 1
    rows[at] = {0: title}
    for part in parts:
        at += 1
        if isinstance(part, str):
            rows.setdefault(at, {})[0] = part
            continue
        found, height, _ = places(part)
        for r, c, cell in found:
            rows.setdefault(at + r, {})[c] = text_of(cell)
            if cell[1] > 1 or cell[2] > 1:
                merges.append(
                    f"{_column_name(c)}{at + r}:"
                    f"{_column_name(c + cell[1] - 1)}{at + r + cell[2] - 1}")
        at += height
    data = ""
    for r in sorted(rows):
        data += f"<row r='{r}'>"
        for c in sorted(rows[r]):
            text = rows[r][c]
            place = f"{_column_name(c)}{r}"
            if not text:
                data += f"<c r='{place}'/>"
            elif text.replace(".", "", 1).isdigit():
                data += f"<c r='{place}'><v>{text}</v></c>"
            else:
                data += (f"<c r='{place}' t='inlineStr'><is><t>"
                         f"{_escape(text)}</t></is></c>")
        data += "</row>"
    merged = "".join(f"<mergeCell ref='{merge}'/>" for merge in merges)
    sheet = (f"<worksheet xmlns='{main}'><sheetData>{data}</sheetData>"
             f"<mergeCells count='{len(merges)}'>{merged}</mergeCells>"
             "</worksheet>")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return ".xlsx", _zip({
        "[Content_Types].xml":
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/"
            "content-types'><Default Extension='rels' ContentType='application/"
            "vnd.openxmlformats-package.relationships+xml'/><Override PartName="
            f"'/xl/workbook.xml' ContentType='{kind}.sheet.main+xml'/><Override"
            f" PartName='/xl/worksheets/sheet1.xml' ContentType='{kind}."
            "worksheet+xml'/></Types>",
        "_rels/.rels":
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/"
            f"2006/relationships'><Relationship Id='rId1' Type='{office}/"
            "officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml":
            f"<workbook xmlns='{main}' xmlns:r='{office}'><sheets><sheet name="
            "'年报' sheetId='1' r:id='rId1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels":
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/"
            f"2006/relationships'><Relationship Id='rId1' Type='{office}/"
            "worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    })


ALL = [html_plain, html_from_word, text_tabs, text_bars, text_bars_behind,
       text_cells, docx, xlsx]
# Shapes that show where a blank cell is.
WITH_BLANKS = {html_plain, html_from_word, text_tabs, text_bars,
               text_bars_behind, docx, xlsx}

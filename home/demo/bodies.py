"""The little notation of home/data/*.toml, turned into the blocks that editors work with.

Blank lines part paragraphs. "## " begins a heading, "- " and "1. " a list. `[words](page:slug)` leads to a page,
`**words**` are bold. Lines with "!": `!bilgi title | text`, `!uyarı title | text`, `!düğme words | page:slug`,
`!tablo head | head`, whose rows are the lines below it.
"""

import json
import re
import uuid

_LINK = re.compile(r"\[([^\]]+)\]\(page:([\w-]+)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
LEVELS = {"bilgi": "info", "uyarı": "warning"}


def blocks(text, pages) -> str:
    """JSON for a StreamField of pages.blocks.BodyBlock. `pages`: slug → pk of pages that links name."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        kind, value = _block(paragraph.strip(), pages)
        if kind == "text" and found and found[-1]["type"] == "text":
            found[-1]["value"] += value
        else:
            found.append({"type": kind, "value": value, "id": str(uuid.uuid4())})
    return json.dumps(found)


def _block(paragraph, pages):
    if paragraph.startswith("## "):
        return "heading", {"text": paragraph.removeprefix("## ")}
    if not paragraph.startswith("!"):
        return "text", rich(paragraph, pages)
    word, _blank, rest = paragraph.removeprefix("!").partition(" ")
    if word == "tablo":
        return "table", _table([_cells(line) for line in rest.splitlines()])
    first, second = _cells(rest)
    if word == "düğme":
        return "button", {"text": first, "page": pages[second.removeprefix("page:")], "address": "", "style": "primary"}
    return "notice", {"level": LEVELS[word], "title": first, "text": rich(second, pages)}


def rich(text, pages) -> str:
    """One paragraph or list as rich text."""
    lines = [_inline(line, pages) for line in text.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{line[2:]}</li>' for line in lines)}</ul>"
    if all(re.match(r"[0-9]+\. ", line) for line in lines):
        return f"<ol>{''.join(f'<li>{_unnumbered(line)}</li>' for line in lines)}</ol>"
    return f"<p>{' '.join(lines)}</p>"


def _unnumbered(line):
    return line.partition(". ")[2]


def _inline(line, pages):
    line = _BOLD.sub(r"<b>\1</b>", line)
    return _LINK.sub(lambda m: f'<a linktype="page" id="{pages[m[2]]}">{m[1]}</a>', line)


def _table(rows):
    head, *body = rows
    return {
        "table": {
            "columns": [{"type": "text", "heading": name} for name in head],
            "rows": [{"values": row} for row in body],
            "caption": "",
        },
        "first_column_heads": True,
    }


def _cells(line):
    return [cell.strip() for cell in line.split("|")]

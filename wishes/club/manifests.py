"""What was sent, provably: a chain of keyed hashes over a batch's rows and over all batches before it.

Each row's link is the hash of the link before and of the row; the first link of a batch is the head of the batch
before. Keyed, because a plain hash of a national number can be guessed, and because whoever writes to the database
must not be able to make a chain that fits.
"""

import json

from people.fields import indexer

GENESIS = "0" * 64
FORMAT = 1


def row_digest(row):
    return indexer().digest(json.dumps(row, ensure_ascii=False), "club.row")


def link(before, digest):
    return indexer().digest(f"{before}:{digest}", "club.chain")


def build(*, number, season, columns, rows, references, previous, files, closed_at, people):
    """(text, head). rows: the cells as they went into the file. files: {"xlsx": digest, …}. people: user pks."""
    chain, lines = previous, []
    for reference, row in zip(references, rows, strict=True):
        digest = row_digest(row)
        chain = link(chain, digest)
        lines.append({"reference": reference, "digest": digest, "chain": chain})
    facts = {
        "format": FORMAT,
        "number": number,
        "season": season,
        "columns": columns,
        "count": len(rows),
        "closed_at": closed_at.isoformat(),
        "closed_by": people,
        "previous": previous,
        "files": files,
        "rows": lines,
    }
    text = written(facts)
    return text, head(facts)


def written(facts):
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)


def head(facts):
    """Covers everything in the manifest, the last link of its rows included."""
    return indexer().digest(written(facts), "club.manifest")


def faults(text, stored_head, previous, *, number):
    """What does not fit in one manifest, in plain English for the log of a command; [] when all fits."""
    try:
        facts = json.loads(text)
        rows = [(str(row["reference"]), row["digest"], row["chain"]) for row in facts["rows"]]
    except (ValueError, KeyError, TypeError):
        return ["the manifest cannot be read"]
    found = []
    if text != written(facts) or head(facts) != stored_head:
        found.append("the manifest was changed: its head does not fit")
    if facts.get("number") != number:
        found.append("the manifest names another batch")
    if facts.get("previous") != previous:
        found.append("the chain is broken: it does not begin where the batch before ended")
    chain = facts.get("previous", "")
    for place, (_reference, digest, stored) in enumerate(rows, start=1):
        chain = link(chain, digest)
        if chain != stored:
            found.append(f"row {place}: the chain is broken")
            chain = stored  # later faults are told, too
    if facts.get("count") != len(rows):
        found.append("rows are missing or too many")
    return found

"""Words inside cases, found without reading every case: groups of three letters, kept by the database itself.

PostgreSQL: pg_trgm under a GIN index. SQLite: an FTS5 table beside ours, which triggers keep. Both narrow the search to
the rows that hold all groups of three letters; whether these stand together there, the row itself says.
"""

from contextlib import contextmanager
from functools import reduce
from operator import and_

from django.db import connection, connections, transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

SHORTEST = 3  # a shorter word has no group of three letters
TABLE = "wishes_case_words"  # written out below: no value is ever put together into SQL
_TRIGGERS = {
    "wishes_case_words_added": """AFTER INSERT ON wishes_case BEGIN
        INSERT INTO wishes_case_words(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    "wishes_case_words_gone": """AFTER DELETE ON wishes_case BEGIN
        INSERT INTO wishes_case_words(wishes_case_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    END""",
    "wishes_case_words_changed": """AFTER UPDATE OF search_text ON wishes_case
    WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO wishes_case_words(wishes_case_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO wishes_case_words(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
}


# -- Making it ------------------------------------------------------------------------------
def on_postgresql(apps, schema_editor):
    """For the migration. Not among the model's indexes: SQLite would make a useless one of it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX IF NOT EXISTS wishes_case_words ON wishes_case USING gin (search_text gin_trgm_ops)"
        )


def on_sqlite(sender, using, **kwargs):
    """After every migrate: a later migration that remakes the table of cases takes the triggers with it."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name IN ('wishes_case', %s, %s, %s, %s)", _names())
        known = {name for (name,) in cursor.fetchall()}
    if "wishes_case" not in known or known >= set(_names()):
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE IF EXISTS wishes_case_words")
        # "detail=none" keeps which row holds a group, not where: a third of the size.
        cursor.execute(
            "CREATE VIRTUAL TABLE wishes_case_words USING fts5(search_text, content='wishes_case', content_rowid='id', "
            "tokenize='trigram case_sensitive 1', detail=none, columnsize=0)"
        )
        cursor.execute("INSERT INTO wishes_case_words(wishes_case_words) VALUES ('rebuild')")
        for name, what in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {what}")


def _names():
    return [TABLE, *_TRIGGERS]


# -- Asking it ------------------------------------------------------------------------------
def holding(cases, words, limit):
    """Primary keys of up to `limit` of `cases` that hold all `words` (folded, of letters and digits only).

    One of the words at least must have three letters. In no order: PostgreSQL could give one only by sorting all.
    """
    long = [word for word in words if len(word) >= SHORTEST]
    found = cases.filter(holds(words)).order_by().values_list("pk", flat=True)
    if connection.vendor == "sqlite":
        groups = dict.fromkeys(word[at : at + 3] for word in long for at in range(len(word) - 2))
        match = " AND ".join(f'"{group}"' for group in groups)
        rows = RawSQL("SELECT rowid FROM wishes_case_words WHERE wishes_case_words MATCH %s", [match])
        return list(found.filter(pk__in=rows)[:limit])
    found = found.filter(reduce(and_, (Q(search_text__contains=word) for word in long)))
    with _by_index_only():
        return list(found[:limit])


def holds(words):
    """The condition itself, for rows that are read anyhow: no index serves it, and none is to be tempted by it.

    A short word must begin a word: "su" is no part of "sucuk ısmarlama" but of "suyu".
    """
    text = F("search_text")
    spaced = Concat(Value(" "), text, output_field=TextField())
    return reduce(
        and_,
        (
            Q(GreaterThan(StrIndex(text, Value(word)), 0))
            if len(word) >= SHORTEST
            else Q(GreaterThan(StrIndex(spaced, Value(f" {word}")), 0))
            for word in words
        ),
    )


@contextmanager
def _by_index_only():
    """PostgreSQL guesses how usual a word is; where it guesses wrong it would read the whole table."""
    with transaction.atomic():
        _allow_other_ways("off")
        yield
        _allow_other_ways("on")  # we may be inside a longer transaction


def _allow_other_ways(value):
    ways = ["enable_seqscan", "enable_indexscan", "enable_indexonlyscan"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['set_config(%s, %s, true)'] * len(ways))}",
            [part for way in ways for part in (way, value)],
        )

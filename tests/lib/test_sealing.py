import base64
import hashlib
import hmac

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lib import sealing
from lib.sealing import Indexer, Sealer, SealError

OLD, NEW = base64.b64encode(bytes(range(32))).decode(), base64.b64encode(b"\xff\xfe" * 16).decode()
SEALER = Sealer(f"a:{NEW}")
INDEXER = Indexer(base64.b64encode(b"index key of the test suite 0123").decode())
PHONE = "people.Person.phone"
SAFE = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(SAFE, SAFE.filter(bool))
def test_what_is_sealed_opens(text, context):
    token = SEALER.seal(text, context)
    assert SEALER.open(token, context) == text
    assert token.isascii() and token.startswith("v1.a.")


def test_a_token_shows_nothing_and_is_new_each_time():
    tokens = {SEALER.seal("+905320000012", PHONE) for _ in range(100)}
    assert len(tokens) == 100
    assert not any("0532" in token or "5320000012" in token for token in tokens)


def test_what_was_sealed_by_an_earlier_release_still_opens():
    token = "v1.2025.Q7UDX3tl6TpRW7Z3E-VFJNvn01VBiYldrQ-Kux9VaZvNtlGYC6wiJP0"
    assert Sealer(f"2026:{NEW},2025:{OLD}").open(token, "people.Person.name") == "Ayşe Yılmaz"


def test_it_refuses_another_context():
    token = SEALER.seal("Ayşe", "people.Person.name")
    with pytest.raises(SealError):
        SEALER.open(token, "people.Person.address")


@given(st.data())
def test_it_refuses_a_token_with_any_character_changed(data):
    token = SEALER.seal("Ayşe Yılmaz", PHONE)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCabc019-_.=+/ é\n"))
    assume(token[place] != other)
    with pytest.raises(SealError):
        SEALER.open(token[:place] + other + token[place + 1 :], PHONE)


@given(st.integers(1, 60))
def test_it_refuses_a_token_cut_short_or_grown(n):
    token = SEALER.seal("Ayşe Yılmaz", PHONE)
    for wrong in (token[:-n], token + "A" * n, token + "="):
        with pytest.raises(SealError):
            SEALER.open(wrong, PHONE)


@pytest.mark.parametrize(
    "token", ["", None, "Ayşe Yılmaz", "v1.a", "v1..", "v1.a.", "v2.a.AAAA", "v1.ş.AAAA", "v1.a.AAAA", "v1.a.é"]
)
def test_it_refuses_what_is_no_token_without_repeating_it(token):
    for question in (lambda: SEALER.open(token, PHONE), lambda: SEALER.key_id(token)):
        with pytest.raises(SealError) as refusal:
            question()
        assert not token or token not in str(refusal.value)


def test_keys_rotate_while_both_are_known():
    before = Sealer(f"2025:{OLD}").seal("Ayşe", PHONE)
    both = Sealer(f" 2026:{NEW}, 2025:{OLD} ,")
    after = both.seal("Ayşe", PHONE)
    assert both.active_key_id == both.key_id(after) == "2026"
    assert both.key_id(before) == "2025"
    assert both.open(before, PHONE) == both.open(after, PHONE) == "Ayşe"
    only_new = Sealer(f"2026:{NEW}")
    assert only_new.open(after, PHONE) == "Ayşe"
    assert only_new.key_id(before) == "2025"
    with pytest.raises(SealError, match="not in the list"):
        only_new.open(before, PHONE)


def test_it_refuses_the_right_id_with_another_key():
    token = Sealer(f"a:{OLD}").seal("Ayşe", PHONE)
    with pytest.raises(SealError, match="another key"):
        SEALER.open(token, PHONE)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("", "no sealing key"),
        (None, "no sealing key"),
        (" , ", "no sealing key"),
        (OLD, "not written as id:base64"),
        (f":{OLD}", "not written as id:base64"),
        (f"a b:{OLD}", "not written as id:base64"),
        (f"a.b:{OLD}", "not written as id:base64"),
        (f"a:{OLD},b:not base64!", "key 2 is not base64"),
        (f"a:{OLD[:-1]}", "not base64"),
        ("a:", "0 bytes"),
        ("a:c2hvcnQtc2VjcmV0", "12 bytes"),
        (f"a:{base64.b64encode(bytes(33)).decode()}", "33 bytes"),
        (f"a:{OLD},a:{NEW}", "two sealing keys"),
    ],
)
def test_it_refuses_keys_and_names_the_problem_but_not_the_key(keys, problem):
    with pytest.raises(SealError, match=problem) as refusal:
        Sealer(keys)
    for secret in (OLD, NEW, OLD[:-1], "c2hvcnQtc2VjcmV0", "not base64!"):
        assert secret not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_both_base64_alphabets_are_the_same_key():
    urlsafe = NEW.replace("+", "-").replace("/", "_")
    assert urlsafe != NEW
    assert Sealer(f"a:{urlsafe}").open(SEALER.seal("x", PHONE), PHONE) == "x"


def test_a_fresh_key_fits_both():
    assert Sealer(f"k1:{sealing.new_key()}").active_key_id == "k1"
    assert Indexer(sealing.new_key()).digest("x", "y")
    assert sealing.new_key() != sealing.new_key()


def test_it_refuses_a_text_or_context_it_cannot_bind():
    for text, context in (("gizli\ud800", PHONE), ("gizli", ""), ("gizli", None)):
        for use in (SEALER.seal, INDEXER.digest):
            with pytest.raises(SealError) as refusal:
                use(text, context)
            assert "gizli" not in str(refusal.value)
            assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_objects_do_not_show_their_keys():
    assert repr(SEALER) == "<Sealer with 1 keys>"
    assert repr(INDEXER) == "<Indexer>"


def test_a_digest_is_a_keyed_hash_of_context_and_value():
    key = base64.b64decode(OLD)
    expected = hmac.new(key, b"\x00\x00\x00\x01p+90", hashlib.sha256).hexdigest()
    assert Indexer(OLD).digest("+90", "p") == expected
    assert Indexer(NEW).digest("+90", "p") != expected


@given(SAFE, SAFE, SAFE.filter(bool), SAFE.filter(bool))
def test_digests_are_equal_only_for_equal_value_and_context(value, other, context, elsewhere):
    digest = INDEXER.digest(value, context)
    assert digest == INDEXER.digest(value, context)
    assert len(digest) == 64
    assert sealing.same(digest, INDEXER.digest(other, elsewhere)) == ((value, context) == (other, elsewhere))


def test_moving_the_border_between_context_and_value_changes_the_digest():
    assert INDEXER.digest("bc", "a") != INDEXER.digest("c", "ab")


@pytest.mark.parametrize(
    ("key", "problem"),
    [("", "no index key"), (None, "no index key"), ("ü!", "not base64"), ("c2hvcnQtc2VjcmV0", "12 bytes")],
)
def test_it_refuses_a_weak_index_key(key, problem):
    with pytest.raises(SealError, match=problem) as refusal:
        Indexer(key)
    assert not key or key not in str(refusal.value)

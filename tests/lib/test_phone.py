import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import phone


@pytest.mark.parametrize(
    "written",
    [
        "+905320000012",
        "+90 532 000 00 12",
        "0532 000 00 12",
        "05320000012",
        "905320000012",
        "90 532 000 0012",
        "5320000012",
        "0090 532 000 00 12",
        "(0532) 000-00-12",
        "0 (532) 000.00.12",
        "+90 (0) 532 000 00 12",
        "0532/000 00 12",
        "0532–000–00–12",
        "\u202a+90\u00a0532 000 00 12\u202c",
        "  0532 000 00 12\n",
    ],
)
def test_every_usual_way_of_writing_a_mobile_number_is_understood(written):
    assert phone.parse(written) == "+905320000012"


@pytest.mark.parametrize(
    ("written", "e164", "shown", "mobile"),
    [
        ("0262 318 00 00", "+902623180000", "0262 318 00 00", False),
        ("444 0 262", "+904440262", "444 0 262", False),
        ("0850 123 45 67", "+908501234567", "0850 123 45 67", False),
        ("0520 000 00 00", "+905200000000", "0520 000 00 00", True),  # a range the library does not know yet
        ("+49 30 901820", "+4930901820", "+49 30 901820", False),
        ("0049 1512 3456789", "+4915123456789", "+49 1512 3456789", True),
        ("+1 202-456-1111", "+12024561111", "+1 202-456-1111", True),  # no telling mobiles apart there
    ],
)
def test_other_numbers(written, e164, shown, mobile):
    assert phone.parse(written) == e164
    assert phone.display(e164) == shown
    assert phone.is_mobile(e164) is mobile


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        None,
        "153",
        "0532 000 00",
        "0532 000 00 123",
        "+0 532 000 00 12",
        "+90 90 532 000 00 12",
        "٠٥٣٢٠٠٠٠٠١٢",
        "۰۵۳۲۰۰۰۰۰۱۲",
        "０５３２０００００１２",
        "0532 000 00 12 x5",
        "0532 000 00 12;ext=5",
        "0532 000 00 12 / 0533 000 00 13",
        "0532 000 OO 12",
        "0800 CICEKLER",
        "tel:+905320000012",
        "ayse@ornek.com",
        "0532\x0000012",
        "5" * 500,
        "+" * 10,
        "(((",
        "-",
    ],
)
def test_it_refuses_what_is_no_phone_number(written):
    with pytest.raises(phone.PhoneError):
        phone.parse(written)


@pytest.mark.parametrize("written", ["0532 987 6", "9876543 2109876543", "98765 abc"])
def test_a_refusal_does_not_repeat_what_was_typed(written):
    with pytest.raises(phone.PhoneError) as refusal:
        phone.parse(written)
    assert "987" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


@given(st.integers(0, 999_999_999))
def test_every_turkish_mobile_number_comes_back_from_what_is_shown(rest):
    e164 = f"+905{rest:09}"
    assert phone.parse(phone.display(e164)) == phone.parse(e164) == phone.parse(e164[3:]) == e164
    assert phone.is_mobile(e164)
    assert phone.last_four(e164) == f"{rest:09}"[-4:]


@given(st.text(max_size=60) | st.text(alphabet="+0123456789 ()-/.", max_size=45))
def test_whatever_is_typed_gives_a_number_or_a_refusal(text):
    try:
        e164 = phone.parse(text)
    except phone.PhoneError:
        return
    assert e164[0] == "+"
    assert e164[1:].isascii() and e164[1:].isdecimal()
    assert len(e164) <= 16
    assert phone.parse(phone.display(e164)) == e164


def test_showing_nothing_is_no_error():
    assert phone.display("") == phone.display(None) == phone.last_four("") == phone.last_four(None) == ""
    assert phone.display("belirsiz") == "belirsiz"
    assert not phone.is_mobile("") and not phone.is_mobile(None) and not phone.is_mobile("belirsiz")

"""Three readers of a calendar that know nothing of how it was written. Each gives the beginnings of what takes place:
days as dates, the rest as moments in UTC, sorted."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
import vobject
from dateutil.rrule import rrulestr

ISTANBUL = ZoneInfo("Europe/Istanbul")
FIRST, LAST = datetime(2018, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)


def by_hand(content: bytes) -> list:
    """The raw lines, unfolded here, and dateutil's rules."""
    series, single = {}, []
    for event in _events(content):
        if "RECURRENCE-ID" in event or "RRULE" in event:
            series.setdefault(event["UID"][0][1], []).append(event)
        elif event["STATUS"][0][1] != "CANCELLED":
            single.append(_moment(*event["DTSTART"][0]))
    found = list(single)
    for events in series.values():
        (master,) = [event for event in events if "RRULE" in event]
        first = _moment(*master["DTSTART"][0])
        local = first if isinstance(first, datetime) else datetime.combine(first, datetime.min.time())
        local = local.astimezone(ISTANBUL) if isinstance(first, datetime) else local
        moments = set(rrulestr(master["RRULE"][0][1], dtstart=local))
        if not isinstance(first, datetime):
            moments = {moment.date() for moment in moments}
        if master["STATUS"][0][1] == "CANCELLED":
            moments = set()
        overrides = [event for event in events if "RECURRENCE-ID" in event]
        moments -= {_moment(*value) for value in master.get("EXDATE", [])}
        moments -= {_moment(*event["RECURRENCE-ID"][0]) for event in overrides}
        found += moments
        found += [_moment(*event["DTSTART"][0]) for event in overrides if event["STATUS"][0][1] != "CANCELLED"]
    return _sorted(found)


def _events(content):
    text = re.sub(r"\r\n[ \t]", "", content.decode())
    for block in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        event = {}
        for line in block.strip().split("\r\n"):
            head, _colon, value = line.partition(":")
            name, *parameters = head.split(";")
            values = value.split(",") if name == "EXDATE" else [value]
            event.setdefault(name, []).extend((parameters, each) for each in values)
        yield event


def _moment(parameters, value):
    if "VALUE=DATE" in parameters:
        return datetime.strptime(value, "%Y%m%d").date()
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert parameters == ["TZID=Europe/Istanbul"]
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ISTANBUL)


def by_recurring_ical_events(content: bytes) -> list:
    calendar = icalendar.Calendar.from_ical(content)
    events = recurring_ical_events.of(calendar).between(FIRST, LAST)
    return _sorted(event.start for event in events if event["STATUS"] != "CANCELLED")


def by_vobject(content: bytes) -> list:
    found = []
    calendar = vobject.readOne(content.decode())
    events = getattr(calendar, "vevent_list", [])
    overrides = [event for event in events if hasattr(event, "recurrence_id")]
    for event in events:
        start = event.dtstart.value
        if hasattr(event, "rrule"):
            replaced = {_plain(other.recurrence_id.value) for other in overrides if other.uid.value == event.uid.value}
            for moment in event.getrruleset(addRDate=False) if event.status.value != "CANCELLED" else []:
                value = moment.date() if not isinstance(start, datetime) else moment.replace(tzinfo=start.tzinfo)
                if _plain(value) not in replaced:
                    found.append(value)
        elif event.status.value != "CANCELLED":
            found.append(start)
    return _sorted(found)


ALL = [by_hand, by_recurring_ical_events, by_vobject]


def _plain(value):
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _sorted(values):
    return sorted(map(_plain, values), key=lambda value: (isinstance(value, datetime), str(value)))


def of_rows(rows) -> list:
    """What the rows say, in the readers' form."""
    found = []
    for row in rows:
        if row.is_off or row.precision not in ("time", "day"):
            continue
        local = row.starts_at.astimezone(ISTANBUL)
        found.append(local.date() if row.precision == "day" else local)
    return _sorted(found)

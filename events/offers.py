"""How long a free seat is kept for somebody on the waiting list. Pure."""

from datetime import datetime, timedelta

#: Time to answer: a quarter of what is left, within these bounds.
LEAST = timedelta(minutes=30)
SHARE = 4


def until(reach: datetime, starts_at: datetime, most: timedelta) -> datetime | None:
    """The end of an offer whose message can be read from `reach` on (a telephone is silent at night).

    Far from the start it is `most`; near it less, so that the next in line gets a chance too; never beyond the start.
    None when the message would come too late.
    """
    left = starts_at - reach
    if left <= timedelta(0):
        return None
    return reach + min(max(left / SHARE, LEAST), most, left)

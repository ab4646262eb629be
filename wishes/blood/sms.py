"""How long a message is for the provider."""

import re

#: Netgsm counts 150 to one message with the Turkish shift table, these letters twice.
ONE_MESSAGE = 150
_TWICE = re.compile("[şŞğĞıİç]")


def units(text):
    return len(text) + len(_TWICE.findall(text))

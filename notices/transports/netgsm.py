"""SMS through Netgsm (REST v2, https://www.netgsm.com.tr/dokuman/): JSON, basic authentication, one message a request.

A repeat carries the same referansID and the same words; beside that Netgsm itself drops the same text to the same
number within an hour. iysfilter 0: news about one's own matter, not advertising (Law 6563).
"""

import json
import time

import requests
from django.conf import settings

from .base import Permanent, Temporary, Transport

CONNECT, READ, ALTOGETHER = 3, 10, 30  # seconds
LONGEST_ANSWER = 16_384

ACCEPTED = {"00", "01", "02"}  # 01 and 02: a date was corrected
CODES = {
    "20": Permanent("bad_message"),
    "30": Temporary("setup"),  # user, password, or our address is not allowed
    "40": Temporary("setup"),  # the sender's name is not registered
    "50": Temporary("setup"),  # İYS
    "51": Temporary("setup"),
    "70": Permanent("bad_message"),  # a parameter
    "80": Temporary("provider_limit"),
    "85": Temporary("provider_limit"),  # more than 20 to one number within a minute
    "100": Temporary("provider_down"),
    "101": Temporary("provider_down"),
}


class NetgsmTransport(Transport):
    def send(self, message):
        try:
            with requests.post(
                settings.NETGSM_URL,
                json={
                    "msgheader": settings.NETGSM_HEADER,
                    "encoding": "TR",
                    "iysfilter": "0",
                    "appname": "Cinar",
                    "referansID": message.send_key.hex,
                    "messages": [{"msg": message.body, "no": number(message.to)}],
                },
                auth=(settings.NETGSM_USER, settings.NETGSM_PASSWORD),
                timeout=(CONNECT, READ),
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = _read(response)
        except requests.Timeout:
            raise Temporary("timeout") from None
        except requests.RequestException:
            raise Temporary("unreachable") from None
        return _judge(response, answer)


def number(e164):
    """As Netgsm writes them: 5xxxxxxxxx at home, 00 and the country code abroad."""
    return e164[3:] if e164.startswith("+90") else f"00{e164.lstrip('+')}"


def _read(response):
    """The body, within a time and a size: the timeout of requests is only one of silence."""
    end, body = time.monotonic() + ALTOGETHER, b""
    for byte in response.iter_content(1):
        body += byte
        if len(body) > LONGEST_ANSWER:
            raise Temporary("provider_unclear")
        if time.monotonic() > end:
            raise Temporary("timeout")
    return body


def _judge(response, body):
    # Refusals come with HTTP 4xx and a code in the body; what counts is the code.
    try:
        answer = json.loads(body)
        code = str(answer["code"])
    except (ValueError, KeyError, TypeError):
        if response.status_code >= 500:
            raise Temporary("provider_down") from None
        raise Temporary("setup" if response.status_code in {401, 403} else "provider_unclear") from None
    if code in ACCEPTED and response.status_code < 300:
        return str(answer.get("jobid") or "")
    trouble = CODES.get(code)
    if trouble is None:
        raise Temporary("provider_down" if response.status_code >= 500 else "provider_unclear")
    raise type(trouble)(trouble.code)

"""The last net under the logs: what looks like a phone, an identity number, an e-mail or a secret link becomes ***.

Code must not log identities in the first place (references and primary keys say enough). This catches what slips
through in exception texts, tracebacks and the messages of packages.
"""

import logging
import re

HIDDEN = "***"

_PERSONAL = re.compile(
    r"""
      [\w.%+-]+ @ [\w-]+ (?: \. [\w-]+ )+                                    # e-mail
    | (?<! [\w.] ) \+ \d (?: [\s().-]{0,2} \d ){7,14} (?! \w )               # any phone in international form
    | (?<! [\w.+-] ) (?: 0090 | 90 | 0 )? [\s(.-]{0,2} [2-5]\d\d             # a Turkish phone as people write it
      [\s).-]{0,2} \d{3} [\s.-]? \d{2} [\s.-]? \d{2} (?! \w )
    | (?<! [\w.] ) [1-9]\d{10} (?! \w )                                      # T.C. identity number, bare
    | (?<! [\w.] ) [1-9]\d{2} [ ] \d{3} [ ] \d{3} [ ] \d{2} (?! \w )         # and in groups
    | (?<= /takip/l/ ) [^/\s]+                                              # the secret in a message's link:
    | (?<= /k/ ) [^/\s]{16,}                                                # a call for blood
    | (?<= /kayit/ ) [^/\s]{16,}                                            # a registration
    | (?<= /kocaelispor-belgesi/ ) [^/\s]+                                  # and of a certificate
    """,
    re.VERBOSE,
)


def redact(text):
    """The text without phones, 11-digit numbers and e-mail addresses."""
    return _PERSONAL.sub(HIDDEN, text)


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that tracebacks and arguments are covered as well."""

    def format(self, record):
        return redact(super().format(record))

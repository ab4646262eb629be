"""E-mail over the municipality's own mail server (EMAIL_URL)."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .base import Permanent, Temporary, Transport


class EmailTransport(Transport):
    """Django's mail. Its SMTP backend checks the server's certificate; mail servers know a repeat by Message-ID."""

    def send(self, message):
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        message_id = f"<{message.send_key.hex}@{domain}>"
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[message.to],
            # No answering machine answers a machine (RFC 3834).
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
            connection=get_connection(timeout=settings.EMAIL_TIMEOUT),
        )
        # "from None" everywhere: the library's texts hold the recipient.
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _text in refused.recipients.values()]
            raise (Permanent("bad_address") if all(_final(c) for c in codes) else Temporary("mail_refused")) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            raise (Permanent if _final(refused.smtp_code) else Temporary)("mail_refused") from None
        except smtplib.SMTPAuthenticationError:
            raise Temporary("setup") from None  # ours to mend: the messages wait for it
        except ValueError:  # a line break where none may be
            raise Permanent("bad_address") from None
        except TimeoutError:
            raise Temporary("timeout") from None
        except (smtplib.SMTPException, OSError):
            raise Temporary("unreachable") from None
        return message_id


def _final(code):
    return 500 <= code < 600

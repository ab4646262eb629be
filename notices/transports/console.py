"""The default where nobody is to be reached: each message becomes a file, the log holds its number only."""

import logging
import os
from pathlib import Path

from django.conf import settings

from .base import Transport

logger = logging.getLogger(__name__)


class ConsoleTransport(Transport):
    reaches_people = False

    def send(self, message):
        folder = Path(settings.NOTICE_FILE_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Named by its key: a repeat writes the same file again.
        path = folder / f"{message.notice_id}-{message.send_key.hex}.txt"
        text = f"Alıcı: {message.to}\n"
        if message.subject:
            text += f"Konu: {message.subject}\n"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{text}\n{message.body}\n")
        logger.info("notice %s written to a file", message.notice_id)
        return f"file-{message.send_key.hex}"

"""The picture that goes with a shared link: a title on the bark of the plane tree, 1200 × 630, as JPEG bytes.

What our own font does not hold (Arabic, emoji) is left out; a page whose title has nothing else keeps its kicker.
"""

import re
import unicodedata
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from lib.bark import LEAF_VIEW_BOX, TONES, bark, leaf_path, stem, veins

WIDTH, HEIGHT = 1200, 630
EDGE = 84  # blank space around the words
TEXT_WIDTH = 820
TEXT_HEIGHT = 336
SIZES = range(92, 43, -4)  # the largest that holds the whole title is taken
LINE = 1.1  # distance of lines, in sizes
KICKER_SIZE = SIGN_SIZE = 34
SCALE = 2  # drawn larger, then made smaller: edges turn smooth

PAPER, SPROUT = "#FBF8F1", "#C9DE9A"
FONT = Path(__file__).resolve().parents[1] / "static/fonts/picture/BricolageGrotesque-ExtraBold.ttf"

_NUMBERS = re.compile(r"-?[0-9.]+")


def draw(title: str, *, kicker: str = "", sign: str = "", tone: str = "cinar", seed: int = 0) -> bytes:
    """The same words, tone and seed always give the same picture."""
    tone = tone if tone in TONES else "cinar"
    picture = _ground(tone, seed % 64).copy()
    pen = ImageDraw.Draw(picture)
    top = EDGE
    if kicker := _written(kicker):
        pen.text((EDGE, top), kicker, SPROUT, _font(KICKER_SIZE))
        top += KICKER_SIZE * 2
    size, lines = _set(_written(title))
    for line in lines:
        pen.text((EDGE, top), line, PAPER, _font(size))
        top += round(size * LINE)
    pen.text((EDGE + 62, HEIGHT - EDGE + 4), _written(sign), PAPER, _font(SIGN_SIZE), anchor="lm")
    picture.paste(SPROUT, (EDGE - 4, HEIGHT - EDGE - 24), _leaf(54))
    out = BytesIO()
    picture.save(out, "JPEG", quality=88, subsampling=0, optimize=True, progressive=True)
    return out.getvalue()


# -- Words ----------------------------------------------------------------------------------
def _set(title):
    """(size, lines) of the title: as large as fits, cut with … where even the smallest does not."""
    for size in SIZES:
        lines = _lines(title, size)
        most = int(TEXT_HEIGHT // (size * LINE))
        if len(lines) <= most:
            return size, lines
    kept = lines[:most]
    kept[-1] = kept[-1].rstrip(" .,;:–") + "…"
    return size, kept


def _lines(text, size):
    font, lines = _font(size), []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= TEXT_WIDTH:
            lines[-1] += f" {word}"
            continue
        while font.getlength(word) > TEXT_WIDTH:  # one word, longer than the line
            cut = next(n for n in range(len(word) - 1, 0, -1) if font.getlength(f"{word[:n]}-") <= TEXT_WIDTH)
            lines.append(f"{word[:cut]}-")
            word = word[cut:]
        lines.append(word)
    return lines


def _written(text):
    """What the font holds of a text."""
    letters = (letter if _is_known(letter) else _base(letter) for letter in unicodedata.normalize("NFC", text))
    return " ".join("".join(letters).split())


def _base(letter):
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if base and base != letter and _is_known(base) else " "


@lru_cache(maxsize=1024)
def _is_known(letter):
    font = _font(KICKER_SIZE)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


@lru_cache(maxsize=32)
def _font(size):
    return ImageFont.truetype(str(FONT), size)


# -- Bark and leaf --------------------------------------------------------------------------
@lru_cache(maxsize=8)
def _ground(tone, seed):
    """Bark at the right, growing out of a calm ground on which words can be read."""
    ground, tones = TONES[tone]
    picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
    pen = ImageDraw.Draw(picture, "RGBA")
    for path, chance in bark(WIDTH, HEIGHT, 110, f"{tone}-{seed}", gap=6):
        fill, opacity = next((fill, opacity) for share, fill, opacity in tones if chance < share)
        pen.polygon(_points(path), fill=(*_rgb(fill), round(255 * opacity)))
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    veil = Image.new("L", (WIDTH, 1))
    clear, begin = 0.12, TEXT_WIDTH + EDGE - 40
    for x in range(WIDTH):
        share = max(0.0, min(1.0, (x - begin) / (WIDTH - begin)))
        veil.putpixel((x, 0), round(255 * (0.965 - (0.965 - clear) * share)))
    picture.paste(ground, (0, 0), veil.resize((WIDTH, HEIGHT)))
    return picture


@lru_cache(maxsize=2)
def _leaf(size):
    """The plane leaf as a mask, `size` pixels high."""
    _x, _y, width, height = (float(number) for number in LEAF_VIEW_BOX.split())
    scale = size * 4 / height
    mask = Image.new("L", (round(width * scale), size * 4))
    pen = ImageDraw.Draw(mask)

    def placed(path):
        return [((x - _x) * scale, (y - _y) * scale) for x, y in _points(path, 1)]

    pen.line(placed(stem()), 255, round(12 * scale), "curve")
    pen.polygon(placed(leaf_path()), 255)
    for vein in veins().split("M")[1:]:
        pen.line(placed(f"M{vein}"), 0, round(8 * scale), "curve")
    return mask.resize((round(width * scale / 4), size), Image.Resampling.LANCZOS)


def _points(path, scale=SCALE, steps=6):
    """The points of a path of M and Q commands, curves taken as short lines."""
    numbers = [float(number) * scale for number in _NUMBERS.findall(path)]
    x, y = numbers[:2]
    points = [(x, y)]
    for start in range(2, len(numbers) - 3, 4):
        handle_x, handle_y, end_x, end_y = numbers[start : start + 4]
        for step in range(1, steps + 1):
            t = step / steps
            points.append(
                (
                    (1 - t) ** 2 * x + 2 * (1 - t) * t * handle_x + t * t * end_x,
                    (1 - t) ** 2 * y + 2 * (1 - t) * t * handle_y + t * t * end_y,
                )
            )
        x, y = end_x, end_y
    return points


def _rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))

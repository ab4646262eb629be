"""Reading our own stylesheets as plain text: enough for tokens, no parser needed."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
CSS = sorted((STATIC / "css").glob("*.css"))
JS = sorted((STATIC / "js").glob("*.js"))


def read(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)


def tokens():
    """Colours by name in light and in dark, as a browser would resolve them on :root."""
    text = read(STATIC / "css" / "tokens.css")
    light_text, dark_text = text.split("@media (prefers-color-scheme: dark)")
    light = _declared(light_text)
    dark = light | _declared(dark_text)
    return _resolved(light), _resolved(dark)


def _declared(text):
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", text))


def _resolved(values):
    def colour(name):
        value = values[name].strip()
        reference = re.fullmatch(r"var\(--([a-z0-9-]+)\)", value)
        return colour(reference[1]) if reference else value

    return {name: colour(name) for name in values if re.fullmatch(r"#[0-9A-Fa-f]{6}", colour(name) or "")}


def contrast(one, other):
    """The ratio of WCAG 2.2 between two #RRGGBB colours."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

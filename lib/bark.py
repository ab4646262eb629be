"""The portal's own drawings: the plane leaf and the jigsaw bark of the plane tree. Pure geometry in, SVG text out.

`python -m lib.bark static/img` draws the committed files anew; a seed and a tone always give the same picture.
"""

import math
import random
import sys
from functools import lru_cache
from pathlib import Path

CINAR_900 = "#143623"

#: tone → (ground, [(share below which a plate takes this fill, fill, opacity), …])
TONES = {
    "cinar": (
        CINAR_900,
        [
            (0.01, "#C9DE9A", 0.92),
            (0.05, "#3C8659", 0.9),
            (0.15, "#27643F", 1),
            (0.45, "#1D5235", 1),
            (0.73, "#1A4A30", 1),
            (1, "#184329", 1),
        ],
    ),
    "bakir": (
        CINAR_900,
        [
            (0.23, "#8A3C11", 1),
            (0.45, "#A94E15", 1),
            (0.63, "#C26A25", 1),
            (0.87, "#EDB77F", 1),
            (1, "#FBEAD8", 1),
        ],
    ),
    "korfez": (
        "#082C3D",
        [(0.03, "#DCECF2", 1), (0.13, "#2B7C9A", 1), (0.56, "#0F4C66", 1), (1, "#0B3D54", 1)],
    ),
    "kabuk": (
        CINAR_900,
        [(0.1, "#6B8F5A", 1), (0.34, "#A7946C", 1), (0.66, "#CBB993", 1), (1, "#D3C6AB", 1)],
    ),
    "filiz": (CINAR_900, [(0.14, "#E7DDC9", 1), (0.55, "#A9C98B", 1), (1, "#CFE3B8", 1)]),
}
COVERS_PER_TONE = 4

FOOT_TONES = [(0.07, "#27643F", 0.8), (0.26, "#184329", 1), (0.62, "#11301E", 1), (1, "#143623", 1)]
FIGURES_TONES = [
    (0.03, "#B9C7A0", 1),
    (0.16, "#CBD4B0", 1),
    (0.34, "#DCCFB3", 1),
    (0.66, "#EFE7D6", 1),
    (1, "#F4EEE1", 1),
]

# Lobes of the leaf as (angle, length, width, sharpness): five broad ones, then soft teeth between them. Rounded lobes
# and shallow sinuses keep it a plane leaf, an open hand; a maple would have points.
LOBES = [(90, 62, 15, 1.45), (43, 57, 14, 1.45), (137, 57, 14, 1.45), (-4, 40, 15, 1.5), (184, 40, 15, 1.5)]
TEETH = [(69, 9, 6, 2), (111, 9, 6, 2), (22, 8, 6, 2), (158, 8, 6, 2), (-27, 9, 9, 2), (207, 9, 9, 2)]
VEINS = [(90, 74, 0), (43, 68, 6), (137, 68, -6), (-4, 50, 8), (184, 50, -8)]
LEAF_VIEW_BOX = "-112 -108 224 216"


def _angle(degrees):
    """The same direction between −180 and 180."""
    return (degrees + 180) % 360 - 180


def _smooth(points, digits=0):
    """A closed path through the midpoints of a polygon, its corners as handles."""
    following = points[1:] + points[:1]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(points, following, strict=True)]
    start = f"M{middles[-1][0]:.{digits}f} {middles[-1][1]:.{digits}f}"
    curves = (
        f"Q{p[0]:.{digits}f} {p[1]:.{digits}f} {m[0]:.{digits}f} {m[1]:.{digits}f}"
        for p, m in zip(points, middles, strict=True)
    )
    return start + "".join(curves) + "Z"


def leaf_path(cx=0, cy=0, scale=1.0, step=4):
    """Outline of the plane leaf around (cx, cy), about 200 units across at scale 1."""

    def radius(angle):
        length = 40 - 14 * math.exp(-((_angle(angle - 270) / 30) ** 2))
        for direction, height, width, sharpness in LOBES + TEETH:
            length += height * math.exp(-((abs(_angle(angle - direction)) / width) ** sharpness))
        return scale * length

    return _smooth(
        [
            (cx + radius(t) * math.cos(math.radians(t)), cy - radius(t) * math.sin(math.radians(t)))
            for t in range(-90, 270, step)
        ],
        digits=1,
    )


def veins(cx=0, cy=0, scale=1.0):
    """The five veins, as strokes from the foot of the leaf."""
    foot_x, foot_y = cx, cy + 20 * scale
    path = ""
    for angle, length, bend in VEINS:
        x = cx + scale * length * math.cos(math.radians(angle))
        y = cy - scale * length * math.sin(math.radians(angle))
        handle_x, handle_y = (foot_x + x) / 2 + scale * bend * 0.6, (foot_y + y) / 2 + scale * abs(bend) * 0.9
        path += f"M{foot_x:.1f} {foot_y:.1f}Q{handle_x:.1f} {handle_y:.1f} {x:.1f} {y:.1f}"
    return path


def stem(cx=0, cy=0, scale=1.0):
    """The stalk below the leaf."""
    start, handle, end = (0, 14), (1, 48), (12, 76)
    (x0, y0), (x1, y1), (x2, y2) = ((cx + scale * x, cy + scale * y) for x, y in (start, handle, end))
    return f"M{x0:.1f} {y0:.1f}Q{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f}"


def leaf_svg(fill="#1D5235", vein="#FBF8F1", vein_width=8):
    """The mark as a file of its own."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{LEAF_VIEW_BOX}">{leaf_shapes(fill, vein, vein_width)}</svg>'
    )


def leaf_shapes(fill, vein, vein_width=8):
    """Stalk, leaf and veins in this order, for placing inside another drawing."""
    return (
        f'<path d="{stem()}" stroke="{fill}" stroke-width="12" fill="none" stroke-linecap="round"/>'
        f'<path d="{leaf_path()}" fill="{fill}"/>'
        f'<path d="{veins()}" stroke="{vein}" stroke-width="{vein_width}" fill="none" stroke-linecap="round"/>'
    )


def _scatter(width, height, count, stretch, rnd):
    """Points that keep a varying distance from each other, a little beyond the edges too."""
    points, tries, distance = [], 0, math.sqrt(width * height / count) * 0.62
    while len(points) < count and tries < count * 60:
        tries += 1
        x, y = rnd.uniform(-40, width + 40), rnd.uniform(-40, height + 40)
        if all((x - u) ** 2 + ((y - v) / stretch) ** 2 > (distance * rnd.uniform(0.55, 1.25)) ** 2 for u, v in points):
            points.append((x, y))
    return points


def _cell(centre, points, width, height, stretch):
    """The polygon of all places nearer to `centre` than to any other point (a Voronoi cell)."""
    x, y = centre
    polygon = [(-80, -80), (width + 80, -80), (width + 80, height + 80), (-80, height + 80)]
    for u, v in points:
        if (u, v) == centre:
            continue
        middle_x, middle_y = (x + u) / 2, (y + v) / 2
        normal_x, normal_y = x - u, (y - v) / stretch**2
        kept = []
        for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True):
            side_a = (a[0] - middle_x) * normal_x + (a[1] - middle_y) * normal_y
            side_b = (b[0] - middle_x) * normal_x + (b[1] - middle_y) * normal_y
            if side_a >= 0:
                kept.append(a)
            if (side_a >= 0) != (side_b >= 0):
                t = side_a / (side_a - side_b)
                kept.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
        polygon = kept
        if len(polygon) < 3:
            return []
    return polygon


def _plate(polygon, gap):
    """The cell, drawn in by `gap` and with its corners worn round."""
    centre_x = sum(p[0] for p in polygon) / len(polygon)
    centre_y = sum(p[1] for p in polygon) / len(polygon)
    shape = []
    for x, y in polygon:
        length = math.hypot(x - centre_x, y - centre_y) or 1
        share = max(0.25, (length - gap) / length)
        shape.append((centre_x + (x - centre_x) * share, centre_y + (y - centre_y) * share))
    for _ in range(2):
        cut = []
        for a, b in zip(shape, shape[1:] + shape[:1], strict=True):
            cut.append((a[0] * 0.78 + b[0] * 0.22, a[1] * 0.78 + b[1] * 0.22))
            cut.append((a[0] * 0.22 + b[0] * 0.78, a[1] * 0.22 + b[1] * 0.78))
        shape = cut
    return shape[::2]


def bark(width, height, count, seed, gap=5, stretch=1.35):
    """About `count` plates of bark as (path, chance) pairs; chance in [0, 1) picks the tone."""
    rnd = random.Random(seed)  # noqa: S311  a drawing, not a secret
    points = _scatter(width, height, count, stretch, rnd)
    plates = []
    for point in points:
        polygon = _cell(point, points, width, height, stretch)
        if len(polygon) >= 3:
            plates.append((_smooth(_plate(polygon, gap)), rnd.random()))
    return plates


def bark_svg(width, height, count, seed, tones, gap=5, ground=None):
    """A standalone SVG. `tones` as in TONES; plates of one tone become one path."""
    fills = {}
    for path, chance in bark(width, height, count, seed, gap):
        fill, opacity = next((fill, opacity) for share, fill, opacity in tones if chance < share)
        fills.setdefault((fill, opacity), []).append(path)
    shapes = [f'<path fill="{ground}" d="M0 0h{width}v{height}H0z"/>'] if ground else []
    for (fill, opacity), paths in fills.items():
        faded = f' opacity="{opacity}"' if opacity != 1 else ""
        shapes.append(f'<path fill="{fill}"{faded} d="{"".join(paths)}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' preserveAspectRatio="xMidYMid slice">{"".join(shapes)}</svg>'
    )


@lru_cache(maxsize=64)
def bark_cover_svg(seed: int, tone: str, w: int = 800, h: int = 450) -> str:
    """Cover art for a page without a photograph."""
    ground, tones = TONES[tone]
    return bark_svg(w, h, max(16, w * h // 6000), f"{tone}-{seed}", tones, gap=5, ground=ground)


def cover_file(seed: int, tone: str) -> str:
    """Path under static/ of the ready-made cover for this seed: a few per tone, so that browsers keep them."""
    if tone not in TONES:
        tone = "cinar"
    return f"img/covers/{tone}-{seed % COVERS_PER_TONE + 1}.svg"


def draw_all(folder: Path):
    """Write every drawing that the site ships as a file."""
    covers = folder / "covers"
    covers.mkdir(parents=True, exist_ok=True)
    green = TONES["cinar"][1]
    (folder / "bark-hero.svg").write_text(bark_svg(1440, 620, 128, 353, green, gap=6))
    (folder / "bark-band.svg").write_text(bark_svg(1440, 460, 104, 31, green, gap=6))
    (folder / "bark-help.svg").write_text(bark_svg(400, 300, 44, 5, green[2:], gap=4))
    (folder / "bark-foot.svg").write_text(bark_svg(1400, 110, 150, 7, FOOT_TONES, gap=3))
    (folder / "bark-figures.svg").write_text(bark_svg(700, 420, 60, 3, FIGURES_TONES, gap=5))
    (folder / "leaf.svg").write_text(leaf_svg())
    for tone in TONES:
        for number in range(COVERS_PER_TONE):
            (covers / Path(cover_file(number, tone)).name).write_text(bark_cover_svg(number, tone))


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]))

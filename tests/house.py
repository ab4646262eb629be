"""The house rules as functions: each takes text or a folder and gives findings. tests/test_house.py applies them."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

# -- The plan -------------------------------------------------------------------------------
# What a room may import beside itself and lib. Arrows only point down; the rooms of one storey do not know each other.
_BELOW_WISHES = {"accounts", "places", "people", "notices", "guard", "pages"}
#: Every folder of wishes/ with an apps.py is a kind, except the desk, which is the staff's side of them all.
KIND = {"wishes", "wishes.desk"} | _BELOW_WISHES
_BELOW_ROOF = KIND | {"events", "news", "wishes.*"}
ARROWS = {
    "lib": set(),
    "accounts": set(),
    "places": set(),
    "people": {"accounts"},
    "guard": set(),
    "notices": {"people"},
    "pages": set(),
    "events": {"pages", "places", "guard", "people", "notices"},
    "news": {"pages", "places", "guard"},
    "wishes": _BELOW_WISHES,
    "wishes.desk": {"wishes"} | _BELOW_WISHES,
    "home": _BELOW_ROOF,
    "bridges": _BELOW_ROOF,
    "portal": _BELOW_ROOF | {"home", "bridges"},
}
FORBIDDEN_NAMES = {"core", "common", "utils", "util", "helpers", "helper"}


def rooms(root: Path) -> list[str]:
    """Dotted names of the rooms that stand in `root`: its packages, and the kinds and the desk inside wishes."""
    top = [path.parent.name for path in root.glob("*/__init__.py") if path.parent.name != "tests"]
    inner = [f"wishes.{path.parent.name}" for path in root.glob("wishes/*/apps.py")]
    return sorted(top + inner)


def may_import(room: str, target: str) -> bool:
    if target in (room, "lib"):
        return True
    allowed = ARROWS.get(room, KIND)
    return target in allowed or ("wishes.*" in allowed and target.startswith("wishes."))


# -- Imports --------------------------------------------------------------------------------
_LOADERS = {"import_module", "__import__", "import_string"}
_MODEL = re.compile(r"([a-z_]+)\.[A-Z]\w*")


def arrows(source: str, module: str, known_rooms: Iterable[str], is_package: bool = False) -> Iterator[tuple[int, str]]:
    """(line, room) for everything that `module` names of another room.

    Imports wherever they stand (inside functions and TYPE_CHECKING too), relative ones, import_module("…"), models
    named by string ("people.Person", get_model("people", "Person")).
    """
    known = set(known_rooms)
    labels = {room.rpartition(".")[2]: room for room in known}
    here = room_of(module, known)
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [(node.lineno, room_of(alias.name, known)) for alias in names]
            case ast.ImportFrom():
                base = _absolute(node, module, is_package)
                found += [(node.lineno, room_of(f"{base}.{alias.name}", known)) for alias in node.names]
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]):
                called = getattr(func, "attr", getattr(func, "id", ""))
                if called in _LOADERS:
                    found.append((node.lineno, room_of(name, known)))
                elif called in {"get_model", "get_registered_model", "get_app_config"} and "." not in name:
                    found.append((node.lineno, labels.get(name)))
            case ast.Constant(value=str(text)) if match := _MODEL.fullmatch(text):
                found.append((node.lineno, labels.get(match[1])))
    yield from ((line, room) for line, room in sorted(found, key=str) if room and room != here)


def room_of(module: str, known_rooms: Iterable[str]) -> str | None:
    """The innermost room that holds a dotted name: "wishes.complaints.forms" → "wishes.complaints"."""
    known = set(known_rooms)
    parts = module.split(".")
    return next((name for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in known), None)


def _absolute(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".") if is_package else module.split(".")[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def forbidden_arrows(root: Path) -> list[str]:
    known = rooms(root)
    findings = []
    for path in python_files(root):
        is_package = path.name == "__init__.py"
        module = ".".join((path.parent if is_package else path.with_suffix("")).relative_to(root).parts)
        room = room_of(module, known)
        for line, target in arrows(path.read_text(), module, known, is_package):
            if not may_import(room, target):
                findings.append(f"{path.relative_to(root)}:{line}: {room} must not know {target}")
    return findings


def impure_imports(source: str) -> list[str]:
    """What keeps a module of lib from being plain Python: Django or Wagtail."""
    named = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named.append(node.module or "")
    return [name for name in named if name.split(".")[0] in {"django", "wagtail", "modelcluster", "rest_framework"}]


def own_signals(source: str) -> list[int]:
    """Lines that fetch django.dispatch.Signal to make one: a domain signal is a hidden arrow."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.dispatch")
        and any(alias.name == "Signal" for alias in node.names)
    ]


# -- Files ----------------------------------------------------------------------------------
def python_files(root: Path) -> list[Path]:
    return _files(root, rooms(root), {".py"})


def template_files(root: Path) -> list[Path]:
    return _files(root, ["templates", *rooms(root)], {".html"})


def static_files(root: Path) -> list[Path]:
    """Our own style sheets and scripts; vendored ones keep their authors' habits."""
    files = _files(root, ["static", *rooms(root)], {".css", ".js"})
    return [path for path in files if "vendor" not in path.parts and ".min." not in path.name]


def _files(root: Path, folders: Iterable[str], suffixes: set[str]) -> list[Path]:
    found = {
        path for folder in folders for path in (root / folder.replace(".", "/")).rglob("*") if path.suffix in suffixes
    }
    return sorted(path for path in found if not {"__pycache__", "node_modules"} & set(path.parts))


def forbidden_names(root: Path) -> list[str]:
    """Rooms and modules named for nothing, and packages that hide models behind an __init__."""
    findings = []
    for path in python_files(root):
        relative = path.relative_to(root)
        if FORBIDDEN_NAMES & {part.removesuffix(".py") for part in relative.parts}:
            findings.append(f"{relative}: name it for its subject")
        if relative.parts[-2:] == ("models", "__init__.py"):
            findings.append(f"{relative}: one models.py per room")
    return findings


def surplus_migrations(root: Path) -> list[str]:
    """Until the first release an app has the one migration 0001_initial."""
    folders = {path.parent for path in python_files(root) if path.parent.name == "migrations"}
    return [
        str(path.relative_to(root))
        for folder in sorted(folders)
        for path in sorted(folder.glob("*.py"))
        if path.name not in {"__init__.py", "0001_initial.py"}
    ]


# -- Templates, styles, scripts -------------------------------------------------------------
_DJANGO = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_HOST = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_DATA_TYPES = {"application/json", "application/ld+json"}  # data in a page; the browser does not run it
_FETCHED = {"src", "srcset", "data", "poster", "action", "formaction", "background", "imagesrcset"}
_CSS_HOST = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])\s*(?:https?:)?//""", re.IGNORECASE)
_JS_HOST = re.compile(r"""(?:\bfrom|\bimport|\bfetch|\bWorker|\bimportScripts|\.src\s*=)\s*\(?\s*["'`](?:https?:)?//""")
_HTML_IN_PYTHON = re.compile(r"<[a-zA-Z][^<>]*[\s/]?>")


class _Markup(HTMLParser):
    def __init__(self):
        super().__init__()
        self.findings: list[tuple[int, str]] = []

    def find(self, what: str) -> None:
        self.findings.append((self.getpos()[0], what))

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "style":
            self.find("inline <style>")
        if tag == "script" and "src" not in values and values.get("type", "").lower() not in _DATA_TYPES:
            self.find("inline <script>")
        for name, value in attributes:
            if name == "style":
                self.find("style= attribute")
            if re.fullmatch(r"on[a-z]+", name):
                self.find(f"{name}= attribute")
            if (value or "").strip().lower().startswith("javascript:"):
                self.find("javascript: address")
            # A link to another site is the citizen's own step; what the browser fetches by itself is not.
            fetched = name in _FETCHED or (name in {"href", "xlink:href"} and tag in {"link", "base", "use", "image"})
            if fetched and any(_HOST.match(part) for part in (value or "").split(",")):
                self.find(f"{name}= to another host")


def markup_findings(template: str) -> list[tuple[int, str]]:
    """(line, what) for all that our Content-Security-Policy would stop, in HTML with Django tags."""
    # Tags may hold any sign; only their line ends must stay, for the line numbers. "x" stands for a value.
    plain = _DJANGO.sub(lambda m: ("x" if m[0].startswith("{{") else " ") + "\n" * m[0].count("\n"), template)
    markup = _Markup()
    markup.feed(plain)
    markup.close()
    return markup.findings


def python_markup_findings(source: str) -> list[tuple[int, str]]:
    """The same for HTML that stands in Python strings (format_html, widgets)."""
    docstrings = _docstrings(source)
    strings = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [
        (node.lineno, what)
        for node in strings
        if isinstance(node.value, str) and node.value not in docstrings and _HTML_IN_PYTHON.search(node.value)
        for _, what in markup_findings(node.value)
    ]


def _docstrings(source: str) -> set[str]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, holders))
    return {doc for node in nodes if (doc := ast.get_docstring(node, clean=False))}


def static_findings(text: str, suffix: str) -> list[tuple[int, str]]:
    """(line, what) for addresses of other hosts that a style sheet or script fetches."""
    pattern = _CSS_HOST if suffix == ".css" else _JS_HOST
    return [(text.count("\n", 0, match.start()) + 1, "another host") for match in pattern.finditer(text)]


# -- Comments -------------------------------------------------------------------------------
_UNOWNED = re.compile(r"\b(?:TODO|FIXME)\b(?!\(\w+\))")


def unowned_todos(text: str, suffix: str) -> list[int]:
    """Lines with a TODO that nobody owns; "TODO(ayşe): …" has an owner."""
    if suffix == ".py":
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return [token.start[0] for token in tokens if token.type == tokenize.COMMENT and _UNOWNED.search(token.string)]
    return [number for number, line in enumerate(text.splitlines(), start=1) if _UNOWNED.search(line)]

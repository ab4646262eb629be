"""The house rules hold in this repository; and each checker is seen to fail on a small bad sample."""

from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests import house

ROOT = Path(__file__).resolve().parent.parent


def build(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def located(path: Path, findings) -> list[str]:
    return [f"{path.relative_to(ROOT)}:{line}: {what}" for line, what in findings]


# -- This house -----------------------------------------------------------------------------
def test_every_room_is_on_the_plan():
    kinds = {room for room in house.rooms(ROOT) if room.startswith("wishes.")}
    assert set(house.rooms(ROOT)) - kinds <= set(house.ARROWS)
    assert {"lib", "people", "wishes", "portal"} <= set(house.rooms(ROOT))
    assert {"wishes.complaints", "wishes.desk"} <= kinds


def test_arrows_point_down():
    assert house.forbidden_arrows(ROOT) == []


def test_lib_is_plain_python():
    modules = sorted((ROOT / "lib").rglob("*.py"))
    assert modules
    assert {path.name: found for path in modules if (found := house.impure_imports(path.read_text()))} == {}


def test_rooms_do_not_signal_each_other():
    assert [str(path) for path in house.python_files(ROOT) if house.own_signals(path.read_text())] == []


def test_names_say_what_lives_there():
    assert house.forbidden_names(ROOT) == []


def test_one_migration_per_app():
    assert house.surplus_migrations(ROOT) == []


def test_templates_hold_nothing_that_the_browser_would_refuse():
    found = [f for path in house.template_files(ROOT) for f in located(path, house.markup_findings(path.read_text()))]
    for path in house.python_files(ROOT):
        found += located(path, house.python_markup_findings(path.read_text()))
    assert found == []


def test_styles_and_scripts_fetch_from_no_other_host():
    found = []
    for path in house.static_files(ROOT):
        found += located(path, house.static_findings(path.read_text(), path.suffix))
    assert found == []


def test_every_todo_has_an_owner():
    files = [*house.python_files(ROOT), *house.template_files(ROOT), *house.static_files(ROOT)]
    found = [f"{path}:{line}" for path in files for line in house.unowned_todos(path.read_text(), path.suffix)]
    assert found == []


# -- The plan itself ------------------------------------------------------------------------
def test_the_plan_has_no_circle():
    order = list(TopologicalSorter(house.ARROWS | {"wishes.*": house.KIND}).static_order())
    assert set(house.ARROWS) <= set(order)
    assert order[-1] == "portal"


@pytest.mark.parametrize(
    ("room", "target", "allowed"),
    [
        ("people", "accounts", True),
        ("people", "lib", True),
        ("notices", "people", True),
        ("people", "notices", False),
        ("notices", "accounts", False),
        ("pages", "places", False),
        ("events", "pages", True),
        ("events", "news", False),
        ("news", "wishes", False),
        ("wishes", "guard", True),
        ("wishes", "events", False),
        ("wishes", "wishes.complaints", False),
        ("wishes", "wishes.desk", False),
        ("wishes.complaints", "wishes", True),
        ("wishes.complaints", "wishes.desk", True),
        ("wishes.complaints", "people", True),
        ("wishes.complaints", "wishes.blood", False),
        ("wishes.complaints", "news", False),
        ("wishes.blood", "wishes.blood", True),
        ("wishes.desk", "wishes.complaints", False),
        ("home", "wishes.blood", True),
        ("home", "bridges", False),
        ("bridges", "wishes.complaints", True),
        ("wishes", "home", False),
        ("pages", "portal", False),
        ("home", "portal", False),
        ("portal", "home", True),
        ("lib", "people", False),
    ],
)
def test_the_plan(room, target, allowed):
    assert house.may_import(room, target) is allowed


# -- The checkers can fail ------------------------------------------------------------------
ROOMS = ["lib", "people", "events", "home", "wishes", "wishes.complaints", "wishes.blood"]


@pytest.mark.parametrize(
    ("source", "room"),
    [
        ("import people", "people"),
        ("import os, people.models as m", "people"),
        ("from people import services", "people"),
        ("from people.models import Person", "people"),
        ("def late():\n    from people.models import Person", "people"),
        ("if TYPE_CHECKING:\n    from people.models import Person", "people"),
        ("from ..models import Case", "wishes"),
        ("from .. import services", "wishes"),
        ("from ..blood.models import Donor", "wishes.blood"),
        ("from .. import blood", "wishes.blood"),
        ("from wishes import blood", "wishes.blood"),
        ("from wishes.blood import eligibility", "wishes.blood"),
        ("importlib.import_module('people.models')", "people"),
        ("x = __import__('people')", "people"),
        ("import_string('home.models.HomePage')", "home"),
        ("owner = models.ForeignKey('people.Person', models.CASCADE)", "people"),
        ("owner = models.ForeignKey(to='people.Person')", "people"),
        ("donor = ParentalKey('blood.Donor')", "wishes.blood"),
        ("parent_page_types = ['home.HomePage']", "home"),
        ("apps.get_model('people', 'Person')", "people"),
        ("apps.get_model('people.Person')", "people"),
    ],
)
def test_every_way_to_another_room_is_seen(source, room):
    found = list(house.arrows(source, "wishes.complaints.forms", ROOMS))
    assert [target for _, target in found] == [room]
    assert found[0][0] == source.count("\n") + 1


@pytest.mark.parametrize(
    "source",
    [
        "import django, os.path",
        "from . import models",
        "from .models import Complaint",
        "from wishes.complaints.models import Complaint",
        "import peoples",
        "key = models.ForeignKey('complaints.Category')",
        "key = models.ForeignKey('self')",
        "user = models.ForeignKey(settings.AUTH_USER_MODEL)",
        "context = 'people.Person.phone'",
        "permission = 'people.view_person'",
        "title = 'people'",
    ],
)
def test_what_is_no_way_to_another_room_is_left_alone(source):
    assert list(house.arrows(source, "wishes.complaints.models", ROOMS)) == []


def test_relative_imports_of_a_package_count_from_the_package():
    assert list(house.arrows("from . import models", "wishes.complaints", ROOMS, is_package=True)) == []
    assert list(house.arrows("from .. import services", "wishes.complaints", ROOMS, is_package=True)) == [(1, "wishes")]
    nested = "wishes.complaints.management.commands.load"
    assert list(house.arrows("from ....models import Case", nested, ROOMS)) == [(1, "wishes")]


def test_it_refuses_an_arrow_that_points_up(tmp_path):
    root = build(
        tmp_path,
        {
            "people/__init__.py": "",
            "people/models.py": "from lib import phone\n\ndef late():\n    from wishes.models import Case\n",
            "lib/__init__.py": "",
            "lib/phone.py": "",
            "wishes/__init__.py": "",
            "wishes/models.py": "from people.models import Person\n",
            "wishes/complaints/__init__.py": "",
            "wishes/complaints/apps.py": "",
            "wishes/services.py": "from .complaints import forms\n",
            "tests/__init__.py": "from wishes import models",
        },
    )
    assert house.forbidden_arrows(root) == [
        "people/models.py:4: people must not know wishes",
        "wishes/services.py:1: wishes must not know wishes.complaints",
    ]


def test_it_refuses_django_in_lib():
    assert house.impure_imports("import re\nfrom django.conf import settings\nimport wagtail.models") == [
        "django.conf",
        "wagtail.models",
    ]
    assert house.impure_imports("import re\nfrom lib import phone") == []


def test_it_refuses_a_signal_of_our_own():
    assert house.own_signals("\nfrom django.dispatch import Signal, receiver") == [2]
    assert house.own_signals("from django.dispatch import receiver") == []


def test_it_refuses_names_that_say_nothing_and_facades(tmp_path):
    root = build(
        tmp_path,
        {
            "core/__init__.py": "",
            "people/__init__.py": "",
            "people/utils.py": "",
            "people/models/__init__.py": "from .person import Person",
            "people/scores.py": "",
        },
    )
    assert house.forbidden_names(root) == [
        "core/__init__.py: name it for its subject",
        "people/models/__init__.py: one models.py per room",
        "people/utils.py: name it for its subject",
    ]


def test_it_refuses_a_second_migration(tmp_path):
    files = ["__init__.py", "migrations/__init__.py", "migrations/0001_initial.py", "migrations/0002_more.py"]
    root = build(tmp_path, {f"people/{name}": "" for name in files})
    assert house.surplus_migrations(root) == ["people/migrations/0002_more.py"]


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("<script>alert(1)</script>", "inline <script>"),
        ("<script {% if x %}defer{% endif %}>\n1</script>", "inline <script>"),
        ('<script type="module">1</script>', "inline <script>"),
        ("<style>p{}</style>", "inline <style>"),
        ('<p style="color: red">', "style= attribute"),
        ('<p {% if a > b %}style="x"{% endif %}>', "style= attribute"),
        ("<p STYLE='width: {{ n }}%'>", "style= attribute"),
        ('<a href="#" onclick="go()">', "onclick= attribute"),
        ("<body onload=go()>", "onload= attribute"),
        ('<a href=" javascript:go()">', "javascript: address"),
        ('<script src="https://cdn.example/x.js"></script>', "src= to another host"),
        ('<img src="//cdn.example/x.png" alt="">', "src= to another host"),
        ('<img srcset="/a.png 1x, https://cdn.example/b.png 2x">', "srcset= to another host"),
        ('<link rel="stylesheet" href="HTTPS://fonts.example/css">', "href= to another host"),
        ('<form action="https://elsewhere.example/">', "action= to another host"),
        ('<iframe src="http://x.example"></iframe>', "src= to another host"),
    ],
)
def test_it_refuses_what_the_browser_would_refuse(template, what):
    assert house.markup_findings("<h1>\n</h1>\n" + template) == [(3, what)]


@pytest.mark.parametrize(
    "template",
    [
        '<script src="{% static "js/site.js" %}" type="module"></script>',
        '<script type="application/ld+json">{"@context": "https://schema.org"}</script>',
        "{% comment %}<script>alert(1)</script>{% endcomment %}{# <p style='x'> #}",
        '{% include "parts/x.html" with style="wide" onclick="no" only %}',
        '<a href="https://www.kizilay.org.tr">Kızılay</a>',
        '<link rel="canonical" href="{{ page.full_url }}"><img src="{{ image.url }}" alt="">',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="/static/img/icons.svg#x"/></svg>',
        '<form action="/sikayet/" data-style="x" class="once">',
    ],
)
def test_it_leaves_good_templates_alone(template):
    assert house.markup_findings(template) == []


def test_line_numbers_survive_django_tags():
    assert house.markup_findings('{% comment %}\n\n{% endcomment %}\n{# a #}<p style="x">') == [(4, "style= attribute")]


def test_it_refuses_bad_markup_in_python_strings():
    assert house.python_markup_findings("\nx = format_html('<b style=\"x\">{}</b>', y)") == [(2, "style= attribute")]
    assert house.python_markup_findings('def f():\n    """Never write <b style="x">."""\n    return "<b>"') == []


def test_it_refuses_other_hosts_in_styles_and_scripts():
    assert house.static_findings("p{}\np{background:url( 'https://x.example/a.png')}", ".css") == [(2, "another host")]
    assert house.static_findings('@import "//fonts.example/a.css";', ".css") == [(1, "another host")]
    assert house.static_findings("p{background:url('/static/a.png')} /* https://x.example */", ".css") == []
    for script in ('import x from "https://x.example/a.js"', "fetch('//x.example')", "img.src = `https://x.example`"):
        assert house.static_findings(script, ".js") == [(1, "another host")]
    assert house.static_findings("fetch('/takip/'); const SVG = 'http://www.w3.org/2000/svg'", ".js") == []


def test_it_refuses_a_todo_that_nobody_owns():
    assert house.unowned_todos("x = 1\n# TODO: later", ".py") == [2]
    assert house.unowned_todos("x = 1  # FIXME", ".py") == [1]
    assert house.unowned_todos("# TODO(ayşe): later\nx = 'TODO'", ".py") == []
    assert house.unowned_todos("<p>\n{# TODO tidy #}", ".html") == [2]

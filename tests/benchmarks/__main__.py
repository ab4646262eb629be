"""Makes a throw-away database, fills it, and prints what each screen costs.

python -m tests.benchmarks                          all of it, 100 000 cases, SQLite
python -m tests.benchmarks inbox --cases 20000      one part, fewer rows
python -m tests.benchmarks events                   5 000 events with 50 000 dates; no cases are made for it
python -m tests.benchmarks desk                     the desk at a tenth and the whole of 100 000 cases
ops/with-postgres.sh python -m tests.benchmarks desk     … of 1 000 000 cases; only by name, it takes its time
ops/with-postgres.sh python -m tests.benchmarks     the same on PostgreSQL
"""

import argparse
import os
import tempfile
from pathlib import Path

PARTS = ["pages", "tracking", "inbox", "submit", "events"]


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="What each screen costs.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of these unless named; or desk alone"
    )
    parser.add_argument("--cases", type=int, help="100 000; the desk on PostgreSQL: 1 000 000")
    parser.add_argument("--pages", type=int, default=500, help="news, and as many events")
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--dates", type=int, default=50_000, help="occurrences of these events")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--plans", action="store_true", help="also the database's plan of each slow query")
    options = parser.parse_args()
    if unknown := set(options.parts) - {*PARTS, "desk"}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="cinar-bench.") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "VAR_DIR": folder}
        run(Path(folder), options)


def run(folder, options):
    import django

    django.setup()
    # Only now: they need the settings.
    from . import desk, events, screens, stage, stopwatch

    print(stopwatch.machine())
    with stage.database(folder):
        parts = options.parts or PARTS
        if "desk" in parts:  # a town of its own
            desk.run(options)
            return
        cases, pages = (0, 0) if parts == ["events"] else (options.cases or 100_000, options.pages)
        print(stage.fill(cases=cases, pages=pages), flush=True)
        for part in parts:
            watch = stopwatch.Stopwatch(options.rounds, plans=options.plans)
            if part == "events":  # last: so many events would slow the other screens
                print(events.fill(events=options.events, dates=options.dates), flush=True)
            print(f"\n{part}\n{watch.HEAD}", flush=True)
            (events.measure if part == "events" else getattr(screens, part))(watch)


if __name__ == "__main__":
    main()

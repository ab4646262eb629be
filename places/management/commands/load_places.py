"""Load the district and its neighbourhoods from places/data. Idempotent: run it after every update of the files."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from lib import turkish
from places.models import District, Neighbourhood

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Loads İzmit and its neighbourhoods from places/data."

    @transaction.atomic
    def handle(self, *args, **options):
        outline = _read("izmit-district.geojson")["features"][0]
        name = outline["properties"]["name"]
        district, _created = District.objects.update_or_create(
            slug=turkish.slugify(name), defaults={"name": name, "boundary": outline["geometry"]}
        )
        boundaries = {
            feature["properties"]["slug"]: feature["geometry"]
            for feature in _read("izmit-neighbourhoods.geojson")["features"]
        }
        rows = _read("neighbourhoods.json")
        for row in rows:
            Neighbourhood.objects.update_or_create(
                slug=row["slug"],
                defaults={
                    "district": district,
                    "name": row["name"],
                    "kind": row["kind"],
                    "uavt_code": str(row.get("uavt_code", "")),
                    "population": row.get("population_2023"),
                    "lat": row.get("lat"),
                    "lon": row.get("lon"),
                    "boundary": boundaries.get(row["slug"]),
                    "is_industrial_zone": row.get("industrial_zone", False),
                },
            )
        if options["verbosity"]:
            self.stdout.write(f"{name}: {len(rows)} mahalle")


def _read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))

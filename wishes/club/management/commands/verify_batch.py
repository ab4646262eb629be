"""Is what was sent to the club still what was sent? Looks at manifests, the chain between them, the stored files and,
if one is given, at a copy of the file that came from elsewhere."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lib.sealing import SealError
from wishes.club import files, manifests
from wishes.club.models import Batch


class Command(BaseCommand):
    help = "Checks batches sent to the club: one changed byte is found. Exit status 1 when something does not fit."

    def add_arguments(self, parser):
        parser.add_argument("number", nargs="*", type=int, help="numbers of closed batches; all when none is given")
        parser.add_argument("--file", help="a copy of the batch's file (xlsx or csv) to compare; needs one number")

    def handle(self, *args, **options):
        if options["file"] and len(options["number"]) != 1:
            raise CommandError("--file needs the number of one batch")
        closed = list(Batch.objects.filter(state=Batch.State.CLOSED).order_by("number"))
        wanted = options["number"] or [batch.number for batch in closed]
        if unknown := set(wanted) - {batch.number for batch in closed}:
            raise CommandError(f"no closed batch {', '.join(map(str, sorted(unknown)))}")
        bad, previous, expected = 0, manifests.GENESIS, 1
        for batch in closed:
            found = manifests.faults(batch.manifest, batch.head, previous, number=batch.number)
            if batch.number != expected:
                found.append(f"batch {expected} is missing")
            previous, expected = batch.head, batch.number + 1
            if batch.number not in wanted:
                continue
            found += self.file_faults(batch)
            if options["file"]:
                found += self.copy_faults(batch, Path(options["file"]))
            bad += bool(found)
            for fault in found or ["fits" + (", file destroyed" if batch.files_destroyed_at else "")]:
                self.stdout.write(f"batch {batch.number}: {fault}")
        if bad:
            raise CommandError(f"{bad} of {len(wanted)} batches do not fit", returncode=1)

    @staticmethod
    def file_faults(batch):
        found = []
        for kind, field in (("xlsx", batch.xlsx), ("csv", batch.csv)):
            if not field:
                continue
            try:
                content = files.opened(field)
            except SealError:
                found.append(f"{kind}: the stored file was changed")
            except OSError:
                found.append(f"{kind}: the stored file is gone")
            else:
                if files.digest(content) not in batch.manifest:
                    found.append(f"{kind}: the stored file is not the one of the manifest")
        return found

    @staticmethod
    def copy_faults(batch, path):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from None
        return [] if files.digest(content) in batch.manifest else [f"{path.name}: not the file that was sent"]

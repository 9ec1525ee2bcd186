"""`manage.py draft_tier_table`: a tier table in, configuration out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from entitlements.business_time.instants import to_datetime
from entitlements.tier_table.files import UnreadableFile, rows_of
from escalations.services.tier_table import (
    MATRIX,
    Drafted,
    Options,
    draft_tier_table,
    plan_tier_table,
)
from sla_admin.shared import system_clock
from sla_admin.shared.errors import InvalidInput, Refusal


class Command(BaseCommand):
    help = (
        "Drafts business hours, milestone types, tiers, processes with milestones and thresholds, and an "
        "escalation matrix from a tier table (CSV or JSON; columns tier, priority, hours, notes and "
        "milestones). Shows the plan; writes it with --apply. Active versions are never touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="Write the drafts.")
        parser.add_argument("--zone", default=settings.TIME_ZONE, help="Of hours that name none.")
        parser.add_argument("--hours", default="", help="Business hours for rows that name no times.")
        parser.add_argument("--prefix", default="", help="Before the names of processes.")
        parser.add_argument("--matrix", default=MATRIX, help="Name of the matrix to use or draft.")
        parser.add_argument("--record-type", default="case", choices=["case", "work_order"])
        parser.add_argument("--actor", default="command line", help="Who is said to have done it.")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        asked = Options(
            zone=options["zone"],
            business_hours=options["hours"],
            prefix=options["prefix"],
            record_type=options["record_type"],
            matrix=options["matrix"],
        )
        at = system_clock.database_time()
        try:
            rows = rows_of(file.read_bytes(), file.name)
            if options["apply"]:
                drafted = draft_tier_table(rows, asked, actor=options["actor"], at=at)
            else:
                drafted = plan_tier_table(rows, asked, year=to_datetime(at).year)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except UnreadableFile as error:
            raise CommandError(f"{file}: {error}") from error
        except InvalidInput as refused:
            reasons = "\n".join(f"  {field or 'table'}: {reason}" for field, reason in refused.problems)
            raise CommandError(f"Nothing was written.\n{reasons}") from refused
        except Refusal as refused:
            raise CommandError(f"Nothing was written. {refused}") from refused
        self._show(drafted, is_written=options["apply"])

    def _show(self, drafted: Drafted, *, is_written: bool) -> None:
        for step in drafted.steps:
            self.stdout.write(f"{step.deed}: {step.kind} {step.name}")
            for detail in step.details:
                self.stdout.write(f"    {detail}")
        remarks: dict[str, list[str]] = {}
        for target, remark in drafted.remarks:
            remarks.setdefault(remark, []).append(f"{target.row}")
        for remark, numbers in remarks.items():
            self.stdout.write(f"look at rows {', '.join(dict.fromkeys(numbers))}: {remark}")
        if is_written:
            self.stdout.write("Written as drafts: check, publish the hours, activate matrix and versions.")
        else:
            self.stdout.write("Nothing was written; --apply writes it.")

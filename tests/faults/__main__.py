"""Break the portal's servers while mail is on its way: `python3 run.py faults`, and read the table."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safety_portal.settings")

from tests.faults import mail_faults
from tests.faults.mail_rig import MailRig, Outcome, mail_rig
from tests.journeys.portal import ROOT


def migrate(rig: MailRig) -> None:
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=ROOT, env=rig.env, check=True)


def all_faults(rig: MailRig, mails: int, times: int) -> list[Callable[[], Outcome]]:
    few = max(mails // 50, 10)
    answers: dict[str, dict[str, object]] = {
        "451 at RCPT": {"at_recipient": "451 4.7.1 Later"},
        "421 after DATA": {"after_data": "421 Going down"},
        "550 at RCPT": {"at_recipient": "550 5.1.1 No such person"},
        "dropped after DATA": {"drop_after_data": True},
    }
    return [
        lambda: mail_faults.workers_killed(rig, mails, times),
        lambda: mail_faults.redis_wiped(rig, mails, times),
        lambda: mail_faults.sweeps_at_once(rig, few, 5),
        lambda: mail_faults.two_beats(rig, few),
        lambda: mail_faults.smtp_refused(rig, few),
        *(
            lambda said=said, fault=fault: mail_faults.smtp_fault(rig, few, said, fault)
            for fault, said in answers.items()
        ),
        lambda: mail_faults.database_restarted(rig, few * 5),
        lambda: mail_faults.redis_away(rig),
        lambda: mail_faults.restored(rig, few),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="run.py faults")
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--only", type=int, nargs="+", help="which of them, counted from 1")
    chosen = parser.parse_args()
    row = "{:42}{:>8}{:>7}{:>6}{:>10}{:>9}{:>7}  {}"
    print(row.format("fault", "written", "sent", "lost", "repeated", "unknown", "s", ""))
    kept = True
    with tempfile.TemporaryDirectory() as folder, mail_rig(Path(folder), migrate) as rig:
        rig.serve()
        faults = all_faults(rig, chosen.mails, chosen.times)
        for fault in [faults[number - 1] for number in chosen.only] if chosen.only else faults:
            began = time.monotonic()
            found = fault()
            kept &= found.is_kept
            numbers = (found.written, found.sent, found.lost, found.repeated, found.unknown)
            seconds = f"{time.monotonic() - began:.0f}"
            print(row.format(found.fault, *numbers, seconds, found.other), flush=True)
    sys.exit(0 if kept else "Mail was lost or repeated.")


if __name__ == "__main__":
    main()

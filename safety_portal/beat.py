"""When beat starts what. In the demo nobody waits long for what happens by itself."""

from typing import Any


def beat_schedule(*, demo: bool) -> dict[str, dict[str, Any]]:
    """Each task and its seconds from one start to the next; demo or not, none depends on them."""
    return {
        # For a write whose own message to the cache was lost.
        "renew-public-pages": {"task": "audit.tasks.renew_public_pages", "schedule": 60.0},
        # Sessions in the database do not end by themselves.
        "forget-ended-sessions": {
            "task": "accounts.tasks.forget_ended_sessions",
            "schedule": 86400.0,
        },
        # Mail whose hint was lost, or that is to be tried again. It is the heartbeat, too.
        "sweep-outbox": {"task": "outbox.tasks.sweep", "schedule": 20.0 if demo else 60.0},
        # It looks at the rules once a day, and writes digests from 09:00 on working days; the demo
        # waits for neither, so that what somebody tries there is written about at once.
        "sweep-reminders": {
            "task": "reminders.tasks.sweep",
            "schedule": 20.0 if demo else 300.0,
            "kwargs": {"at_once": demo},
        },
        # Organisations close on days known long before; within the hour is soon enough.
        "sweep-mergers": {"task": "mergers.tasks.sweep", "schedule": 20.0 if demo else 3600.0},
        # Promised within 24 hours; a day of missed runs would be needed to break that.
        "erase-individuals-who-left": {
            "task": "individuals.tasks.erase_those_who_left",
            "schedule": 60.0 if demo else 3600.0,
        },
        # Early on the day, whenever beat last ran.
        "carry-out-handovers": {
            "task": "organisations.tasks.carry_out_handovers",
            "schedule": 20.0 if demo else 900.0,
        },
        # Who cannot wait presses a button.
        "issue-certificates": {
            "task": "certificates.tasks.issue_due",
            "schedule": 20.0 if demo else 300.0,
        },
        "store-badges-shown": {
            "task": "certificates.tasks.store_shown",
            "schedule": 20.0 if demo else 3600.0,
        },
    }

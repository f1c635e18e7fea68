"""What the ledger knows of addresses. Whose they are is asked above."""

from collections.abc import Iterable
from typing import Any

from outbox.choices import Keep
from outbox.models import Mail, SuppressedAddress


def mail_to(addresses: Iterable[str]) -> dict[str, Any]:
    """Every mail to some addresses, what became of it, and whether they are written to."""
    addresses = list(addresses)
    columns = ("to", "subject", "text", "html", "headers", "kind", "state", "answer")
    suppressed = SuppressedAddress.objects.filter(address__in=[a.lower() for a in addresses])
    return {
        "mail": list(
            Mail.objects.to_addresses(addresses)
            # A code that is on its way opens the account: nobody copies it into a file.
            .exclude(keep=Keep.ADDRESS, ended_at=None)
            .values(*columns, "created_at", "ended_at")
        ),
        "addresses_not_written_to": list(
            suppressed.order_by("pk").values("address", "reason", "answer", "since_at", "lifted_at")
        ),
    }

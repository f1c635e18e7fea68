"""A member that closes in the register, and what it had written."""

from datetime import date
from typing import Any

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan
from organisations.models import Membership, Organisation, Succession
from pledges.models import Commitment, PledgeWording
from tests.conftest import NOW, TODAY

CLOSED = date(2026, 4, 1)


def close(membership: Membership, *successors: Organisation, on: date = CLOSED) -> None:
    """As the import of a newer register file does."""
    organisation = membership.organisation
    organisation.closed_date = on
    organisation.save()
    for successor in successors:
        Succession.objects.create(predecessor=organisation, successor=successor, date=on)


def write(membership: Membership, by: User, *, pledges: int = 2) -> None:
    """Publish commitments under the first pledges, and a plan."""
    for number in range(1, pledges + 1):
        promise(membership, number)
    publish_plan(membership, by)


def promise(membership: Membership, number: int, **fields: Any) -> Commitment:
    wording = PledgeWording.objects.in_force(TODAY).get(pledge__number=number)
    return Commitment.objects.create(
        membership=membership,
        pledge=wording.pledge,
        wording=wording,
        **{
            "kind": "NEW",
            "text": f"Old words of pledge {number}.",
            "state": "PUBLISHED",
            "published_at": NOW,
            **fields,
        },
    )


def publish_plan(membership: Membership, by: User) -> Plan:
    plan = plans.start_plan(membership=membership, by=by, at=NOW)
    plans.save_part(plan=plan, by=by, at=NOW, title="Calmer wards")
    plans.publish_plan(
        plan=plan,
        reason="First version",
        report_frequency=ReportFrequency.YEARLY,
        next_report_date=None,
        by=by,
        role="Matron",
        at=NOW,
        today=TODAY,
    )
    return plan

"""One function per mail about plans."""

from accounts.models import User
from improvement_plans.models import PlanVersion
from organisations.links import absolute
from outbox import mail


def published(version: PlanVersion, *, by: User) -> None:
    """Tell the sponsor what has been published in the organisation's name, and why."""
    slug = version.plan.membership.organisation.slug
    _tell_sponsor(
        version,
        by=by,
        subject="has published version {number} of its safety improvement plan",
        template="improvement_plans/email/published.txt",
        link=absolute("plan_version", slug, version.number),
    )


def taken_back(version: PlanVersion, *, by: User) -> None:
    """Tell the sponsor that what was published can be read no longer, and why."""
    slug = version.plan.membership.organisation.slug
    _tell_sponsor(
        version,
        by=by,
        subject="has taken back version {number} of its safety improvement plan",
        template="improvement_plans/email/taken_back.txt",
        link=absolute("plan_version", slug, version.number),
    )


def _tell_sponsor(
    version: PlanVersion, *, by: User, subject: str, template: str, link: str
) -> None:
    """Only one who has confirmed the address as theirs, and only what somebody else did."""
    membership = version.plan.membership
    if membership.has_confirmed_sponsor and membership.sponsor_email != by.email:
        mail.queue(
            to=membership.sponsor_email,
            subject=f"{membership.organisation} {subject.format(number=version.number)}",
            template=template,
            context={
                "organisation": membership.organisation,
                "version": version,
                "by": by,
                "link": link,
            },
            about=membership,
        )

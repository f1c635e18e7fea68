"""One function per mail about sign-up and membership."""

from django.conf import settings

from accounts.models import User
from organisations.emails.recipients import leads_and_sponsor
from organisations.links import absolute, sponsor_token
from organisations.models import Membership, SponsorRequest
from outbox import mail


def ask_sponsor(sponsor_request: SponsorRequest, *, asked_by: User) -> None:
    """Ask the executive sponsor to read and decide."""
    organisation = sponsor_request.membership.organisation
    mail.queue(
        to=sponsor_request.email,
        subject=f"Please read the safety pledges of {organisation}",
        template="organisations/email/ask_sponsor.txt",
        context={
            "sponsor_request": sponsor_request,
            "organisation": organisation,
            "asked_by": asked_by,
            "link": absolute("sponsor_decision", sponsor_token(sponsor_request)),
        },
        about=sponsor_request.membership,
    )


def being_checked(membership: Membership) -> None:
    """Tell the leads that a person checks their sign-up."""
    _to_leads(membership, "Your sign-up is being checked", "being_checked.txt", {})


def sponsor_asked_for_changes(sponsor_request: SponsorRequest) -> None:
    """Send the leads what their sponsor would like changed."""
    membership = sponsor_request.membership
    _to_leads(
        membership,
        "Your executive sponsor asks for changes",
        "sponsor_asked_for_changes.txt",
        {
            "sponsor_request": sponsor_request,
            "link": absolute("sign_up_tasks", membership.pk),
        },
    )


def sponsor_needed(membership: Membership) -> None:
    """Ask the leads to name another sponsor: the one they named is no longer there."""
    link = absolute("sign_up_tasks", membership.pk)
    _to_leads(
        membership, "Please name another executive sponsor", "sponsor_needed.txt", {"link": link}
    )


def sponsor_denied(sponsor_request: SponsorRequest) -> None:
    """Tell the leads, and the campaign team, that the sign-up ended, and why."""
    membership = sponsor_request.membership
    context: dict[str, object] = {"sponsor_request": sponsor_request}
    _to_leads(membership, "Your sign-up has been stopped", "sponsor_denied.txt", context)
    _send(
        settings.CONTACT_EMAIL,
        membership,
        f"A sponsor says “not my organisation”: {membership.organisation}",
        "sponsor_denied_team.txt",
        {**context, "leads": membership.representatives.active_leads().addresses()},
    )


def sign_up_declined(membership: Membership) -> None:
    """Tell the leads that the check by hand did not succeed, and why."""
    link = absolute("advice", membership.pk)
    _to_leads(membership, "About your sign-up", "sign_up_declined.txt", {"link": link})


def sign_up_ended(membership: Membership, *, by: User) -> None:
    """Tell the leads, but not one who did it, that their sign-up has ended, and why."""
    context: dict[str, object] = {
        "by": "The campaign team" if by.is_campaign_team else by,
        "link": absolute("sign_up_tasks", membership.pk),
    }
    for address in membership.representatives.active_leads().addresses():
        if address != by.email:
            _send(address, membership, "Your sign-up has ended", "sign_up_ended.txt", context)


def welcome(membership: Membership) -> None:
    """Thank everyone who made the sign-up: it is public now."""
    context: dict[str, object] = {"link": absolute("organisation", membership.organisation.slug)}
    subject = f"Thank you: the pledges of {membership.organisation} are published"
    for address in leads_and_sponsor(membership):
        _send(address, membership, subject, "welcome.txt", context)


def paused(membership: Membership) -> None:
    """Tell the leads and the sponsor that the membership is paused, and what that means."""
    _to_leads_and_sponsor(
        membership, f"{membership.organisation} has paused its membership", "paused.txt"
    )


def resumed(membership: Membership) -> None:
    """Tell the leads and the sponsor that the membership is active again."""
    _to_leads_and_sponsor(
        membership, f"{membership.organisation} is an active member again", "resumed.txt"
    )


def withdrawn(membership: Membership) -> None:
    """Thank the leads and the sponsor of a member that leaves; say what stays."""
    _to_leads_and_sponsor(
        membership, f"{membership.organisation} has left the campaign", "withdrawn.txt"
    )


def withdrawn_for_team(membership: Membership) -> None:
    """Tell the campaign team who has left, and why."""
    subject = f"{membership.organisation} has withdrawn"
    _send(settings.CONTACT_EMAIL, membership, subject, "withdrawn_for_team.txt", _page(membership))


def rejoined(membership: Membership) -> None:
    """Welcome the leads and the sponsor of a member that returns."""
    _to_leads_and_sponsor(membership, f"Welcome back, {membership.organisation}", "rejoined.txt")


def _to_leads_and_sponsor(membership: Membership, subject: str, template: str) -> None:
    for address in leads_and_sponsor(membership):
        _send(address, membership, subject, template, _page(membership))


def _page(membership: Membership) -> dict[str, object]:
    return {"link": absolute("organisation", membership.organisation.slug)}


def _to_leads(
    membership: Membership, subject: str, template: str, context: dict[str, object]
) -> None:
    for address in membership.representatives.active_leads().addresses():
        _send(address, membership, subject, template, context)


def _send(
    to: str, membership: Membership, subject: str, template: str, context: dict[str, object]
) -> None:
    mail.queue(
        to=to,
        subject=subject,
        template=f"organisations/email/{template}",
        context={"membership": membership, "organisation": membership.organisation, **context},
        about=membership,
    )

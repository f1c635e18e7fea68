"""One function per mail about a member's team."""

from collections.abc import Iterable

from accounts.models import User
from organisations.choices import Role
from organisations.emails.recipients import leads_and_sponsor
from organisations.links import absolute, appointment_token, invitation_token
from organisations.models import (
    Handover,
    Invitation,
    JoinRequest,
    LeadAppointment,
    Membership,
    Representative,
)
from outbox import mail


def invited(invitation: Invitation) -> None:
    """Ask the person with this address onto the team."""
    membership = invitation.membership
    _send(
        [invitation.email],
        membership,
        f"Join the safety team of {membership.organisation}",
        "invited.txt",
        invitation=invitation,
        link=absolute("invitation", invitation_token(invitation)),
    )


def invitation_cancelled(invitation: Invitation) -> None:
    """Tell the invited person that their link no longer works."""
    _send(
        [invitation.email],
        invitation.membership,
        f"About your invitation from {invitation.membership.organisation}",
        "invitation_cancelled.txt",
    )


def joined(representative: Representative, *, but_not: int = 0) -> None:
    """Tell the leads who is on their team now."""
    membership, user = representative.membership, representative.user
    role = representative.get_role_display().lower()
    team_changed(membership, f"{user} has joined the team as {role}.", but_not={user.pk, but_not})


def team_changed(membership: Membership, what: str, *, but_not: Iterable[int] = ()) -> None:
    """Tell the leads what changed on their team, but not those who did it or know already."""
    _send(
        _leads(membership, but_not),
        membership,
        f"Your team at {membership.organisation}",
        "changed.txt",
        what=what,
        link=absolute("team", membership.pk),
    )


def role_changed(representative: Representative, *, by: User) -> None:
    """Tell a person what they may do now."""
    membership = representative.membership
    _send(
        [representative.user.email],
        membership,
        f"Your role at {membership.organisation}",
        "role_changed.txt",
        role=Role(representative.role),
        by=by,
        link=absolute("team", membership.pk),
    )


def left(membership: Membership, user: User) -> None:
    """Thank the person who left, and tell the leads."""
    subject = f"You have left the team of {membership.organisation}"
    _send([user.email], membership, subject, "left.txt")
    team_changed(membership, f"{user} has left the team.", but_not={user.pk})


def removed(membership: Membership, user: User, *, by: User) -> None:
    """Tell a person that they no longer act for the member."""
    subject = f"You are no longer on the team of {membership.organisation}"
    _send([user.email], membership, subject, "removed.txt", by=by)


def asked_to_join(request: JoinRequest) -> None:
    """Ask the leads for an answer."""
    membership = request.membership
    _send(
        _leads(membership),
        membership,
        f"{request.user} asks to join your team",
        "asked_to_join.txt",
        request=request,
        link=absolute("team_request", membership.pk, request.pk),
    )


def request_accepted(request: JoinRequest) -> None:
    membership = request.membership
    _send(
        [request.user.email],
        membership,
        f"Welcome to the team of {membership.organisation}",
        "request_accepted.txt",
        request=request,
        link=absolute("dashboard"),
    )


def request_declined(request: JoinRequest) -> None:
    _send(
        [request.user.email],
        request.membership,
        f"About joining the team of {request.membership.organisation}",
        "request_declined.txt",
        request=request,
    )


def handover_planned(handover: Handover) -> None:
    """Tell both people and the other leads from when who leads."""
    _about_handover(handover, "A new lead from a date", "handover_planned.txt")


def handover_cancelled(handover: Handover, *, but_not: User | None = None) -> None:
    subject = "A hand-over was cancelled"
    _about_handover(handover, subject, "handover_cancelled.txt", but_not=but_not)


def handed_over(handover: Handover) -> None:
    _about_handover(handover, "The lead has been handed over", "handed_over.txt")


def ask_sponsor_to_appoint(appointment: LeadAppointment) -> None:
    """Ask the executive sponsor to name a lead."""
    membership = appointment.membership
    _send(
        [appointment.sponsor_email],
        membership,
        f"Please name a lead for {membership.organisation}",
        "ask_sponsor_to_appoint.txt",
        appointment=appointment,
        link=absolute("appointment", appointment_token(appointment)),
    )


def lead_appointed(appointment: LeadAppointment) -> None:
    """Tell the leads and the sponsor who was named, so that a mistake does not go unnoticed."""
    membership = appointment.membership
    _send(
        leads_and_sponsor(membership),
        membership,
        f"A new lead for {membership.organisation}",
        "lead_appointed.txt",
        appointment=appointment,
    )


def _about_handover(
    handover: Handover, subject: str, template: str, *, but_not: User | None = None
) -> None:
    people = {handover.from_user.email, handover.to_user.email, *_leads(handover.membership)}
    people -= {but_not.email} if but_not else set()
    link = absolute("team", handover.membership_id)
    _send(sorted(people), handover.membership, subject, template, handover=handover, link=link)


def _leads(membership: Membership, but_not: Iterable[int] = ()) -> list[str]:
    return membership.representatives.active_leads().exclude(user__in=but_not).addresses()


def _send(
    to: Iterable[str], membership: Membership, subject: str, template: str, **context: object
) -> None:
    for address in to:
        mail.queue(
            to=address,
            subject=subject,
            template=f"organisations/email/team/{template}",
            context={"organisation": membership.organisation, **context},
            about=membership,
        )

"""One function per mail about introductions. None of them shows anybody's address."""

from django.conf import settings
from django.db.models import Q

from core.text import without_web_addresses
from introductions.models import Introduction, IntroductionMessage, IntroductionReport, Stop
from organisations.choices import Role
from organisations.links import absolute
from organisations.models import Membership
from outbox import mail


def quoted(text: str) -> str:
    """What somebody wrote, so that no line of it looks like ours, and none leads anywhere."""
    lines = without_web_addresses(text).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def asked(message: IntroductionMessage) -> None:
    """Pass the first message on to the leads of the member that is asked."""
    recipient, sender = message.introduction.recipient, message.introduction.sender
    _send(
        recipient.representatives.active_leads().addresses(),
        recipient,
        message.introduction,
        f"{sender.organisation} asks you for an introduction",
        "asked.txt",
        message=message,
        text=quoted(message.text),
        switch=absolute("introductions_switch", recipient.pk),
    )


def wrote(message: IntroductionMessage, *, is_answer: bool) -> None:
    """Pass a message on to those who take part across."""
    other = message.introduction.other_than(message.membership)
    verb = "has answered" if is_answer else "has written to you"
    _send(
        _taking_part(message.introduction, other),
        other,
        message.introduction,
        f"{message.membership.organisation} {verb}",
        "wrote.txt",
        message=message,
        text=quoted(message.text),
    )


def declined(introduction: Introduction, text: str) -> None:
    """Tell who asked that it cannot be taken up, in kind words."""
    sender = introduction.sender
    _send(
        _taking_part(introduction, sender),
        sender,
        introduction,
        f"About your introduction to {introduction.recipient.organisation}",
        "declined.txt",
        text=quoted(text),
    )


def reported(report: IntroductionReport) -> None:
    """Tell the campaign team that something waits. The words are read in the portal."""
    mail.queue(
        to=settings.CONTACT_EMAIL,
        subject="A message between two members was reported",
        template="introductions/email/reported.txt",
        context={"link": absolute("introduction_report", report.pk)},
    )


def nothing_wrong(report: IntroductionReport) -> None:
    """Tell both members that the conversation can go on."""
    introduction = report.introduction
    for side in (introduction.sender, introduction.recipient):
        _send(
            _taking_part(introduction, side),
            side,
            introduction,
            f"Your conversation with {introduction.other_than(side).organisation}",
            "nothing_wrong.txt",
            report=report,
        )


def stopped(stop: Stop) -> None:
    """Thank who reported; tell the other side what we ask of them, and that they can answer."""
    introduction, wrote = stop.report.introduction, stop.report.message.membership
    thanked = introduction.other_than(wrote)
    _send(
        _taking_part(introduction, thanked),
        thanked,
        introduction,
        f"Your conversation with {wrote.organisation}",
        "thanked.txt",
        report=stop.report,
    )
    people = set(_taking_part(introduction, wrote)) | set(_stopped_people(stop))
    _send(sorted(people), wrote, introduction, "About your introductions", "stopped.txt", stop=stop)


def lifted(stop: Stop, reason: str) -> None:
    """Tell whoever was stopped that they can write again."""
    for address in _stopped_people(stop):
        mail.queue(
            to=address,
            subject="You can write introductions again",
            template="introductions/email/lifted.txt",
            context={"stop": stop, "reason": reason, "link": absolute("introductions")},
        )


def _stopped_people(stop: Stop) -> list[str]:
    if stop.membership:
        return stop.membership.representatives.active_leads().addresses()
    return [stop.user.email] if stop.user and stop.user.is_active else []


def _taking_part(introduction: Introduction, side: Membership) -> list[str]:
    """The leads of one side, and its editors who wrote something."""
    wrote = Q(role=Role.EDITOR, user__in=introduction.messages.values("author"))
    people = side.representatives
    return (people.active_leads() | people.filter(wrote, user__is_active=True)).addresses()


def _send(
    addresses: list[str],
    side: Membership,
    introduction: Introduction,
    subject: str,
    template: str,
    **context: object,
) -> None:
    for address in addresses:
        mail.queue(
            to=address,
            subject=subject,
            template=f"introductions/email/{template}",
            context={
                "introduction": introduction,
                "organisation": side.organisation,
                "other": introduction.other_than(side).organisation,
                "link": absolute("introduction", side.pk, introduction.pk),
                **context,
            },
            about=side,
        )

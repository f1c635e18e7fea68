"""One function per mail about progress reports."""

from accounts.models import User
from organisations.links import absolute
from outbox import mail
from progress_reports.models import Report


def published(report: Report, *, by: User) -> None:
    """Tell the sponsor what has been published in the organisation's name, and why."""
    subject = (
        "has corrected a progress report"
        if report.is_correction
        else ("has published a progress report")
    )
    _tell_sponsor(report, by=by, subject=subject, template="progress_reports/email/published.txt")


def taken_back(report: Report, *, by: User) -> None:
    """Tell the sponsor that what was published can be read no longer, and why."""
    subject = "has taken back a progress report"
    _tell_sponsor(report, by=by, subject=subject, template="progress_reports/email/taken_back.txt")


def _tell_sponsor(report: Report, *, by: User, subject: str, template: str) -> None:
    """Only one who has confirmed the address as theirs, and only what somebody else did."""
    membership = report.membership
    if membership.has_confirmed_sponsor and membership.sponsor_email != by.email:
        slug = membership.organisation.slug
        mail.queue(
            to=membership.sponsor_email,
            subject=f"{membership.organisation} {subject}",
            template=template,
            context={
                "organisation": membership.organisation,
                "report": report,
                "by": by,
                "link": absolute("report_version", slug, report.number, report.version),
            },
            about=membership,
        )

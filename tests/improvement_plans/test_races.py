"""Two leads who publish at the same moment. This test commits, in a database of its own."""

from accounts.models import User
from improvement_plans import services
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan, fingerprint_of
from tests.conftest import NOW, TODAY
from tests.organisations.test_team_races import at_once, db  # noqa: F401


def test_two_who_publish_at_once_make_one_version(
    published_plan: Plan, lead: User, editor: User
) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=NOW)
    read = fingerprint_of(published_plan.versions.drafts().get())

    def publish(by: User) -> None:
        services.publish_plan(
            plan=published_plan, reason="Nights", role="Matron", by=by, at=NOW, today=TODAY,
            report_frequency=ReportFrequency.YEARLY, next_report_date=None, read=read,
        )  # fmt: skip

    assert at_once(lambda: publish(lead), lambda: publish(editor)) == ["NothingToPublish", "done"]
    found = published_plan.versions.order_by("number").values_list("number", "state")
    assert list(found) == [(1, "SUPERSEDED"), (2, "PUBLISHED")]

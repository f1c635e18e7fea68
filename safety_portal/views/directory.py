"""The public directory of members, A to Z."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.paging import one_page
from core.public_pages import public_page
from improvement_plans import topics
from improvement_plans.models import PlanVersion
from organisations.models import Membership, Organisation
from organisations.models.membership import MembershipQuerySet
from organisations.presenters import DirectoryEntry
from safety_portal.forms import DirectoryForm
from safety_portal.presenters import LETTERS, TOPICS, TYPES, Places, in_words

COLUMNS = (
    *(f"organisation__{name}" for name in ("name", "slug", "type", "town", "region_code")),
    "organisation__closed_date",
    *("state", "joined_at", "last_heard_at", "state_at", "state_reason"),
)


@method_decorator(public_page, name="dispatch")
class DirectoryView(TemplateView):
    """Members by name; filters in the address; never in order of any outcome."""

    template_name = "safety_portal/directory.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = DirectoryForm(self.request.GET).filters()
        page = one_page(members(filters).values_list(*COLUMNS), self.request)
        places = Places.of(Organisation.objects.boards(timezone.localdate()))
        return super().get_context_data(
            section="directory",
            today=timezone.localdate(),
            filters=filters,
            chosen=in_words(filters, places),
            page=page,
            entries=[DirectoryEntry(*row) for row in page.rows],
            similar=[] if page.rows else similar(filters["q"]),
            types=TYPES,
            places=places,
            topics=TOPICS,
            letters=LETTERS,
            **kwargs,
        )


def members(filters: dict[str, str]) -> MembershipQuerySet:
    """Members today that the filters leave, A to Z."""
    found = Membership.objects.for_directory(
        q=filters["q"], kind=filters["type"], place=filters["place"], letter=filters["letter"]
    )
    if filters["topic"]:
        on_it = topics.published().filter(
            topic=filters["topic"], version__plan__membership=OuterRef("pk")
        )
        return found.filter(Exists(on_it))
    if filters["plan"]:
        return found.filter(pk__in=PlanVersion.objects.published().values("plan__membership"))
    return found


def similar(query: str) -> list[Organisation]:
    """Members whose name is a letter away, for when none has the words as they are."""
    members_today = Membership.objects.current().values("organisation")
    return list(Organisation.objects.spelled_like(query).filter(pk__in=members_today)[:3])

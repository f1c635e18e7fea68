"""What everyone may read of one pledge: as it stands, each version, and what changed between."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page
from core.versions import TwoVersionsForm
from organisations.models import Membership
from organisations.views.base import MergedAddressMixin
from pledges.models import Commitment
from pledges.presenters import Difference, named_versions


@method_decorator(public_page, name="dispatch")
class PledgeView(MergedAddressMixin, TemplateView):
    """One pledge of one member, with its history. A draft is nobody's to read here."""

    template_name = "pledges/public.html"
    versions: list[Commitment]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        members = Membership.objects.public().filter(organisation__slug=kwargs["slug"])
        self.versions = list(
            Commitment.objects.ever_published()
            .filter(membership__in=members, pledge__number=kwargs["number"])
            .select_related("membership__organisation", "wording__pledge")
        )
        if not self.versions:
            raise Http404
        self.compare = self.form_to_compare()
        if self.compare and self.compare.is_valid():
            older, newer = self.compare.older_and_newer
            return redirect("pledge_difference", kwargs["slug"], kwargs["number"], older, newer)
        return self.render_to_response(self.get_context_data(**kwargs))

    def form_to_compare(self) -> TwoVersionsForm | None:
        """Choosing two versions, by GET; nothing to choose from where there is one."""
        if len(self.versions) < 2:
            return None
        sent = self.request.GET if "first" in self.request.GET else None
        return TwoVersionsForm(named_versions(self.versions), sent)

    def get_version(self, version: int) -> Commitment:
        found = (commitment for commitment in self.versions if commitment.version == version)
        commitment = next(found, None)
        if commitment is None:
            raise Http404
        return commitment

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.versions[0]
        context = {
            "organisation": newest.membership.organisation,
            "membership": newest.membership,
            "newest": newest,
            "commitment": newest,
            "versions": self.versions,
            "compare": self.compare,
            "section": "directory",
        }
        return super().get_context_data(**kwargs | context)


class VersionView(PledgeView):
    """One version for good: the address to cite."""

    template_name = "pledges/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.get_version(kwargs["version"])
        return super().get_context_data(**kwargs) | {"commitment": version}


class DifferenceView(PledgeView):
    """What changed from one version to a later one, word by word, and why."""

    template_name = "pledges/difference.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["version"] > kwargs["other"]:
            turned = kwargs | {"version": kwargs["other"], "other": kwargs["version"]}
            return redirect("pledge_difference", permanent=True, **turned)
        if kwargs["version"] == kwargs["other"]:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        older, newer = self.get_version(kwargs["version"]), self.get_version(kwargs["other"])
        since = [v for v in self.versions if older.version < v.version <= newer.version]
        return super().get_context_data(**kwargs) | {
            "commitment": newer,
            "change": Difference(older, newer),
            "since": since,
        }

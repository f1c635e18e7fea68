"""The search over all that everyone may read."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.full_text import Wanted
from core.paging import PAGE_SIZE, page_number
from safety_portal.find import KINDS, MOST_COUNTED, Findings
from safety_portal.forms import FindForm

# Of each kind, where all are shown side by side.
FIRST_FEW = 5


@method_decorator(login_not_required, name="dispatch")
class FindView(TemplateView):
    """The first few of each kind, or all of one kind page by page; the address says which."""

    template_name = "safety_portal/find.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FindForm(self.request.GET if "q" in self.request.GET else None)
        key = self.request.GET.get("kind", "")
        if key and key not in KINDS:
            raise Http404
        page = page_number(self.request.GET.get("page") or "1") if key else 1
        query = form.cleaned_data["q"] if form.is_valid() else ""
        findings = self.find(query, key, page) if query else []
        here = next((one for one in findings if one.kind.key == key), None)
        if page > 1 and not (here and here.results):
            raise Http404
        return super().get_context_data(
            form=form,
            query=query,
            findings=findings,
            shown=[here] if here else findings,
            here=here,
            found_any=any(one.count for one in findings),
            page=page,
            has_next=here is not None and not here.are_many and here.count > page * PAGE_SIZE,
            most=MOST_COUNTED,
            **kwargs,
        )

    def find(self, query: str, key: str, page: int) -> list[Findings]:
        """Every kind is counted; those that the page shows are fetched."""
        wanted = Wanted.of(query)
        sizes = {name: FIRST_FEW if not key else PAGE_SIZE * (name == key) for name in KINDS}
        start = (page - 1) * PAGE_SIZE
        return [
            Findings.of(kind, wanted, timezone.localdate(), start=start, limit=sizes[name])
            for name, kind in KINDS.items()
        ]

"""Adding, changing and deleting what is one row on one page: a milestone, a learning goal."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.autosave import STILL_BELOW, AutosaveFormView, RevisedForm
from core.revisions import Saved
from core.views import FormView
from improvement_plans import services
from improvement_plans.models import LearningGoal, Milestone
from improvement_plans.views.base import REFUSALS, DraftMixin

# A service of the draft's own rows.
Service = Callable[..., Any]


class RowMixin(DraftMixin):
    """A page about rows of one kind, which comes back to their list."""

    list_url: ClassVar[str]

    def get_success_url(self) -> str:
        return reverse(self.list_url, args=[self.plan.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.get_success_url(), **kwargs)

    def who_and_when(self) -> dict[str, Any]:
        return {"plan": self.plan, "by": self.request.user, "at": timezone.now()}


class AddRowView(RowMixin, FormView):
    """A new row. Sent twice it is added once."""

    add: ClassVar[Service]

    def form_valid(self, form: Form) -> HttpResponse:
        fields = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            type(self).add(**self.who_and_when(), **fields)
        except REFUSALS as error:
            form.add_error(None, f"{error} {STILL_BELOW}")
            return self.form_invalid(form)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(writes=True, **kwargs)


class OneRowMixin(RowMixin):
    """One row of the draft. Where it is gone, the list is what there is to see."""

    def row(self) -> Milestone | LearningGoal | None:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row() is None:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "row": self.row()})


class ChangeRowView(OneRowMixin, AutosaveFormView):
    """A row, saved as it is written. Two authors see both texts."""

    form_class: type[RevisedForm]
    change: ClassVar[Service]
    refusals = REFUSALS

    def saved(self) -> Saved:
        row = self.row()
        return row.saved if row else Saved(0, {})

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        changed = type(self).change(
            pk=self.kwargs["row"],
            revision=revision,
            autosaved=autosaved,
            **self.who_and_when(),
            **fields,
        )
        saved: Saved = changed.saved
        return saved


class DeleteRowView(OneRowMixin, TemplateView):
    """Ask first, then take the row out of the draft."""

    delete_it: ClassVar[Service]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            type(self).delete_it(pk=kwargs["row"], **self.who_and_when())
        except services.NotInDraft:
            pass  # It is gone, as was asked.
        except REFUSALS as error:
            messages.warning(request, str(error))
        return redirect(self.get_success_url())

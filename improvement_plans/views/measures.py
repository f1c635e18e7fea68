"""The measures of a plan, for its own people."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from core.autosave import AutosaveFormView, not_saved
from core.revisions import EditedMeanwhile, Saved
from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.forms.measures import MeasureForm, SharingForm, place_of
from improvement_plans.models import Measure, Priority
from improvement_plans.pasted import plain
from improvement_plans.presenters.measure_pages import (
    MeasurePage,
    by_priority,
    priority_of,
)
from improvement_plans.presenters.pictures import svg_of_chart
from improvement_plans.views.base import PlanMixin
from improvement_plans.views.pictures import drawn
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound

REFUSALS = (WrongState, PatientDataFound)


class MeasuresView(PlanMixin, TemplateView):
    """Every measure under its priority, and which kinds are missing."""

    template_name = "improvement_plans/measures.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priorities = services.priorities_of(self.plan)
        return super().get_context_data(
            groups=by_priority(priorities, self.plan.measures.in_order()),
            can_edit=permissions.can_edit_plan(self.request.user, self.plan),  # type: ignore[arg-type]
            back_url=reverse("plan_tasks", args=[self.plan.pk]),
            **kwargs,
        )


class MeasureMixin(PlanMixin):
    """Loads the measure in the address, which is one of the plan's."""

    measure: Measure

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.measure = get_object_or_404(Measure, plan=self.plan, pk=kwargs["measure"])
        self.measure.plan = self.plan

    def get_success_url(self) -> str:
        return reverse("plan_measure", args=[self.plan.pk, self.measure.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address brings its number under the same name.
        back_url = self.get_success_url()
        return super().get_context_data(**{"back_url": back_url, **kwargs, "measure": self.measure})


class MeasureView(MeasureMixin, TemplateView):
    """One measure: chart, reading, table, and what can be done with it."""

    template_name = "improvement_plans/measure.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priority = priority_of(self.measure, services.priorities_of(self.plan))
        user: Any = self.request.user
        return super().get_context_data(
            page=MeasurePage.for_its_people(self.measure, priority, user),
            is_public=Measure.objects.public().filter(pk=self.measure.pk).exists(),
            back_url=reverse("plan_measures", args=[self.plan.pk]),
            **kwargs,
        )


class MeasurePictureView(MeasureMixin, View):
    """The chart as its own people see it, as a picture."""

    allowed = permissions.can_view_draft

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        priority = priority_of(self.measure, services.priorities_of(self.plan))
        user: Any = request.user
        page = MeasurePage.for_its_people(self.measure, priority, user)
        name = f"measure-{self.measure.pk}-chart"
        return drawn(request, partial(svg_of_chart, page), kwargs["form"], name)


class MeasureFormView(PlanMixin, FormView):
    """The form of a measure, with the priorities and drivers of this plan to choose from."""

    template_name = "improvement_plans/measure_form.html"
    form_class = MeasureForm
    priorities: list[Priority]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.priorities = services.priorities_of(self.plan)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "priorities": self.priorities}


class MeasureAddView(MeasureFormView):
    """A new measure. It is nobody else's to read until a lead says so."""

    def get_initial(self) -> dict[str, Any]:
        return {"hangs_on": self.request.GET.get("for", ""), "is_count": ""}

    def form_valid(self, form: MeasureForm) -> HttpResponse:
        fields = {k: v for k, v in form.cleaned_data.items() if k != "revision"}
        user: Any = self.request.user
        try:
            measure = services.add_measure(plan=self.plan, by=user, at=timezone.now(), **fields)
        except ValidationError as error:
            form.add_refusals(error.message_dict)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("plan_measure", self.plan.pk, measure.pk)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("plan_measures", args=[self.plan.pk])
        return super().get_context_data(back_url=back_url, **kwargs)


class MeasureChangeView(MeasureMixin, MeasureFormView, AutosaveFormView):
    """A measure that is there. Who saves second sees both, and chooses.

    It does not save itself: what a public measure says is public when its button is pressed.
    """

    refusals = REFUSALS

    def get_form_kwargs(self) -> dict[str, Any]:
        has_been_public = self.measure.first_public_at is not None
        return {**super().get_form_kwargs(), "has_been_public": has_been_public}

    def saved(self) -> Saved:
        measure = self.measure
        # Without the noughts that the database adds, and still numbers to compare.
        numbers = {
            name: None if value is None else Decimal(plain(value))
            for name in ("baseline", "target")
            for value in [getattr(measure, name)]
        }
        same = {
            name: getattr(measure, name)
            for name in MeasureForm.base_fields
            if name not in {"revision", "reason", "hangs_on", "is_count", *numbers}
        }
        values = {
            **same,
            **numbers,
            "hangs_on": place_of(measure.priority_key, measure.driver_key),
            "is_count": "yes" if measure.is_count else "no",
        }
        return Saved(measure.revision, values)

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        user: Any = self.request.user
        try:
            self.measure = services.change_measure(
                measure=self.measure, revision=revision, by=user, at=timezone.now(), **fields
            )
        except services.MeasureChanged as error:
            self.measure.refresh_from_db()
            raise EditedMeanwhile(self.saved()) from error
        return self.saved()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_refusals(error.message_dict)
            return self.show(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.show(form)

    def autosave(self) -> HttpResponse:
        return not_saved("Press the button below to save.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "autosaves": False})


class MeasureSharingView(MeasureMixin, FormView):
    """Whether everyone may read a measure: a lead says so."""

    template_name = "improvement_plans/measure_sharing.html"
    form_class = SharingForm
    allowed = permissions.can_publish_plan
    shows_what_was_saved = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_count": self.measure.is_count}

    def get_initial(self) -> dict[str, Any]:
        fields = ("is_public", "hides_small")
        return {name: "yes" if getattr(self.measure, name) else "no" for name in fields}

    def form_valid(self, form: SharingForm) -> HttpResponse:
        user: Any = self.request.user
        try:
            services.share_measure(
                measure=self.measure, by=user, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(self.get_success_url())


class MeasureRetireView(MeasureMixin, TemplateView):
    """Collect a measure no longer, after one more question. Its data stay."""

    template_name = "improvement_plans/measure_retire.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.carry_out(services.retire_measure)

    def carry_out(self, service: Any) -> HttpResponse:
        try:
            service(measure=self.measure, by=self.request.user, at=timezone.now())
        except REFUSALS as refusal:
            messages.warning(self.request, str(refusal))
        except ValidationError as error:
            messages.warning(self.request, " ".join(error.messages))
        return redirect(self.get_success_url())


class MeasureResumeView(MeasureRetireView):
    """Collect it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.carry_out(services.resume_measure)

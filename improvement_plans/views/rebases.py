"""Average and limits that are calculated anew from a period on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.views import FormView
from improvement_plans import services
from improvement_plans.forms.measures import RebaseForm
from improvement_plans.presenters.measures import words_of
from improvement_plans.views.measures import REFUSALS, MeasureMixin


class RebaseView(MeasureMixin, FormView):
    """From which period, and why: a person says so, never the chart."""

    template_name = "improvement_plans/measure_rebase.html"
    form_class = RebaseForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kind = self.measure.period_kind
        later = list(self.measure.points.in_order())[1:]
        periods = [(p.first_day.isoformat(), words_of(p.period(kind))) for p in reversed(later)]
        return {**super().get_form_kwargs(), "periods": periods}

    def form_valid(self, form: RebaseForm) -> HttpResponse:
        user: Any = self.request.user
        try:
            services.rebase_measure(
                measure=self.measure, by=user, at=timezone.now(), **form.cleaned_data
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(self.get_success_url())


class RebaseRemoveView(MeasureMixin):
    """Let the limits run on again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        try:
            services.remove_rebase(
                measure=self.measure, rebase_pk=kwargs["rebase"], by=user, at=timezone.now()
            )
        except REFUSALS as refusal:
            messages.warning(request, str(refusal))
        return redirect(self.get_success_url())

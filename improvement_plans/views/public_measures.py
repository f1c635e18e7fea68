"""What everyone may read of a measure: the public ones, of a plan that is published."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page
from improvement_plans.models import Measure, Priority
from improvement_plans.presenters.measure_pages import MeasurePage
from improvement_plans.presenters.measures import Series
from improvement_plans.presenters.pictures import svg_of_chart
from improvement_plans.views.pictures import drawn
from organisations.views.base import MergedAddressMixin


@method_decorator(public_page, name="dispatch")
class PublicMeasureView(MergedAddressMixin, TemplateView):
    """One measure of one member: never beside another's."""

    template_name = "improvement_plans/measure_public.html"
    extra_context = {"section": "directory"}

    def get_measure(self) -> Measure:
        of_member = {"plan__membership__organisation__slug": self.kwargs["slug"]}
        public = Measure.objects.public().filter(**of_member)
        return get_object_or_404(public, pk=self.kwargs["measure"])

    def get_page(self) -> MeasurePage:
        measure = self.get_measure()
        version = measure.plan.versions.published().get()
        priority: Priority = version.priorities.get(key=measure.priority_key)
        return MeasurePage.for_everyone(measure, priority)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.get_page()
        organisation = page.measure.plan.membership.organisation
        return super().get_context_data(page=page, organisation=organisation, **kwargs)


class PublicChartFileView(PublicMeasureView):
    """The numbers of the chart that everyone sees."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        measure = self.get_measure()
        return HttpResponse(
            Series.of(measure, for_everyone=True).as_csv(),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="measure-{measure.pk}-chart.csv"'
            },
        )


class PublicChartPictureView(PublicMeasureView):
    """The chart that everyone sees, as a picture."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        page = self.get_page()
        name = f"measure-{page.measure.pk}-chart"
        answer = drawn(request, partial(svg_of_chart, page), kwargs["form"], name)
        # Ask each time: its values may change, or be hidden.
        answer["Cache-Control"] = "public, no-cache"
        return answer

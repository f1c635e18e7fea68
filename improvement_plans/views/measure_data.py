"""Values in and out: pasted, uploaded, corrected one by one, and as files."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from core import workbooks
from core.data_files import as_csv
from core.paging import page_number
from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.forms.measure_data import DataForm, GridForm
from improvement_plans.models import DataPoint
from improvement_plans.pasted import COLUMNS, plain
from improvement_plans.periods import FIRST_DAY, Period, period_from, to_fill_in
from improvement_plans.presenters.dry_runs import DryRun, history_of, sample_of, what_happened
from improvement_plans.presenters.measures import Series
from improvement_plans.views.measures import MeasureMixin
from organisations.services.membership import WrongState

REFUSALS = (WrongState, services.TooManyValues)
ROWS_ON_A_PAGE = 60
MOST_HISTORY = 50
CHANGED = "Somebody saved other values of these periods meanwhile. What is saved now is below."


class MeasureDataView(MeasureMixin, FormView):
    """Paste or upload values. A dry run says what would change; only its button saves."""

    template_name = "improvement_plans/measure_data.html"
    form_class = DataForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "measure": self.measure}

    def form_valid(self, form: DataForm) -> HttpResponse:
        if self.request.POST.get("step") == "change":
            return self.render_to_response(self.get_context_data(form=form))
        dry_run = DryRun.of(self.measure, form.sheet, timezone.localdate())  # type: ignore[arg-type]
        if self.request.POST.get("step") != "accept":
            return self.show(form, dry_run)
        return self.accept(form, dry_run)

    def accept(self, form: DataForm, dry_run: DryRun) -> HttpResponse:
        seen = self.request.POST.get("seen", "")
        user: Any = self.request.user
        try:
            changes = services.save_values(
                measure=self.measure,
                values=dry_run.values,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else -1,
                by=user,
                at=timezone.now(),
            )
        except services.DataChanged:
            return self.show(form, dry_run, changed=CHANGED)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, what_happened(changes))
        return redirect(self.get_success_url())

    def show(self, form: DataForm, dry_run: DryRun, **context: Any) -> HttpResponse:
        self.template_name = "improvement_plans/measure_dry_run.html"
        return self.render_to_response(self.get_context_data(form=form, dry_run=dry_run, **context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        asks = bool(form.errors.get("order")) if form.is_bound else False
        # What came in a file goes on in the box: no page can choose a file again.
        sample = sample_of(self.measure.period_kind)
        typed = getattr(form, "text", None)
        return {"asks_order": asks, "typed": typed, "sample": sample, **context}


class MeasureValuesView(MeasureMixin, FormView):
    """Correct single values. The period stands, and each value has a box."""

    template_name = "improvement_plans/measure_values.html"
    form_class = GridForm
    points: list[DataPoint]
    following: Sequence[Period] = ()
    has_next = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.number = page_number(request.GET.get("page") or "1")
        self.load()

    def load(self) -> None:
        first = (self.number - 1) * ROWS_ON_A_PAGE
        found = list(self.measure.points.newest_first()[first : first + ROWS_ON_A_PAGE + 1])
        if self.number > 1 and not found:
            raise Http404
        self.points, self.has_next = found[ROWS_ON_A_PAGE - 1 :: -1], len(found) > ROWS_ON_A_PAGE
        if self.number == 1:
            kind = self.measure.period_kind
            newest = found[0].period(kind) if found else None
            self.following = to_fill_in(kind, newest, timezone.localdate())

    def days(self) -> list[date]:
        coming = [period.first_day for period in self.following if period.first_day]
        return [*(point.first_day for point in self.points), *coming]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "measure": self.measure,
            "points": self.points,
            "following": self.following,
        }

    def get_initial(self) -> dict[str, Any]:
        return {"seen": services.mark_of(self.points, self.days())}

    def form_valid(self, form: GridForm) -> HttpResponse:
        user: Any = self.request.user
        try:
            changes = services.save_values(
                measure=self.measure,
                values=form.values,
                removed=form.removed,
                seen=form.cleaned_data["seen"],
                by=user,
                at=timezone.now(),
            )
        except services.DataChanged:
            return self.show_again(form, CHANGED)
        except REFUSALS as refusal:
            return self.show_again(form, str(refusal))
        messages.success(self.request, what_happened(changes, removed=len(form.removed)))
        return redirect(self.get_success_url())

    def show_again(self, form: GridForm, why: str) -> HttpResponse:
        """With what was typed, on top of what is saved now."""
        form.add_error(None, why)
        data = self.request.POST.copy()
        data["seen"] = str(services.mark_of(self.points, self.days()))
        form.data = data
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            history=history_of(self.measure, MOST_HISTORY),
            number=self.number,
            has_next=self.has_next,
            **kwargs,
        )


class MeasureFileView(MeasureMixin):
    """The values, with the columns that an import has, so that they can be sent back unchanged."""

    http_method_names = ["get", "head"]
    allowed = permissions.can_view_draft
    file_name = "data"
    form = "csv"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = f"measure-{self.measure.pk}-{self.file_name}.{self.form}"
        if self.form == "csv":
            return csv_file(as_csv(list(COLUMNS), self.rows()), name)
        made = workbooks.as_xlsx("Values", list(COLUMNS), self.rows())
        return attachment(HttpResponse(made, content_type=workbooks.CONTENT_TYPE), name)

    def rows(self) -> Iterator[list[Any]]:
        kind = self.measure.period_kind
        for point in self.measure.points.in_order():
            yield [point.period(kind).label, number(point)]


class MeasureTemplateView(MeasureFileView):
    """An empty file to fill in: the periods of the last year, without values."""

    file_name = "template"

    def rows(self) -> Iterator[list[Any]]:
        kind = self.measure.period_kind
        now = period_from(kind, timezone.localdate())
        for back in range(12, 0, -1):
            yield [period_from(kind, FIRST_DAY[kind](now.ordinal - back)).label, None]


class MeasureChartFileView(MeasureFileView):
    """The numbers of the chart, as those who may read the draft see it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        lines = [Series.of(self.measure, for_everyone=False).as_csv().encode()]
        return csv_file(lines, f"measure-{self.measure.pk}-chart.csv")


def number(point: DataPoint) -> Decimal | None:
    """As typed, and no text, which a spreadsheet might not take for a number."""
    return None if point.value is None else Decimal(plain(point.value))


def csv_file(lines: Iterable[bytes], name: str) -> HttpResponseBase:
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return attachment(answer, name)


def attachment(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

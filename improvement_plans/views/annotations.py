"""Notes at the periods of a chart."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.revisions import fingerprint
from core.views import FormView
from improvement_plans import services
from improvement_plans.forms.annotations import AnnotationForm, about_of
from improvement_plans.models import Annotation
from improvement_plans.presenters.measure_pages import priority_of
from improvement_plans.presenters.measures import words_of
from improvement_plans.views.measures import REFUSALS, MeasureMixin


class AnnotationAddView(MeasureMixin, FormView):
    """A new note. Sent twice it is added once."""

    template_name = "improvement_plans/annotation.html"
    form_class = AnnotationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kind = self.measure.period_kind
        points = reversed(self.measure.points.in_order())
        periods = [(p.first_day.isoformat(), words_of(p.period(kind))) for p in points]
        priority = priority_of(self.measure, services.priorities_of(self.plan))
        return {**super().get_form_kwargs(), "periods": periods, "priority": priority}

    def get_initial(self) -> dict[str, Any]:
        return {"revision": 0}

    def form_valid(self, form: AnnotationForm) -> HttpResponse:
        user: Any = self.request.user
        try:
            self.save(form, by=user, at=timezone.now())
        except ValidationError as error:
            for name, said in error.message_dict.items():
                place = {"idea_key": "about"}.get(name, name)
                form.add_error(place if place in form.fields else None, said)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        return self.form_invalid(form) if form.errors else redirect(self.get_success_url())

    def save(self, form: AnnotationForm, **who: Any) -> None:
        services.add_annotation(measure=self.measure, **form.fields_of_note, **who)


class AnnotationChangeView(AnnotationAddView):
    """A note that is there. Who saves second is told what it says by now."""

    shows_what_was_saved = True

    @cached_property
    def annotation(self) -> Annotation | None:
        return self.measure.annotations.filter(pk=self.kwargs["annotation"]).first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.annotation is None:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def saved(self) -> dict[str, Any]:
        note = self.annotation
        if note is None:
            return {}
        about = about_of(note.idea_key, note.cycle_key)
        return {"first_day": note.first_day.isoformat(), "text": note.text, "about": about}

    def get_initial(self) -> dict[str, Any]:
        return {**self.saved(), "revision": fingerprint(self.saved())}

    def form_valid(self, form: AnnotationForm) -> HttpResponse:
        saved, mine = self.saved(), form.cleaned_data
        said = {**mine, "first_day": mine["first_day"].isoformat()}
        is_same = all(said[name] == value for name, value in saved.items())
        if is_same or mine["revision"] == fingerprint(saved):
            return super().form_valid(form)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["revision"] = fingerprint(saved)  # type: ignore[index]
        form.add_error(
            "text",
            f"Somebody changed this note after you had opened it. It says now: “{saved['text']}”. "
            "To put yours in its place, press the button again.",
        )
        return self.form_invalid(form)

    def save(self, form: AnnotationForm, **who: Any) -> None:
        pk, fields = self.kwargs["annotation"], form.fields_of_note
        services.change_annotation(measure=self.measure, annotation_pk=pk, **fields, **who)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "annotation": self.annotation})


class AnnotationRemoveView(MeasureMixin):
    """Takes a note off the chart."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        pk = kwargs["annotation"]
        try:
            services.remove_annotation(
                measure=self.measure, annotation_pk=pk, by=user, at=timezone.now()
            )
        except REFUSALS as refusal:
            messages.warning(request, str(refusal))
        return redirect(self.get_success_url())

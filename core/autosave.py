"""Forms that are saved while they are filled in, and never over what somebody else saved.

A page posts itself to its own address, marked as autosave, and reads the answer as JSON: always a
200, because "not saved" is an answer and no fault. Without the script the button saves, as ever.
"""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from core import kept_text
from core.differences import Kind, Run, difference
from core.forms import EXPLANATION
from core.revisions import EditedMeanwhile, Saved, says_nothing
from core.text import blocks, nhs_date, time_of_day
from core.views import FormView

AUTOSAVE = "autosave"
# Says that the page showed both texts, so that a choice was asked for.
BOTH = "both"
THEIRS = "THEIRS"
SIGNED_OUT = (
    "You are signed out. Press the button below and sign in again: what you typed will be there."
)
SEE_BOTH = "Press the button below to see both texts. Nothing is lost."
STILL_BELOW = "What you typed is still below."
MOST_DIGITS = 15


class RevisionField(forms.IntegerField):
    """Which save the author saw. Anything that is no such number is "none", never an error."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


class RevisedForm(forms.Form):
    """A form that knows which save it was filled in on top of."""

    revision = RevisionField()


class WhichForm(forms.Form):
    """For each field that two people filled in differently: whose is to stay?"""

    def __init__(self, fields: list[BoundField], data: QueryDict | None = None) -> None:
        super().__init__(data)
        for field in fields:
            self.fields[f"keep_{field.name}"] = forms.ChoiceField(
                label=f"{field.label} – which do you want to keep?",
                choices=[
                    ("MINE", "Mine, which is in the form below and can still be changed"),
                    (THEIRS, "The other one, which is shown above this question"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which to keep for “{field.label}”"},
            )


class AutosaveFormView(FormView):
    """A page for one text. A subclass says what is `saved` and how to `save`."""

    shows_what_was_saved = True
    # What a service raises when nothing can be saved any more; its words are shown.
    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    data: QueryDict | None = None

    @abstractmethod
    def saved(self) -> Saved:
        """What is stored, by the names of the form's fields."""

    @abstractmethod
    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        """Store these fields, perhaps not all; `None` if there is too little to store.

        Raises `EditedMeanwhile` and `refusals`.
        """

    def get_initial(self) -> dict[str, Any]:
        saved = self.saved()
        return {**saved.values, "revision": saved.revision}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs if self.data is None else {**kwargs, "data": self.data}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_autosave(request):
            return self.autosave()
        if BOTH in request.POST and (question := self.choose()):
            return question
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        fields = dict(form.cleaned_data)
        try:
            self.save(fields, revision=fields.pop("revision"), autosaved=False)
        except EditedMeanwhile as error:
            return self.show_both(error.saved)
        except self.refusals as error:
            form.add_error(None, f"{error} {STILL_BELOW}")
            return self.show(form)
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """What is right is kept all the same: who leaves now finds it when they come back."""
        fields, _ = self.worth_saving(form)
        try:
            saved = self.save(fields, revision=form.cleaned_data["revision"], autosaved=True)
        except EditedMeanwhile as error:
            return self.show_both(error.saved)
        except self.refusals as error:
            form.add_error(None, f"{error} {STILL_BELOW}")
        except ValidationError:
            pass  # The page says what is wrong already.
        else:
            form.data = _with_revision(form.data, saved)
        return self.show(form)

    def show(self, form: Any, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context))

    def autosave(self) -> HttpResponse:
        """Save what is right, and say in words what became of it."""
        form: Any = self.get_form()
        form.is_valid()
        fields, problem = self.worth_saving(form)
        try:
            saved = self.save(fields, revision=form.cleaned_data["revision"], autosaved=True)
        except EditedMeanwhile as error:
            return not_saved(f"{error.saved.changed_by(self.request.user)} {SEE_BOTH}")
        except self.refusals as error:
            return not_saved(str(error))
        except ValidationError as error:
            return not_saved(" ".join(error.messages), stop=False)
        if saved is None:
            return not_saved(problem, stop=False)
        kept_text.forget(self.request)
        return _saved(saved.revision, self.live_texts(saved), problem, timezone.now())

    def live_texts(self, saved: Saved) -> dict[str, str]:
        """What the page shows anew after each save, by the name of its place."""
        return {name: value for name, value in saved.values.items() if isinstance(value, str)}

    def worth_saving(self, form: Any) -> tuple[dict[str, Any], str]:
        """The fields that are right, and what to say of the others.

        That a box is still empty is no news while somebody writes. A problem with the form as a
        whole holds back all of it, and so does a number that a lead has not done explaining.
        """
        problems = [
            message
            for errors in form.errors.as_data().values()
            for error in errors
            if error.code != "required"
            for message in error.messages
        ]
        if form.non_field_errors() or self.guarded[1].accepted:  # type: ignore[index]
            return {}, " ".join(problems)
        aside = {"revision", EXPLANATION}
        fields = {name: value for name, value in form.cleaned_data.items() if name not in aside}
        return fields, " ".join(problems)

    # Two at once

    def choose(self) -> HttpResponse | None:
        """Take theirs where the author chose so; ask (again) where they did not, or had not seen
        what is stored by now."""
        saved = self.saved()
        fields = self._differing(saved)
        if self.request.POST.get("revision") != str(saved.revision):
            return self.show_both(saved)
        which = WhichForm(fields, self.request.POST)
        if not which.is_valid():
            return self.show_both(saved, which)
        self.data = self.request.POST.copy()
        for field in fields:
            if which.cleaned_data[f"keep_{field.name}"] == THEIRS:
                _put(self.data, field, saved.values[field.name])
        self.guarded = None  # another text is in the form now
        return None

    def show_both(self, saved: Saved, which: WhichForm | None = None) -> HttpResponse:
        """The author's own text in the form, and beside it what is stored."""
        self.data = _with_revision(self.request.POST, saved)
        fields = self._differing(saved)
        which = which or WhichForm(fields)
        parts = [
            {
                "label": field.label,
                "theirs": shown(field, saved.values[field.name]),
                "differs": from_theirs(saved.values[field.name], self.data.get(field.html_name)),
                "which": which[f"keep_{field.name}"],
            }
            for field in fields
        ]
        self.guarded = None
        both = {"said": saved.changed_by(self.request.user), "parts": parts, "form": which}
        return self.show(self.get_form(), both=both, autosaves=False)

    def _differing(self, saved: Saved) -> list[BoundField]:
        """Where both said something. Beside nothing, what the author typed stands by itself."""
        form = self.get_form()
        return [
            form[name]
            for name, value in saved.values.items()
            if not says_nothing(value) and form.fields[name].has_changed(value, form[name].data)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        saved = self.saved().values
        context = super().get_context_data(**{"autosaves": True, "writes": True, **kwargs})
        context["looks"] = {
            field.name: saved.get(field.name) or ""
            for field in context["form"]
            if isinstance(field.field.widget, forms.Textarea)
        }
        return context


def is_autosave(request: HttpRequest) -> bool:
    return AUTOSAVE in request.POST


def not_saved(why: str, *, stop: bool = True) -> JsonResponse:
    """`stop` when trying again by itself can bring nothing."""
    said = f"Not saved: {why}" if why else ""
    return JsonResponse({"saved": False, "stop": stop, "said": said})


def shown(field: BoundField, value: Any) -> str:
    """A stored value as a reader knows it: choices by their labels, a date in words."""
    if isinstance(value, list):
        return "\n".join(f"- {shown(field, each)}" for each in value)
    if isinstance(value, date):
        return nhs_date(value)
    labels = {str(key): label for key, label in getattr(field.field, "choices", ())}
    return str(labels.get(str(value), value))


def from_theirs(theirs: Any, mine: Any) -> list[Run]:
    """What of a stored text is not in the author's own, and the other way round, if they are texts
    and have something in common: two different texts side by side read better than one inside out.
    """
    if not (isinstance(theirs, str) and isinstance(mine, str)):
        return []
    runs = difference(theirs, mine.replace("\r\n", "\n"))
    return runs if any(run.kind == Kind.SAME and run.text.strip() for run in runs) else []


def _saved(revision: int, texts: Mapping[str, str], problem: str, at: datetime) -> JsonResponse:
    said = f"Saved at {time_of_day(at)}" + (f", but not all of it: {problem}" if problem else "")
    return JsonResponse(
        {
            "saved": not problem,
            "stop": False,
            "said": said,
            "revision": revision,
            "looks": {name: blocks(text) for name, text in texts.items()},
        }
    )


def _with_revision(data: Mapping[str, Any], saved: Saved | None) -> Any:
    if saved is None:
        return data
    copy: Any = data.copy()  # type: ignore[attr-defined]
    copy["revision"] = str(saved.revision)
    return copy


def _put(data: QueryDict, field: BoundField, value: Any) -> None:
    """Write a stored value as the form would have sent it."""
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        names: list[str] = widget.widgets_names  # type: ignore[attr-defined]
        for name, typed in zip(names, widget.decompress(value) or [], strict=True):
            data[field.html_name + name] = str(typed or "")
    elif isinstance(value, list):
        data.setlist(field.html_name, [str(each) for each in value])
    else:
        data[field.html_name] = str(value)

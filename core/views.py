"""What every page with a form does."""

import hashlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views import generic

from core import kept_text
from core.forms import EXPLANATION, ask_for_explanation, guard_texts
from core.guard import Guard, Texts
from core.patient_data import Finding

# More than these nobody reads at once; the rest comes with the next save.
MOST_HINTS = 5
# Says that the page has shown what may tell who a patient is.
LOOKED = "looked"


class FormView(generic.FormView):
    """A form that a session which ended loses nothing of: it comes back filled after sign-in.

    No NHS number gets through it, and what else may tell who a patient is, it points out.
    """

    # Whether the page shows what was saved there, to change it.
    shows_what_was_saved: ClassVar[bool] = False
    # Whether what is sent is public at once and for good: what may tell who a patient is, is asked
    # about before, and sent only when the button is pressed again over the same words.
    is_for_good: ClassVar[bool] = False
    # Whether the form waits for an answer, a code for example, and nothing is saved yet.
    put_aside = False
    guarded: tuple[BaseForm, Guard] | None = None

    def texts(self) -> Texts:
        """Whose texts are typed here."""
        return Texts()

    def get_form(self, form_class: type[BaseForm] | None = None) -> Any:
        """One form a request: what is saved is what was checked."""
        if self.guarded is None:
            form = super().get_form(form_class)
            self.guarded = form, guard_texts(form, self.texts())
        return self.guarded[0]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and (kept := kept_text.kept_for(self.request)):
            kwargs["data"] = kept
            messages.info(
                self.request,
                "You were signed out. We kept what you typed: check it and save.",
            )
        return kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept_text.forget(request)
        form, guard = self.get_form(), self.guarded[1]  # type: ignore[index]
        if form.is_valid():
            # It answers a question about the form; the service knows nothing of it.
            form.cleaned_data.pop(EXPLANATION, None)
            guard.remember()
            if self.is_for_good and guard.hints and request.POST.get(LOOKED) != mark(guard.hints):
                return self.ask_to_look(form, guard)
        response = super().post(request, *args, **kwargs)
        is_news = not (self.put_aside or self.is_for_good)
        if guard.hints and response.status_code == HTTPStatus.FOUND and is_news:
            change = request.path if self.shows_what_was_saved else ""
            messages.warning(request, point_out(guard.hints, change))
        return response

    def ask_to_look(self, form: BaseForm, guard: Guard) -> HttpResponse:
        """Show once more what cannot be taken out later."""
        seen = point_out(guard.hints, "")
        form.add_error(None, f"{seen} If none of it is, press the button again.")
        looked = format_html(
            '<input type="hidden" name="{}" value="{}">', LOOKED, mark(guard.hints)
        )
        context = self.get_context_data(form=form)
        context["author_input"] += looked
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        author_input = kept_text.author_input(self.request.user)
        context = super().get_context_data(author_input=author_input, **kwargs)
        form = context["form"]
        if form.errors and self.guarded and self.guarded[1].may_ask():
            ask_for_explanation(form)
        return context


def mark(hints: Sequence[tuple[str, Finding]]) -> str:
    """The same for the same findings: another text is looked at anew."""
    said = repr([(label, finding.text) for label, finding in hints])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def point_out(hints: Sequence[tuple[str, Finding]], change: str) -> SafeString:
    """What may tell who a patient is, and where it stands. It is saved all the same.

    `change` is the address of the page that changes it, where there is one.
    """
    seen = format_html_join(
        " ",
        "In “{}” there is what looks like {}: “{}”.",
        ((label, f.kind, " ".join(f.text.split())) for label, f in hints[:MOST_HINTS]),
    )
    link = format_html(
        ' <a class="nhsuk-notification-banner__link" href="{}">Change it</a>', change
    )
    return format_html("{} If it is about a patient, take it out.{}", seen, link if change else "")

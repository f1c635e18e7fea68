"""What every page with a form does."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views import generic

from core import kept_text


class FormView(generic.FormView):
    """A form that a session which ended loses nothing of: it comes back filled after sign-in."""

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
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        author_input = kept_text.author_input(self.request.user)
        return super().get_context_data(author_input=author_input, **kwargs)

"""What a person wants to hear about: in their account, and from the mail without signing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from accounts.permissions import can_work_queue
from core.views import FormView
from reminders.choices import Topic
from reminders.forms import ChooseForm
from reminders.links import digest_pk
from reminders.models import Digest, Unwanted
from reminders.services.choosing import choose, stop_all


class ChooseView(FormView):
    """One's own choice of topics."""

    template_name = "reminders/choose.html"
    form_class = ChooseForm
    success_url = reverse_lazy("account")

    def get_form_kwargs(self) -> dict[str, Any]:
        hears_of_teams = can_work_queue(self.request.user)
        topics = [topic for topic in Topic if topic != Topic.TEAM or hears_of_teams]
        return {**super().get_form_kwargs(), "topics": topics}

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        unwanted = Unwanted.objects.of(user, user.email)  # type: ignore[arg-type, union-attr]
        off = set(unwanted.values_list("topic", flat=True))
        return {"wanted": [topic.value for topic in Topic if topic not in off]}

    def form_valid(self, form: ChooseForm) -> HttpResponse:
        user, at = self.request.user, timezone.now()
        choose(user=user, unwanted=form.unwanted(), among=form.topics, at=at)  # type: ignore[arg-type]
        messages.success(self.request, "We have saved what you want to hear about.")
        return super().form_valid(form)


@method_decorator([login_not_required, never_cache, csrf_exempt], name="dispatch")
class StopView(TemplateView):
    """Stops all reminders, for whoever has the mail.

    A mail program sends the POST by itself when its reader presses its own button (RFC 8058): it
    has no session and no token of a form, and follows no redirect. A GET changes nothing, because
    programs open links to look at them.
    """

    template_name = "reminders/stop.html"
    digest: Digest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = Digest.objects.select_related("user").filter(pk=digest_pk(kwargs["token"]))
        if (digest := found.first()) is None:
            raise Http404
        self.digest = digest
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stop_all(digest=self.digest, at=timezone.now())
        return self.render_to_response(self.get_context_data(stopped=True, **kwargs))

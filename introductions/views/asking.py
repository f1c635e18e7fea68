"""Asking another member for an introduction, and the list of what was asked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from core.paging import one_page
from core.views import FormView
from improvement_plans.choices import Topic
from introductions.forms import AskForm
from introductions.models import Introduction, SwitchedOff
from introductions.models.safeguards import asking
from introductions.presenters import Entry, why_not
from introductions.services.common import CannotWrite
from introductions.services.conversation import ask
from organisations.choices import Role
from organisations.models import Membership
from organisations.views.base import MergedAddressMixin


class RecipientMixin(View):
    """Loads the member in the address, and those in whose name this person can ask."""

    recipient: Membership
    senders: list[Membership]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        public = Membership.objects.public().select_related("organisation")
        self.recipient = get_object_or_404(public, organisation__slug=kwargs["slug"])
        mine = asking(request.user, timezone.localdate())  # type: ignore[arg-type]
        self.senders = list(mine.exclude(pk=self.recipient.pk))
        return super().dispatch(request, *args, **kwargs)


class AskView(MergedAddressMixin, RecipientMixin, FormView):
    """One page: about what, in whose name, and the message. Or why it cannot be asked."""

    template_name = "introductions/ask.html"
    form_class = AskForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.senders:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "senders": self.senders}

    def get_initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("topic", "")
        return {"topic": next((topic.value for topic in Topic if topic.slug == wanted), "")}

    def form_valid(self, form: AskForm) -> HttpResponse:
        sender = form.sending_member()
        try:
            introduction = ask(
                sender=sender,
                recipient=self.recipient,
                topic=form.cleaned_data["topic"],
                text=form.cleaned_data["text"],
                by=self.request.user,  # type: ignore[arg-type]
                role=sender.representatives.get(user=self.request.user).job_title,  # type: ignore[misc]
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except CannotWrite as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        said = f"Sent to {self.recipient.organisation}. We will write to you when they answer."
        messages.success(self.request, said)
        return redirect("introduction", sender.pk, introduction.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        reason, help_with = why_not(user, self.recipient, self.senders, today)  # type: ignore[arg-type]
        return super().get_context_data(
            organisation=self.recipient.organisation,
            why_not=reason,
            help_with=help_with,
            roles=[
                (sender.organisation, sender.representatives.get(user=user).job_title)  # type: ignore[misc]
                for sender in self.senders
            ],
            back_url=reverse("organisation", args=[self.recipient.organisation.slug]),
            **kwargs,
        )


class ListView(TemplateView):
    """What the members received for whom a person acts, or what they sent; newest first."""

    template_name = "introductions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        received = self.request.GET.get("box") != "sent"
        boxes = Introduction.objects
        found = (boxes.received_by if received else boxes.sent_by)(user)  # type: ignore[arg-type]
        page = one_page(found, self.request)
        # In one filter: of two, the second would ask for a lead, whoever that is.
        led = Membership.objects.current().filter(
            representatives__user=user,  # type: ignore[misc]
            representatives__role=Role.LEAD,
        )
        off = SwitchedOff.objects.values_list("membership", flat=True)
        return super().get_context_data(
            received=received,
            entries=[Entry.of(row, received=received) for row in page.rows],
            page=page,
            led=led.select_related("organisation").order_by("organisation__name", "pk"),
            off=set(off.filter(membership__representatives__user=user)),  # type: ignore[misc]
            back_url=reverse("dashboard"),
            **kwargs,
        )

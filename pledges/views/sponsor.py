"""The executive sponsor's page: no account, one link, one answer."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from core.views import FormView
from organisations.choices import SponsorAnswer
from organisations.forms import SponsorAnswerForm
from organisations.links import sponsor_request_pk
from organisations.models import SponsorRequest
from organisations.services import sponsorship
from organisations.services.membership import OrganisationClosed, SponsorIsLead
from organisations.services.patient_data import PatientDataFound
from pledges.services import confirm_pledges


@method_decorator([login_not_required, never_cache], name="dispatch")
class SponsorDecisionView(FormView):
    """Shows the sign-up on GET; only a POST decides, and only once."""

    template_name = "pledges/sponsor_decision.html"
    form_class = SponsorAnswerForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        requests = SponsorRequest.objects.select_related("membership__organisation")
        found = requests.filter(pk=sponsor_request_pk(kwargs["token"])).first()
        if found is None:
            raise Http404
        self.sponsor_request = found

    def form_valid(self, form: SponsorAnswerForm) -> HttpResponse:
        at, comment = timezone.now(), form.cleaned_data["comment"]
        try:
            match form.cleaned_data["answer"]:
                case SponsorAnswer.CONFIRMED:
                    confirm_pledges(sponsor_request=self.sponsor_request, comment=comment, at=at)
                case SponsorAnswer.CHANGES_ASKED:
                    sponsorship.ask_for_changes(
                        sponsor_request=self.sponsor_request, comment=comment, at=at
                    )
                case SponsorAnswer.NOT_MINE:  # pragma: no branch - the form knows no fourth
                    sponsorship.deny(sponsor_request=self.sponsor_request, comment=comment, at=at)
        except sponsorship.LinkNoLongerWorks:
            pass  # the page that follows says what was answered, and when
        except (OrganisationClosed, PatientDataFound, SponsorIsLead) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        membership = self.sponsor_request.membership
        return super().get_context_data(
            sponsor_request=self.sponsor_request,
            membership=membership,
            organisation=membership.organisation,
            commitments=membership.commitments.in_pledge_order(),
            newer=membership.sponsor_requests.newer_than(self.sponsor_request).first(),
            answerable=SponsorRequest.objects.answerable(timezone.now())
            .filter(pk=self.sponsor_request.pk)
            .exists(),
            **kwargs,
        )

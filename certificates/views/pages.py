"""Certificates that anyone can check, badges, and a member's own page about both."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from accounts.limits import take_look_up
from certificates import codes
from certificates.forms import CheckForm
from certificates.models import Certificate
from certificates.presenters import Sheet, embed_code
from certificates.queries import badge_counts, certificate_with, individual_with
from certificates.services import issue
from core import pdf
from individuals.choices import Visibility
from individuals.presenters import PublicPledges
from organisations import permissions
from organisations.services.membership import WrongState
from organisations.views.base import MemberMixin

STYLE = settings.BASE_DIR / "static" / "certificate.css"


@method_decorator(login_not_required, name="dispatch")
class CheckView(TemplateView):
    """Enter the code of a certificate."""

    template_name = "certificates/check.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CheckForm(request.GET if "code" in request.GET else None)
        if form.is_valid():
            return redirect("certificate", codes.in_groups(form.cleaned_data["code"]))
        return self.render_to_response(self.get_context_data(form=form))


def unknown(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody has this code: a page that says so, unless too many were tried."""
    if not take_look_up(request):
        return render(request, "errors/429.html", status=429)
    form = CheckForm()
    return render(request, "certificates/unknown.html", {"code": code, "form": form}, status=404)


@method_decorator(login_not_required, name="dispatch")
class CertificateView(View):
    """What a certificate says today. Its address is forgiving; the right one is redirected to."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        plain = codes.normalised(code)
        if codes.could_be(plain) and code != codes.in_groups(plain):
            return redirect("certificate", codes.in_groups(plain), permanent=True)
        if certificate := certificate_with(plain):
            sheet = Sheet.of(certificate, timezone.localdate())
            context = {"sheet": sheet, "has_pdf": pdf.is_available()}
            return render(request, "certificates/certificate.html", context)
        if individual := individual_with(plain):
            private = individual.visibility == Visibility.PRIVATE
            context = {
                "joined_at": individual.joined_at,
                "code": individual.certificate_code,
                "person": None if private else PublicPledges.of(individual),
            }
            return render(request, "certificates/individual.html", context)
        return unknown(request, code)


@method_decorator(login_not_required, name="dispatch")
class PdfView(View):
    """The certificate of a member as tagged PDF."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if not pdf.is_available():
            raise Http404
        certificate = certificate_with(codes.normalised(code))
        if certificate is None:
            return unknown(request, code)
        sheet = Sheet.of(certificate, timezone.localdate())
        html = render_to_string("certificates/pdf.html", {"sheet": sheet, "css": STYLE.read_text()})
        name = f"certificate-{sheet.organisation.slug}.pdf"
        return HttpResponse(
            pdf.from_html(html),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class MemberCertificateView(MemberMixin, TemplateView):
    """A member's certificate, its badge, the code to embed it, and how often it was shown."""

    template_name = "certificates/member.html"
    allowed = permissions.can_view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        membership, organisation = self.membership, self.membership.organisation
        certificate = Certificate.objects.filter(membership=membership).first()
        return super().get_context_data(
            membership=membership,
            organisation=organisation,
            certificate=certificate,
            embed_code=embed_code(certificate, organisation) if certificate else "",
            counts=badge_counts(membership, timezone.localdate()),
            can_edit=permissions.can_edit(self.request.user, membership),  # type: ignore[arg-type]
            has_pdf=pdf.is_available(),
            portal_address=settings.PORTAL_BASE_URL,
            back_url=reverse("membership", args=[membership.pk]),
            **kwargs,
        )


class IssueView(MemberMixin, View):
    """Does not wait for the sweep that gives every member a certificate."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by, at = request.user, timezone.now()
        try:
            issue(membership=self.membership, by=by, at=at)  # type: ignore[arg-type]
        except WrongState:
            messages.warning(request, "Your certificate comes when your pledges are published.")
        return redirect("member_certificate", self.membership.pk)

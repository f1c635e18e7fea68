"""What anyone may take with them: files, and the page that explains them."""

from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts.limits import take_file
from core.public_pages import edition_for, release
from safety_portal.open_data import BETWEEN_VALUES, DATASETS, FORMS
from safety_portal.views.texts import TextView

# Asked for more often, a proxy may answer. What was withdrawn a moment ago is gone a moment later.
FRESH_FOR = 300


class OpenDataView(TextView):
    """The files, their columns, and what may be done with them."""

    template_name = "safety_portal/open_data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            datasets=DATASETS.values(), forms=list(FORMS), between=BETWEEN_VALUES, **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class OpenDataFileView(View):
    """One file, written as it is sent, unless the reader's copy holds or they ask too often."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, dataset: str, form: str) -> HttpResponseBase:
        if dataset not in DATASETS or form not in FORMS:
            raise Http404
        content_type, pieces = FORMS[form]
        today = timezone.localdate()
        headers = {
            "Content-Disposition": f'attachment; filename="{dataset}-{today:%Y-%m-%d}.{form}"',
            "Cache-Control": f"public, max-age={FRESH_FOR}",
            # A page of another site may read it: nobody's session is in it.
            "Access-Control-Allow-Origin": "*",
        }
        response = HttpResponse(content_type=content_type, headers=headers)
        if edition := edition_for(request):
            tag = sha256(f"{release()} {edition} {dataset} {form}".encode()).hexdigest()[:32]
            response["ETag"] = f'W/"{tag}"'
            conditional = get_conditional_response(request, response["ETag"], response=response)
            if conditional is not response:
                return conditional or response
        if request.method == "HEAD":  # which would write all of it for nobody
            return response
        if not take_file(request):
            return render(request, "errors/429.html", status=429)
        return StreamingHttpResponse(pieces(DATASETS[dataset], today), headers=response.headers)

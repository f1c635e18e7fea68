"""The address to which a mail provider reports what came back."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from outbox import bounces


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class BounceWebhookView(View):
    """Signed instead of signed in. The same report a second time changes nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> JsonResponse:
        at = timezone.now()
        try:
            bounces.check_signature(
                body=request.body,
                timestamp=request.headers.get("X-Timestamp", ""),
                signature=request.headers.get("X-Signature", ""),
                at=at,
            )
            outcome = bounces.take_in_report(request.body, at=at)
        except bounces.NotSigned:
            return JsonResponse({"error": "Not signed, or too long ago."}, status=403)
        except bounces.NotAReport as error:
            return JsonResponse({"error": str(error)}, status=400)
        return JsonResponse({"outcome": outcome})

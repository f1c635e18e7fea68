"""The address for mail providers. The campaign team's pages are in `safety_portal`."""

from django.urls import path

from outbox.views import BounceWebhookView

urlpatterns = [path("mail/bounces/", BounceWebhookView.as_view(), name="bounce_webhook")]

"""Addresses that exist only in the demo."""

from django.urls import path

from safety_portal.demo.views import DemoMailView

urlpatterns = [path("mail/", DemoMailView.as_view(), name="demo_mail")]

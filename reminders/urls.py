"""Addresses of reminders."""

from django.urls import path

from reminders.views import choosing, team

urlpatterns = [
    path("account/reminders/", choosing.ChooseView.as_view(), name="reminders_choose"),
    path("reminders/stop/<str:token>/", choosing.StopView.as_view(), name="reminders_stop"),
    path("campaign/reminders/", team.RulesView.as_view(), name="reminder_rules"),
    path("campaign/reminders/<slug:kind>/", team.RuleView.as_view(), name="reminder_rule"),
]

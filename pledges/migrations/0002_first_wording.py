"""The five pledges and the portal's first standard wording."""

from datetime import date

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FROM = date(2022, 1, 1)
PLEDGES = [
    (
        "safety-first",
        "Put safety first",
        "We will halve the harm we could have avoided. We will be systematic about it, stay alert "
        "to how things fail so that our systems catch error before it reaches anyone, and put our "
        "own goals, plans and progress where everyone can read them.",
    ),
    (
        "continually-learn",
        "Continually learn",
        "We will look hard at how we report and investigate incidents, so that what we learn makes "
        "us more resilient. We will listen to patients and staff, act on what they tell us, and "
        "keep measuring how safe our services are.",
    ),
    (
        "be-honest",
        "Be honest",
        "We will be open about how we are doing on safety, and back our staff to be candid with "
        "patients and families when something goes wrong.",
    ),
    (
        "collaborate",
        "Collaborate",
        "We will join with other teams and organisations and share our work, ideas and learning, "
        "so that what helps in one place reaches every place.",
    ),
    (
        "be-supportive",
        "Be supportive",
        "We will be kind to the people who work here and help them take pride and joy in it. When "
        "things go wrong we will ask why before who, help those involved to cope, give people time "
        "and means to work safely and to improve, and thank them and celebrate what they achieve.",
    ),
]


def add_pledges(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    pledge_model = apps.get_model("pledges", "Pledge")
    wording_model = apps.get_model("pledges", "PledgeWording")
    for number, (key, title, text) in enumerate(PLEDGES, start=1):
        pledge = pledge_model.objects.create(number=number, key=key)
        wording_model.objects.create(pledge=pledge, title=title, text=text, from_date=FROM)


class Migration(migrations.Migration):
    dependencies = [("pledges", "0001_initial")]
    operations = [migrations.RunPython(add_pledges, migrations.RunPython.noop)]

"""A small Django app with REST framework: a week with its breaks and their slots, through nested serializers.

With FIXED=1 its query set does what the advice of the finding says.
"""

import os
from urllib.parse import urlparse

from django.conf import settings

database = urlparse(os.environ["DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database.path[1:],
            "USER": database.username,
            "PASSWORD": database.password,
            "HOST": database.hostname,
            "PORT": database.port,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=[],
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None},
    ROOT_URLCONF="ads",
    SECRET_KEY="of a test",
)

import django  # noqa: E402

django.setup()

from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402


class Week(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "ads"


class Break(models.Model):
    week = models.ForeignKey(Week, models.CASCADE, related_name="breaks")
    name = models.TextField()

    class Meta:
        app_label = "ads"


class Slot(models.Model):
    break_of = models.ForeignKey(Break, models.CASCADE, related_name="slots")
    name = models.TextField()

    class Meta:
        app_label = "ads"


class SlotSerializer(serializers.ModelSerializer):
    class Meta:
        model = Slot
        fields = ["id", "name"]


class BreakSerializer(serializers.ModelSerializer):
    slots = SlotSerializer(many=True)

    class Meta:
        model = Break
        fields = ["id", "name", "slots"]


class WeekSerializer(serializers.ModelSerializer):
    breaks = BreakSerializer(many=True)

    class Meta:
        model = Week
        fields = ["id", "name", "breaks"]


class WeekView(generics.RetrieveAPIView):
    serializer_class = WeekSerializer

    def get_queryset(self):
        weeks = Week.objects.all()
        return weeks.prefetch_related("breaks__slots") if os.environ.get("FIXED") == "1" else weeks


urlpatterns = [path("api/weeks/<int:pk>/", WeekView.as_view())]


def make_tables():
    with connection.schema_editor() as editor:
        for model in [Week, Break, Slot]:
            editor.create_model(model)


def make_week(breaks):
    week = Week.objects.create(id=1, name="first")
    for each in Break.objects.bulk_create(Break(week=week, name=f"break {number}") for number in range(breaks)):
        Slot.objects.bulk_create(Slot(break_of=each, name=f"slot {number}") for number in range(3))

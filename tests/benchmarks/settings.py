"""The portal's settings, with the floor page beside its pages."""

from safety_portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"

"""The portal's settings, with the floor page beside its pages."""

import os

from safety_portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
# Queries are counted in this process, of pages that are rendered; the server keeps pages.
KEEP_PUBLIC_PAGES = "BENCHMARK_SERVER" in os.environ

"""What the processes write down."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

# As gunicorn itself does it: first its own log, then the application with Django's.
WEB_SERVER = """
import runpy
from gunicorn.config import Config
from gunicorn.glogging import Logger
config = Config()
config.set("logconfig_dict", runpy.run_path("gunicorn.conf.py")["logconfig_dict"])
log = Logger(config)
import safety_portal.wsgi
log.error("Worker (pid:%s) was sent SIGKILL!", 7)
"""


def test_an_error_of_the_web_server_is_found_like_any_other(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WEB_SERVER],
        cwd=settings.BASE_DIR,
        env={"DEMO": "1", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = ended.stderr.splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"], said["logger"], ended.stdout) == (
        "Worker (pid:7) was sent SIGKILL!",
        "error",
        "gunicorn.error",
        "",
    )

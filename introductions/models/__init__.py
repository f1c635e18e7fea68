"""Models of the introductions app, by noun."""

from introductions.models.safeguards import IntroductionReport, Stop, SwitchedOff
from introductions.models.thread import Introduction, IntroductionMessage

__all__ = ["Introduction", "IntroductionMessage", "IntroductionReport", "Stop", "SwitchedOff"]

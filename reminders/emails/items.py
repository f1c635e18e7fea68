"""One thing in a digest."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """Thanks first, then what it is about, one thing to do with one link, and why it came."""

    heading: str
    thanks: str
    text: str
    action: str
    link: str
    why: str
    # What the member itself wrote, quoted: no mail makes a link of it.
    quoted: tuple[str, ...] = ()
    # A page with one button: “nothing to report this time”.
    nothing_new: str = ""
    # Where the heading says more than others, who see subjects, are to know.
    subject: str = ""

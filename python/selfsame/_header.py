"""The C header as cffi takes it.

Enters: the text of `selfsame.h`. Leaves: the same declarations as a C11 compiler sees them,
without comments, so that signatures, constants and layouts are written down once, in the header.
"""

import re

# What the header asks its compiler, and what a C11 compiler that is no C++ answers. A condition
# that is not here is a change of the header that somebody must look at.
_CONDITIONS = {
    "ifndef SELFSAME_H": True,
    "ifdef __cplusplus": False,
    "ifndef __cplusplus": True,
    "if __STDC_VERSION__ >= 202311L": False,
    "if defined(__cplusplus) || __STDC_VERSION__ >= 202311L": False,
}

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NUMBER = re.compile(r"define \w+ -?(0x[0-9a-fA-F]+|[0-9]+)")


def declarations(header: str) -> str:
    """The declarations of a header; `ValueError` for a directive that is not known here."""
    kept = []
    taken = [True]  # whether this branch is compiled, of each `#if` around it
    for line in _COMMENT.sub("", header).splitlines():
        line = line.strip()
        if not line.startswith("#"):
            if all(taken) and line:
                kept.append(line)
            continue
        directive = " ".join(line[1:].split())
        if directive.startswith("if"):
            if directive not in _CONDITIONS:
                raise ValueError(f"selfsame.h: the condition '#{directive}' is not known")
            taken.append(_CONDITIONS[directive])
        elif directive == "else":
            taken[-1] = not taken[-1]
        elif directive == "endif":
            taken.pop()
        elif _NUMBER.fullmatch(directive):
            if all(taken):
                kept.append("#" + directive)
        elif directive != "define SELFSAME_H" and not directive.startswith("include <"):
            raise ValueError(f"selfsame.h: the directive '#{directive}' is not known")
    return "\n".join(kept)

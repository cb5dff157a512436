"""Pairs for `selfsame eval match` from pictures of people taken on several days.

In:  a table with the columns image, label, subject, session (photo_attack's manifest.csv).
Out: three tables of pairs, same,image_a,image_b:
     days.csv    live pictures of one subject of two sessions; as many pairs of two subjects
     day.csv     live pictures of one subject of one session; likewise
     print.csv   the printed photo of a subject with a live picture of theirs; likewise.
     A match there is right: whose face it is and whether it lives are two questions.
Of each subject and kind at most --most pairs, drawn with a fixed seed.

Usage: pairs_of_sessions.py MANIFEST.csv --out FOLDER
"""

import argparse
import csv
import itertools
import pathlib
import random


def pairs_of(rows, label, fits, most, draw):
    """Pairs of a live picture and one with the label, of one subject, that fit."""
    live = [row for row in rows if row["label"] == "live"]
    others = [row for row in rows if row["label"] == label]
    chosen = []
    for subject in sorted({row["subject"] for row in live}):
        of_subject = [[r for r in side if r["subject"] == subject] for side in (others, live)]
        found = [p for p in itertools.product(*of_subject) if fits(*p)]
        if label == "live":  # each pair once
            found = [p for p in found if p[0]["image"] < p[1]["image"]]
        chosen += draw.sample(found, min(most, len(found)))
    strangers = []
    while chosen and len(strangers) < len(chosen):
        a, b = draw.choice(others), draw.choice(live)
        if a["subject"] != b["subject"]:
            strangers.append((a, b))
    return [(1, *p) for p in chosen] + [(0, *p) for p in strangers]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("manifest", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--most", type=int, default=100)
    options = parser.parse_args()
    with options.manifest.open(newline="") as file:
        rows = list(csv.DictReader(file))
    labels = {row["label"] for row in rows} - {"live"}
    options.out.mkdir(parents=True, exist_ok=True)
    kinds = {
        "days": ("live", lambda a, b: a["session"] != b["session"]),
        "day": ("live", lambda a, b: a["session"] == b["session"]),
        "print": (min(labels, default="attack"), lambda a, b: True),
    }
    for name, (label, fits) in kinds.items():
        pairs = pairs_of(rows, label, fits, options.most, random.Random(1))
        with (options.out / f"{name}.csv").open("w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["same", "image_a", "image_b"])
            out.writerows((same, a["image"], b["image"]) for same, a, b in pairs)
        print(f"{name}.csv: {len(pairs)} pairs")


if __name__ == "__main__":
    main()

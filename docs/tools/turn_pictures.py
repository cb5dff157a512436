"""Writes pictures turned about their middle, and a table of where their faces then are.

Enters: a folder of square pictures with one face in the middle (LFW, deep-funnelled), and
an angle in degrees clockwise. Leaves: the folder of --out with the turned pictures, their
corners filled with the border's mean colour, and `boxes.csv` for `selfsame eval detect`: the
middle two fifths of each, which lie there however it is turned.

    python3 -m venv tools
    tools/bin/pip install pillow==13.0.0
    tools/bin/python docs/tools/turn_pictures.py --degrees 30 --most 500 --out turned images
    selfsame eval detect --root turned --boxes turned/boxes.csv --min-face 40
"""

import argparse
import pathlib

from PIL import Image, ImageStat


def turned(picture, degrees):
    """The picture turned clockwise, as large as before."""
    width, height = picture.size
    border = [picture.crop((0, 0, width, 8)), picture.crop((0, height - 8, width, height))]
    means = zip(*(ImageStat.Stat(part).mean for part in border))
    fill = tuple(round(sum(mean) / 2) for mean in means)
    return picture.rotate(-degrees, resample=Image.Resampling.BICUBIC, fillcolor=fill)


def main():
    """Turns what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--degrees", type=float, required=True)
    parser.add_argument("--most", type=int, default=500, help="pictures, spread over the folder")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    pictures = sorted(options.folder.glob("*.jpg"))
    pictures = pictures[:: max(1, len(pictures) // options.most)][: options.most]
    rows = ["image,xmin,ymin,xmax,ymax"]
    for path in pictures:
        picture = turned(Image.open(path).convert("RGB"), options.degrees)
        width, height = picture.size
        picture.save(options.out / path.name, quality=95)
        box = [width * 0.3, height * 0.3, width * 0.7, height * 0.7]
        rows.append(",".join([path.name, *(f"{edge:.0f}" for edge in box)]))
    (options.out / "boxes.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

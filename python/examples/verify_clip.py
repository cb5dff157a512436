"""A clip, or a recorded session, and a portrait through the whole pipeline.

    python3 verify_clip.py VIDEO [PORTRAIT]
    python3 verify_clip.py --recording FOLDER [PORTRAIT]

Of a clip the digits are drawn anew and "shown" on the clip's own clock: nobody on a recording can
read them, and the honest result is a rejection with its reasons. A recorded session knows its
digits and when they were shown.

Exit code: 0 whenever a verdict was reached, whatever it is; 1 when something failed.
"""

import sys

import selfsame
from selfsame import Guidance

ADVICE = {
    Guidance.LOOK_HERE: "look into the camera",
    Guidance.ONE_PERSON_ONLY: "one person only, please",
    Guidance.COME_CLOSER: "come closer",
    Guidance.MOVE_INTO_PICTURE: "move so that the whole face is in the picture",
    Guidance.FACE_THE_CAMERA: "face the camera",
    Guidance.MORE_LIGHT: "more light is needed",
    Guidance.LESS_LIGHT: "there is too much light",
    Guidance.BLURRED: "out of focus: clean the lens, hold still",
    Guidance.HOLD_STILL: "hold still: it begins in a moment",
    Guidance.REST: "close your mouth and wait",
    Guidance.DONE: "that was all",
}


def tell_verdict(verdict: selfsame.Verdict) -> None:
    test = " (a test)" if verdict.is_test else ""
    print(f"\nverdict   {verdict.outcome.name.lower()}{test}")
    print(f"liveness  {verdict.liveness.name.lower()}")
    match = verdict.match
    if match is None:
        print("match     none: no portrait, or no face that could be compared")
    else:
        print(f"match     {match.name.lower()}")
    for reason in verdict.reasons:
        print(f"  {reason.json_name:<22} {reason.advice}")
    for digit in verdict.digits:
        print(f"  digit {digit.digit} shown at {digit.prompted_ms / 1000:6.2f} s, ", end="")
        if digit.read_ms is None:
            print("not read")
        else:
            start, end = digit.read_ms
            print(f"read from {start / 1000:6.2f} to {end / 1000:6.2f} s")


def run(file: str, portrait_file: "str | None", recorded: bool) -> None:
    level, prompts = selfsame.Level.CONVENIENCE, None
    if recorded:
        with selfsame.Recording.open(file) as recording:
            challenge, prompts = recording.challenge(), recording.prompts()
            source = recording.source()
        if len(challenge.digits) >= 6:
            level = selfsame.Level.STANDARD
    else:
        source = selfsame.Source.open_video(file)
        challenge = selfsame.Challenge.draw(level)
    language = challenge.language

    def tell(hint: selfsame.Hint, time_ns: int) -> None:
        if hint.digit is not None:
            text = f"read aloud: {hint.digit}  ({language.word(hint.digit)})"
        elif hint.guidance == Guidance.SAY_WARM_UP:
            text = f'say: "{language.warm_up}"'
        else:
            text = ADVICE.get(hint.guidance, "")
        if text:
            print(f"{time_ns / 1e9:6.2f} s   {text}", flush=True)

    engine = selfsame.Engine(level=level)
    print(f"selfsame  {selfsame.__version__}, {engine.inference}\n")
    portrait = engine.enrol(selfsame.Picture.open(portrait_file)) if portrait_file else None
    session = selfsame.Session(
        engine, challenge, portrait=portrait, prompts=prompts, on_guidance=tell
    )
    frames = 0
    for frame in source:
        frames += 1
        if session.push_captured(frame).guidance == Guidance.DONE:
            break
    verdict = session.finish()
    print(f"\n{frames} frames")
    tell_verdict(verdict)


def main() -> int:
    given = sys.argv[1:]
    recorded = given[:1] == ["--recording"]
    given = given[recorded:]
    if not 1 <= len(given) <= 2:
        print(f"usage: {sys.argv[0]} [--recording] VIDEO|FOLDER [PORTRAIT]", file=sys.stderr)
        return 1
    try:
        run(given[0], given[1] if len(given) == 2 else None, recorded)
    except selfsame.Error as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Sessions on the clip: what comes out, callbacks, threads, recordings."""

import json
import tempfile
import threading
import unittest
from pathlib import Path

import selfsame
from selfsame import (
    Challenge, Code, Guidance, Level, Outcome, Picture, Prompts, Recorder, Recording, Session,
    Source,
)
from support import CLIP, PORTRAIT, Case, engine, numpy

DRAWN = """{"language":"en","digits":[5,4,5,7],"warm_up_end_ms":3000,
"prompts_ms":[4520,7059,8080,8995],"end_ms":10995}"""


def first_frames(count):
    """The first frames of the clip."""
    with Source.open_video(CLIP) as source:
        return [frame for frame, _ in zip(source, range(count))]


class Clip(Case):
    def test_nobody_reads_and_it_is_the_person_on_the_portrait(self):
        told = []
        with Picture.open(PORTRAIT) as picture:
            portrait = engine().enrol(picture)
        # Always the same one: which reasons are found depends on it.
        challenge = Challenge.from_json(DRAWN)
        session = Session(
            engine(),
            challenge,
            portrait=portrait,
            on_guidance=lambda hint, time_ns: told.append((time_ns, hint)),
        )
        self.assertEqual(session.guidance.guidance, Guidance.LOOK_HERE)
        self.assertIsNone(session.prompts())
        polled, digits = [], []
        with Source.open_video(CLIP) as source:
            self.assertEqual(source.kind, selfsame.SourceKind.VIDEO)
            self.assertEqual(source.name, CLIP.name)
            self.assertGreater(source.fps, 20)
            self.assertGreater(source.frame_count, 300)
            width, height = source.size
            for frame in source:
                shape = frame.shape
                self.assertEqual((shape.width, shape.height), (width, height))
                hint = session.push_captured(frame)
                if not polled or polled[-1][1] != hint:
                    polled.append((frame.time_ns, hint))
                    if hint.digit is not None:
                        digits.append(hint.digit)
                frame.close()
                if hint.guidance == Guidance.DONE:
                    break
        self.assertEqual(told, polled)
        self.assertEqual(tuple(digits), challenge.digits)
        self.assertEqual(session.progress, (4, 4))
        prompts = session.prompts()
        self.assertEqual(Prompts.from_json(prompts.to_json()).to_json(), prompts.to_json())
        verdict = session.finish()
        self.fails(selfsame.Misuse, Code.FINISHED, session.finish)
        self.assertEqual(verdict.outcome, Outcome.FAIL)
        self.assertEqual(verdict.liveness, Outcome.FAIL)
        self.assertEqual(verdict.match, Outcome.PASS)
        with verdict.comparison() as comparison:
            self.assertEqual(comparison.outcome(), Outcome.PASS)
        self.assertFalse(verdict.is_test)
        said = json.loads(verdict.to_json())
        self.assertEqual(said["outcome"], "fail")
        self.assertEqual(said["reasons"], [reason.json_name for reason in verdict.reasons])
        self.assertTrue(all(reason.advice for reason in verdict.reasons))
        self.assertEqual([digit.digit for digit in verdict.digits], digits)
        channels = {c.name.lower(): f.name.lower() for c, f in verdict.channels.items()}
        listed = said["liveness"]["channels"]
        self.assertEqual(channels, {each["name"]: each["finding"] for each in listed})
        self.assertIn("selfsame.statement/1", verdict.statement())


class Pushing(Case):
    def test_arrays_give_what_captured_frames_give(self):
        np = numpy()
        captured = first_frames(12)
        challenge = Challenge.draw(Level.CONVENIENCE)
        verdicts = []
        for own in (False, True):
            session = Session(engine(), challenge)
            for frame in captured:
                if own:
                    shape = frame.shape
                    data = np.frombuffer(frame.to_bytes(), np.uint8)
                    hint = session.push(
                        data, frame.time_ns, format=shape.format, rotation=shape.rotation,
                        range=shape.range, size=(shape.width, shape.height), stride=shape.stride,
                    )
                else:
                    hint = session.push_captured(frame)
            self.assertEqual(hint, session.guidance)
            verdicts.append(session.finish().to_json())
        self.assertEqual(verdicts[0], verdicts[1])
        self.assertIn("session_incomplete", verdicts[0])
        array = captured[0].to_array()
        with captured[0].picture() as picture:
            self.assertEqual(array.shape, (picture.height, picture.width, 3))

    def test_what_a_callback_raises_push_raises(self):
        grey = bytes(64 * 48)
        size, format = (64, 48), selfsame.Pixels.GREY
        frame = first_frames(1)[0]

        def listener(hint, time_ns):
            # It may be asked from in here, and nothing can be done to it.
            self.assertEqual(session.guidance, hint)
            self.fails(selfsame.Misuse, Code.BUSY, session.finish)
            self.fails(selfsame.Misuse, Code.BUSY, session.close)
            raise KeyError(hint.guidance)

        with Session(engine(), Challenge.draw(Level.CONVENIENCE), on_guidance=listener) as session:
            with self.assertRaises(KeyError) as caught:
                session.push_captured(frame)
            self.assertEqual(caught.exception.args[0], session.guidance.guidance)
            caught.exception = None
            session.on_guidance(None)
            session.push(grey, frame.time_ns + 1, size=size, format=format)
            self.fails(selfsame.Misuse, Code.ARGUMENT, selfsame._native.ask,
                       "selfsame_session_set_test", session)
        del listener

    def test_a_test_s_frame_makes_a_test_s_verdict(self):
        frame = dict(size=(64, 48), format=selfsame.Pixels.GREY)
        for whole, one in ((True, False), (False, True)):
            with Session(engine(), Challenge.draw(Level.CONVENIENCE), test=whole) as session:
                session.push(bytes(64 * 48), 0, test=one, **frame)
                self.assertTrue(session.finish().is_test)


class Threads(Case):
    def test_four_at_once_give_what_one_after_the_other_give(self):
        captured = first_frames(30)
        with Picture.open(PORTRAIT) as picture:
            template = engine().enrol(picture).template()
        challenges = [Challenge.draw(Level.CONVENIENCE) for _ in range(4)]
        answers = {}

        def run(key, challenge):
            with Session(engine(), challenge, portrait=template) as session:
                hints = [session.push_captured(frame) for frame in captured]
                with session.finish() as verdict:
                    answers[key] = hints, verdict.to_json()

        for number, challenge in enumerate(challenges):
            run(number, challenge)
        threads = [
            threading.Thread(target=run, args=(10 + number, challenge))
            for number, challenge in enumerate(challenges)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in range(4):
            self.assertEqual(answers[10 + number], answers[number])

    def test_other_threads_run_during_a_call(self):
        # The callback is in a call of the library; while it waits, this thread must go on.
        began, ended = threading.Event(), threading.Event()

        def listener(hint, time_ns):
            began.set()
            ended.wait(30)

        frame = first_frames(1)[0]
        session = Session(engine(), Challenge.draw(Level.CONVENIENCE), on_guidance=listener)
        thread = threading.Thread(target=session.push_captured, args=(frame,))
        thread.start()
        self.assertTrue(began.wait(30))
        self.assertEqual(session.progress[0], 0)
        self.fails(selfsame.Misuse, Code.BUSY, session.finish)
        self.fails(selfsame.Misuse, Code.BUSY, session.close)
        self.assertFalse(session.closed)
        ended.set()
        thread.join()
        session.close()
        self.assertTrue(session.closed)


class Recordings(Case):
    def test_recorded_and_played(self):
        captured = first_frames(5)
        challenge = Challenge.draw(Level.CONVENIENCE)
        prompts = Prompts(0, 10, [20, 30])
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "session"
            with Recorder(place, challenge, test=True) as recorder:
                for frame in captured:
                    recorder.push_captured(frame)
                recorder.push(
                    bytes(64 * 48), captured[-1].time_ns + 1,
                    size=(64, 48), format=selfsame.Pixels.GREY,
                )
                self.assertEqual(recorder.frame_count, 6)
                recorder.finish(prompts)
                self.fails(selfsame.Misuse, Code.FINISHED, recorder.finish)
            with Recording.open(place) as recording:
                self.assertTrue(recording.is_test)
                self.assertEqual(recording.challenge().digits, challenge.digits)
                self.assertEqual(recording.prompts().to_json(), prompts.to_json())
                source = recording.source()
                self.fails(selfsame.Misuse, Code.FINISHED, recording.source)
            frames = list(source)
            self.assertEqual(len(frames), 6)
            self.assertTrue(all(frame.is_test for frame in frames))
            self.assertEqual(frames[0].time_ns, captured[0].time_ns)
            self.assertIsNone(source.next())
        self.fails(selfsame.DataError, Code.NOT_FOUND, Recording.open, place)
        self.fails(selfsame.DataError, Code.NOT_FOUND, Source.open_video, place)
        self.fails(selfsame.DataError, Code.NOT_FOUND, Source.open_images, place, (30, 1))

    def test_sealed(self):
        if not selfsame.has("sealed") or not selfsame.has("evidence"):
            self.skipTest("the library is built without sealed")
        identity, recipient = selfsame.evidence_keys()
        challenge = Challenge.draw_digits(5)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "session.age"
            with Recorder(place, challenge, recipient=recipient) as recorder:
                recorder.push_captured(first_frames(1)[0])
                recorder.finish()
            self.fails(selfsame.DataError, Code.SEALED, Recording.open, place)
            with Recording.open(place, identity=identity) as recording:
                self.assertIsNone(recording.prompts())
                self.assertEqual(recording.challenge().digits, challenge.digits)


class Machine(Case):
    def test_cameras(self):
        if selfsame.has("camera"):
            self.assertIsInstance(selfsame.cameras(), list)
        else:
            self.fails(selfsame.Misuse, Code.NOT_BUILT, selfsame.cameras)
            self.fails(selfsame.Misuse, Code.NOT_BUILT, Source.open_camera, "7")

    def test_doctor(self):
        said = selfsame.doctor(inference=selfsame.Inference.RTEN)
        self.assertTrue(said["usable"], said)


if __name__ == "__main__":
    unittest.main()

"""Pictures, portraits, templates."""

import json
import unittest

import selfsame
from selfsame import Code, Fmr, Outcome, Picture, Template, TemplateKey
from support import PORTRAIT, Case, engine, numpy


class Stills(Case):
    def test_enrol_and_match(self):
        with Picture.open(PORTRAIT) as picture, engine().enrol(picture) as portrait:
            self.assertTrue(0 < portrait.box.width < picture.width)
            template = portrait.template()
            measures = portrait.measures()
            said = json.loads(portrait.assessment())
        self.assertEqual([each["measure"] for each in said], [each.name for each in measures])
        self.assertEqual([each["score"] for each in said], [each.score for each in measures])
        self.assertTrue(all(each.advice for each in measures if each.poor))
        self.assertGreater(template.quality, 50)
        with template.compare(template) as comparison:
            self.assertEqual(comparison.outcome(Fmr.FMR_1E_6), Outcome.PASS)
            self.assertEqual(comparison.strictest, Fmr.FMR_1E_6)
            self.assertAlmostEqual(comparison.similarity, 1.0, places=4)
            self.assertLess(comparison.threshold(Fmr.FMR_1E_4), 1.0)
            self.assertEqual(comparison.qualities, (template.quality, template.quality))
            self.assertFalse(comparison.is_poor)
        stored = template.to_bytes()
        self.assertEqual(len(stored), 153)
        self.assertEqual(Template.from_bytes(bytearray(stored)).to_bytes(), stored)
        self.fails(selfsame.DataError, Code.TEMPLATE, Template.from_bytes, stored[:-1])
        self.assertGreater(Template.fused([template, template]).quality, 0)
        self.fails(selfsame.Misuse, Code.ARGUMENT, Template.fused, [])
        key = TemplateKey.generate()
        sealed = key.seal(template, b"case 7")
        self.assertEqual(len(sealed), 198)
        again = TemplateKey(key.to_bytes())
        self.assertEqual(again.open(sealed, b"case 7").to_bytes(), stored)
        self.fails(selfsame.DataError, Code.TEMPLATE, again.open, sealed, b"case 8")
        self.fails(selfsame.Misuse, Code.LENGTH, TemplateKey, b"short")

    def test_faces(self):
        with Picture.open(str(PORTRAIT)) as picture:
            boxes = engine().detect(picture)
            self.assertGreaterEqual(len(boxes), 1)
            self.assertIsNone(boxes[0].landmarks)
            self.assertIsNone(boxes[0].presence)
            self.assertGreater(boxes[0].score, 2)
            with engine().portrait_faces(picture) as found:
                self.assertEqual(len(list(found)), 1)
            faces = engine().faces(picture, selfsame.DetectOptions(min_face=60))
            self.assertEqual(len(list(faces)), 1)
            self.assertEqual(len(faces[0].landmarks), 478)
            self.assertGreater(faces[0].presence, 0.5)
            with engine().portrait_of(picture, faces, 0) as portrait:
                self.assertGreater(portrait.box.width, 0)
            template = engine().template_of(picture, faces, 0)
            self.assertGreater(template.quality, 0)
            region = selfsame.Box(0, 0, 24, 24)
            nobody = engine().detect(picture, selfsame.DetectOptions(region=region))
            self.assertEqual(len(nobody), 0)
            wrong = selfsame.DetectOptions(scale_factor=2.0)
            self.fails(selfsame.Misuse, Code.ARGUMENT, engine().detect, picture, wrong)

    def test_nobody_is_no_portrait(self):
        with Picture.decode(b"P5 64 64 255\n" + bytes(64 * 64)) as grey:
            self.fails(selfsame.DataError, Code.PORTRAIT, engine().enrol, grey)

    def test_pictures_of_bytes(self):
        data = bytes(range(240)) * 5  # 20 by 20, RGB
        picture = Picture.from_array(data, size=(20, 20))
        self.assertEqual(picture.to_bytes(), data)
        turned = Picture.from_array(data, size=(20, 20), rotation=180)
        self.assertEqual(turned.to_bytes()[:3], data[-3:])
        self.fails(selfsame.DataError, Code.IMAGE, Picture.decode, b"")

    def test_pictures_of_arrays(self):
        np = numpy()
        array = np.arange(30 * 40 * 3, dtype=np.uint8).reshape(30, 40, 3)
        picture = Picture.from_array(array)
        self.assertEqual((picture.width, picture.height), (40, 30))
        self.assertTrue((picture.to_array() == array).all())
        bgr = Picture.from_array(array, format=selfsame.Pixels.BGR).to_array()
        self.assertTrue((bgr == array[:, :, ::-1]).all())
        # With gaps between the rows, read where they lie.
        part = array[3:27, 5:35]
        self.assertTrue((Picture.from_array(part).to_array() == part).all())
        grey = np.ascontiguousarray(array[:, :, 0])
        shown = Picture.from_array(grey, format=selfsame.Pixels.GREY).to_array()
        self.assertTrue((shown == grey[:, :, None]).all())

    def test_engine(self):
        self.assertTrue(engine().inference.startswith("rten"))
        self.assertEqual(engine().made_by["policy"], "test of Python")
        self.fails(selfsame.Misuse, Code.ARGUMENT, selfsame.Engine, threads=0)


if __name__ == "__main__":
    unittest.main()

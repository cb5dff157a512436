//! From a registered face to a template: five-point alignment, then SFace.
//!
//! Enters: a picture and a mesh. Leaves: a [`Template`]. Alignment: least-squares
//! similarity to the ArcFace 112x112 reference points (Deng et al., CVPR 2019).
//! Network: SFace (Zhong et al., TIP 2021), weights of opencv_zoo.

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;
use crate::geometry::similarity2;
use crate::infer::{Network, Runtime, Tensor};
use crate::landmark::Mesh;
use crate::models::{FACE_EMBEDDING, Models};
use crate::template::{DIMENSIONS, ModelTag, Template};
use crate::warp::{self, Affine};

/// How templates are made of faces: part of their [`ModelTag`], since another way gives
/// numbers that mean something else.
pub(crate) const RECIPE: &str = "five points of the mesh, both ways round";
const ONCE: &str = "five points of the mesh";
/// The length of the network's output at which a picture is worth half, and how quickly worth
/// grows with it; see [`Embedder::embed`].
const HALF: f32 = 10.0;
const WIDTH: f32 = 1.0;
/// Side of the aligned face, pixels.
pub const ALIGNED: u32 = 112;

/// Where the eyes (subject's right, left), nose tip and mouth corners (right,
/// left) lie in the aligned face: ArcFace's reference.
const REFERENCE: [[f32; 2]; 5] = [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
];

/// The mesh points whose mean is an eye's middle: corners and lids.
const RIGHT_EYE: [usize; 4] = [33, 133, 159, 145];
const LEFT_EYE: [usize; 4] = [263, 362, 386, 374];
const NOSE_TIP: usize = 1;
const MOUTH_CORNERS: [usize; 2] = [61, 291];

/// The five alignment points of a mesh, in the order of ArcFace.
#[must_use]
pub fn five_points(mesh: &Mesh) -> [[f32; 2]; 5] {
    [
        mesh.middle(&RIGHT_EYE),
        mesh.middle(&LEFT_EYE),
        mesh.at(NOSE_TIP),
        mesh.at(MOUTH_CORNERS[0]),
        mesh.at(MOUTH_CORNERS[1]),
    ]
}

/// A face turned, scaled and shifted to the reference: 112x112 RGB.
#[derive(Clone, PartialEq, Eq)]
pub struct AlignedFace(Vec<u8>);

impl AlignedFace {
    /// Aligns a face; `None` if its five points fall together.
    #[must_use]
    pub fn of(picture: &Picture, mesh: &Mesh) -> Option<Self> {
        let m = similarity2(&REFERENCE, &five_points(mesh))?;
        Some(Self(warp::cut(picture, &Affine { m }, ALIGNED, ALIGNED)))
    }

    /// Left and right changed over.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let rows = self.0.chunks_exact(3 * ALIGNED as usize);
        let turned = rows.flat_map(|row| row.as_chunks::<3>().0.iter().rev().flatten());
        Self(turned.copied().collect())
    }

    /// RGB bytes, row by row.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for AlignedFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AlignedFace({ALIGNED}x{ALIGNED})")
    }
}

/// The embedding network.
pub struct Embedder {
    network: Box<dyn Network>,
    sha256: String,
}

impl Embedder {
    /// Loads the network.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] or [`ErrorKind::Inference`].
    pub fn load(models: &Models, runtime: &Arc<dyn Runtime>) -> Result<Self> {
        let network = runtime.load(FACE_EMBEDDING, models.read(FACE_EMBEDDING)?)?;
        let sha256 = models.manifest().entry(FACE_EMBEDDING)?.sha256.clone();
        Ok(Self { network, sha256 })
    }

    /// What templates of [`embed`](Self::embed) say of their making.
    #[must_use]
    pub fn tag(&self) -> ModelTag {
        ModelTag::of(&self.sha256, RECIPE)
    }

    /// The template of an aligned face: of the face and of its mirror image, added up. Of the
    /// pairs of one person that are refused at one in ten thousand without the mirror image,
    /// this accepts about every fourth (docs/measurements.md, Match).
    ///
    /// Its [quality](Template::quality) is read off the length of the network's output, which
    /// is shorter the less it sees of a face: in blur, noise, darkness, few pixels. (That such
    /// lengths tell quality is known of networks trained for it: MagFace, Meng et al., CVPR
    /// 2021. That this network's do was measured: docs/measurements.md, Match.)
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] when the network fails or gives no direction.
    pub fn embed(&self, face: &AlignedFace) -> Result<Template> {
        let ahead = self.half(face)?;
        Template::fused(&[ahead, self.half(&face.mirrored())?])
    }

    /// One way round of [`embed`](Self::embed), which is the sum of both: for whoever has no
    /// time for two at once.
    pub(crate) fn half(&self, face: &AlignedFace) -> Result<Template> {
        self.direction(face, RECIPE)
    }

    /// The template of the face alone, in half the time. It cannot be compared with those of
    /// [`embed`](Self::embed).
    ///
    /// # Errors
    /// As [`embed`](Self::embed).
    pub fn embed_once(&self, face: &AlignedFace) -> Result<Template> {
        self.direction(face, ONCE)
    }

    /// The templates of several faces, in their order, as [`embed`](Self::embed) makes them,
    /// on so many threads. One run for all of them would not be quicker: on one thread the
    /// network takes as long for each of eight faces as for one. With rten, threads bring
    /// nothing: its runs wait for each other.
    ///
    /// # Errors
    /// The first that [`embed`](Self::embed) gives; [`ErrorKind::Misuse`] for no threads.
    pub fn embed_all(&self, faces: &[AlignedFace], threads: usize) -> Result<Vec<Template>> {
        if threads == 0 {
            return Err(Error::new(ErrorKind::Misuse, "0 threads: at least 1"));
        }
        let share = faces.len().div_ceil(threads).max(1);
        let some = |faces: &[AlignedFace]| -> Result<Vec<Template>> {
            faces.iter().map(|face| self.embed(face)).collect()
        };
        let mut shares = faces.chunks(share);
        let first = shares.next().unwrap_or_default();
        std::thread::scope(|scope| {
            let others: Vec<_> = shares.map(|faces| scope.spawn(|| some(faces))).collect();
            let mut all = some(first)?;
            for other in others {
                let stopped = |_| Error::new(ErrorKind::Inference, "a thread of embedding stopped");
                all.extend(other.join().map_err(stopped)??);
            }
            Ok(all)
        })
    }

    fn direction(&self, face: &AlignedFace, recipe: &str) -> Result<Template> {
        let side = ALIGNED as usize;
        let plane = side * side;
        let mut data = vec![0.0; 3 * plane];
        for (i, p) in face.rgb().chunks_exact(3).enumerate() {
            for c in 0..3 {
                data[c * plane + i] = f32::from(p[c]);
            }
        }
        let outputs = self
            .network
            .run(&[Tensor::new(&[1, 3, side, side], data)])?;
        let tag = ModelTag::of(&self.sha256, recipe);
        outputs
            .into_iter()
            .next()
            .filter(|t| t.data.len() == DIMENSIONS)
            .and_then(|t| Template::of_output(tag, t.data, quality))
            .ok_or_else(|| Error::new(ErrorKind::Inference, "embedding: not 128 numbers"))
    }
}

/// Of an output's length, 0..=100.
fn quality(length: f32) -> u8 {
    let share = 1.0 / (1.0 + ((HALF - length) / WIDTH).exp());
    (100.0 * share).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::fake::FakeRuntime;

    /// A face of one colour, brighter on the left by `slope`.
    fn face(level: u8, slope: u8) -> AlignedFace {
        let side = ALIGNED as usize;
        let left = |i: usize| i % side < side / 2;
        let levels = (0..side * side).map(|i| level + if left(i) { slope } else { 0 });
        AlignedFace(levels.flat_map(|level| [level; 3]).collect())
    }

    /// A network that sees the first pixel of the first row and the last, and one number that
    /// is always there.
    fn embedder() -> Embedder {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models");
        let models = Models::in_folder(folder).unwrap();
        let runtime = FakeRuntime::default().with(FACE_EMBEDDING, |inputs| {
            let data = &inputs[0].data;
            let mut values = vec![0.0; DIMENSIONS];
            values[0] = data[0];
            values[1] = data[ALIGNED as usize - 1];
            values[2] = 50.0;
            Ok(vec![Tensor::new(&[1, DIMENSIONS], values)])
        });
        let runtime: Arc<dyn Runtime> = Arc::new(runtime);
        Embedder::load(&models, &runtime).unwrap()
    }

    #[test]
    fn both_ways_round_count_the_same() {
        let embedder = embedder();
        let face = face(10, 90);
        let (both, once) = (embedder.embed(&face), embedder.embed_once(&face));
        let (both, once) = (both.unwrap(), once.unwrap());
        assert!((both.values()[0] - both.values()[1]).abs() < 1e-6);
        assert!(once.values()[0] > 2.0 * once.values()[1]);
        let mirrored = embedder.embed(&face.mirrored()).unwrap();
        assert!(mirrored.cosine(&both).unwrap() > 0.9999);
        // They mean different things.
        let error = both.cosine(&once).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
    }

    #[test]
    fn many_faces_keep_their_order_on_any_number_of_threads() {
        let embedder = embedder();
        let faces: Vec<_> = (0..7).map(|i| face(20 * i, 3 * i)).collect();
        let alone: Vec<_> = faces.iter().map(|f| embedder.embed(f).unwrap()).collect();
        for threads in [1, 2, 3, 7, 20] {
            let all = embedder.embed_all(&faces, threads).unwrap();
            assert_eq!(all.len(), alone.len());
            let same = all
                .iter()
                .zip(&alone)
                .all(|(a, b)| a.values() == b.values());
            assert!(same, "{threads}");
        }
        assert!(embedder.embed_all(&[], 2).unwrap().is_empty());
        assert!(embedder.embed_all(&faces, 0).is_err());
    }

    #[test]
    fn quality_grows_with_the_output() {
        assert_eq!([0.0, 10.0, 100.0].map(quality), [0, 50, 100]);
        let lengths = (0..40).map(|i| quality(i as f32 / 2.0));
        assert!(lengths.is_sorted());
    }

    #[test]
    fn mirroring_changes_left_and_right_over() {
        let side = ALIGNED as usize;
        let rgb = (0..side * side).flat_map(|i| [(i % side) as u8, (i / side) as u8, 7]);
        let face = AlignedFace(rgb.collect());
        let mirrored = face.mirrored();
        assert_eq!(mirrored.rgb()[..3], [111, 0, 7]);
        assert_eq!(mirrored.rgb()[3 * (2 * side + 5)..][..3], [106, 2, 7]);
        assert_eq!(mirrored.mirrored(), face);
    }
}

//! The session's best frames, spread over its length, for the live template.

use std::time::Duration;

use crate::embedding::{AlignedFace, Embedder};
use crate::error::Result;
use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::liveness::Sameness;
use crate::matching::LEAST_QUALITY;
use crate::quality::FaceQuality;
use crate::template::Template;

/// One best face is kept of each stretch of this length, so that a change of
/// person in mid-session is seen. It is embedded when its stretch is over, so that little
/// is left to do at the end, and its mirror image a frame later, so that no frame waits for
/// both.
const STRETCH: Duration = Duration::from_secs(3);
/// So many faces of a session are compared with each other.
pub const FACES_COMPARED: usize = 6;
/// The live template is fused from so many, those of the best
/// [quality](Template::quality).
const FUSED: usize = 4;
/// A face must beat the best of its stretch by this much to be cut out again.
const BETTER: f32 = 1.02;

/// The best face of a stretch.
struct Best {
    time: Duration,
    rank: f32,
    face: Face,
}

enum Face {
    /// A better one may come.
    Open(AlignedFace),
    /// Embedded one way round; the mirror image is still to come.
    Half(Template, AlignedFace),
    Embedded(Template),
}

/// The best faces so far.
#[derive(Default)]
pub(super) struct BestFrames {
    stretches: Vec<Best>,
    start: Option<Duration>,
    sealed: bool,
}

impl BestFrames {
    /// Offers a frame, and asks the network once if a face of an earlier stretch is waiting.
    pub(super) fn offer(
        &mut self,
        picture: &Picture,
        mesh: &Mesh,
        quality: &FaceQuality,
        time: Duration,
        embedder: &Embedder,
    ) -> Result<()> {
        self.go_on(embedder)?;
        if self.sealed {
            return Ok(());
        }
        let start = *self.start.get_or_insert(time);
        let stretch = |t: Duration| t.saturating_sub(start).as_millis() / STRETCH.as_millis();
        let rank = quality.rank();
        let current = self
            .stretches
            .last()
            .filter(|best| stretch(best.time) == stretch(time));
        if current.is_some_and(|best| rank <= best.rank * BETTER) {
            return Ok(());
        }
        let replaces = current.is_some();
        if let Some(face) = AlignedFace::of(picture, mesh) {
            if replaces {
                self.stretches.pop();
            }
            let face = Face::Open(face);
            self.stretches.push(Best { time, rank, face });
        }
        Ok(())
    }

    /// Takes no more faces: the end is near, and should find nothing left to embed. The next
    /// frames do the rest.
    pub(super) fn seal(&mut self) {
        self.sealed = true;
    }

    /// Asks the network once, if a stretch is over whose face is not embedded both ways round.
    fn go_on(&mut self, embedder: &Embedder) -> Result<bool> {
        // Of the last one a better face may come.
        let open = usize::from(!self.sealed);
        let over = self.stretches.len().saturating_sub(open);
        for best in &mut self.stretches[..over] {
            best.face = match &best.face {
                Face::Embedded(_) => continue,
                Face::Open(face) => Face::Half(embedder.half(face)?, face.mirrored()),
                Face::Half(ahead, mirrored) => {
                    let both = [ahead.clone(), embedder.half(mirrored)?];
                    Face::Embedded(Template::fused(&both)?)
                }
            };
            return Ok(true);
        }
        Ok(false)
    }

    /// The best faces, embedded.
    pub(super) fn templates(&mut self, embedder: &Embedder) -> Result<LiveTemplates> {
        self.seal();
        while self.go_on(embedder)? {}
        let embedded = spread(&self.stretches, FACES_COMPARED).into_iter();
        let embedded = embedded.filter_map(|best| match &best.face {
            Face::Embedded(template) => Some((best.time, template.clone())),
            Face::Open(_) | Face::Half(..) => None,
        });
        let mut best: Vec<(Duration, Template)> = embedded.collect();
        best.sort_by_key(|(_, template)| std::cmp::Reverse(template.quality()));
        let (times, templates) = best.into_iter().unzip();
        Ok(LiveTemplates { times, templates })
    }
}

impl std::fmt::Debug for BestFrames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BestFrames({})", self.stretches.len())
    }
}

/// At most `count` items, evenly spread, first and last included.
fn spread<T>(items: &[T], count: usize) -> Vec<&T> {
    if items.len() <= count {
        return items.iter().collect();
    }
    (0..count)
        .map(|i| &items[i * (items.len() - 1) / (count - 1)])
        .collect()
}

/// Templates of the live person, best first.
#[derive(Default)]
pub(super) struct LiveTemplates {
    times: Vec<Duration>,
    templates: Vec<Template>,
}

impl LiveTemplates {
    /// When the faces were taken, best first.
    pub(super) fn times(&self) -> &[Duration] {
        &self.times[..self.times.len().min(FUSED)]
    }

    /// The live template; none without a face.
    pub(super) fn fused(&self) -> Result<Option<Template>> {
        let best = &self.templates[..self.templates.len().min(FUSED)];
        let some = !best.is_empty();
        some.then(|| Template::fused(best)).transpose()
    }

    /// How alike they are.
    pub(super) fn sameness(&self) -> Result<Sameness> {
        let lower = |least: Option<f32>, cosine: f32| Some(least.map_or(cosine, |l| l.min(cosine)));
        let mut sameness = Sameness::default();
        for (i, a) in self.templates.iter().enumerate() {
            for b in &self.templates[..i] {
                let cosine = a.cosine(b)?;
                sameness.least = lower(sameness.least, cosine);
                if a.quality().min(b.quality()) >= LEAST_QUALITY {
                    sameness.least_of_good = lower(sameness.least_of_good, cosine);
                }
            }
        }
        Ok(sameness)
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn spreading_keeps_both_ends() {
        let items: Vec<u32> = (0..20).collect();
        let some: Vec<u32> = spread(&items, 6).into_iter().copied().collect();
        assert_eq!(some, [0, 3, 7, 11, 15, 19]);
        assert_eq!(spread(&items[..3], 6).len(), 3);
    }
}

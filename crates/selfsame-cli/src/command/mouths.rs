//! The SDK's stages from a picture to the mouth over time.
//!
//! Enters: pictures and their times, real or simulated. Leaves: the same
//! [`MouthSignal`] that a session makes of them.

use std::path::Path;
use std::time::Duration;

use selfsame::mouth::MouthMeasures;
use selfsame::pose::Pose;
use selfsame::signal::MouthSignal;
use selfsame::track::Tracker;
use selfsame::{Engine, Picture};
use selfsame_capture::open_video;

use crate::failure::Result;

/// One recording on its way through tracker, mesh and mouth measures.
pub(crate) struct Mouths<'a> {
    engine: &'a Engine,
    tracker: Tracker,
    measures: Vec<(Duration, MouthMeasures)>,
}

impl<'a> Mouths<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Self {
        Self {
            engine,
            tracker: Tracker::new(),
            measures: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, picture: &Picture, time: Duration) -> Result<()> {
        let (detector, landmarker) = (self.engine.detector(), self.engine.landmarker());
        let seen = self.tracker.follow(picture, time, detector, landmarker)?;
        if let Some(sighting) = seen
            && let Some(pose) = Pose::of(&sighting.mesh)
        {
            let mouth = MouthMeasures::of(&sighting.mesh, &pose);
            self.measures.push((time, mouth));
        }
        Ok(())
    }

    pub(crate) fn signal(&self) -> MouthSignal {
        MouthSignal::resample(&self.measures)
    }
}

/// A whole video.
pub(crate) fn of_video(engine: &Engine, path: &Path) -> Result<MouthSignal> {
    let mut source = open_video(path)?;
    let mut mouths = Mouths::new(engine);
    while let Some(frame) = source.next_frame()? {
        mouths.add(&frame.to_picture(), frame.time())?;
    }
    Ok(mouths.signal())
}

//! A person before a camera in a scene, one picture at a time.
//!
//! Enters: a person, a scene, a camera; then expressions and head poses. Leaves:
//! pictures. [`Subject`](crate::subject::Subject) does the acting as well.

use selfsame::Picture;

use crate::camera::{Camera, Sensor, jpeg};
use crate::expression::Expression;
use crate::figure::Figure;
use crate::performance::Head;
use crate::person::Person;
use crate::scene::Scene;

/// Takes pictures of one person.
pub struct Studio {
    figure: Figure,
    scene: Scene,
    sensor: Sensor,
    camera: Camera,
}

impl Studio {
    /// Puts a person before a camera. Painting takes about a tenth of a second.
    ///
    /// # Errors
    /// What of the camera is impossible.
    pub fn new(person: Person, scene: Scene, camera: Camera) -> Result<Self, crate::Error> {
        camera.check()?;
        Ok(Self {
            figure: Figure::new(person),
            sensor: Sensor::new(camera, &scene),
            scene,
            camera,
        })
    }

    /// Takes a picture, `width` x `height` of the camera.
    ///
    /// # Errors
    /// [`selfsame::ErrorKind::Limit`] if the camera's pictures are larger than the SDK
    /// takes.
    pub fn take(&mut self, expression: &Expression, head: &Head) -> selfsame::Result<Picture> {
        let posed = self.figure.pose(expression, head);
        let rgb = self.sensor.take(&self.figure, &posed, &self.scene);
        jpeg::deliver(&self.camera, rgb)
    }

    /// Takes the next frame of a film: as [`Self::take`], but blurred by what moved since
    /// the frame before, as long as the shutter is open. After lost frames that is
    /// farther than a real camera's blur would reach.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn film(&mut self, expression: &Expression, head: &Head) -> selfsame::Result<Picture> {
        let posed = self.figure.pose(expression, head);
        let (figure, scene) = (&self.figure, &self.scene);
        let rgb = self
            .sensor
            .film_drawn(|view, canvas| figure.draw(&posed, scene, view, canvas));
        jpeg::deliver(&self.camera, rgb)
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> &Person {
        &self.figure.person
    }
}

impl std::fmt::Debug for Studio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Studio(person {}, {:?})",
            self.person().seed(),
            self.camera
        )
    }
}

/// The ID portrait of a person: other light and camera than any session, frontal,
/// a plain background.
///
/// # Errors
/// As [`Studio::take`]; not for the camera that is used here.
pub fn portrait(person: Person) -> Result<Picture, crate::Error> {
    let mut studio = Studio::new(person, Scene::studio(), Camera::studio())?;
    Ok(studio.take(&Expression::REST, &Head::default())?)
}

//! A camera in a room, and somebody who acts. Enters: a camera, a scene, and what is
//! drawn before them. Leaves: pictures.

use glam::{Vec2, Vec3};
use selfsame::Picture;

use crate::camera::{Camera, Sensor, jpeg};
use crate::error::Error;
use crate::figure::{Figure, Posed, View};
use crate::performance::{Acting, Head, Performance};
use crate::person::Person;
use crate::raster::Canvas;
use crate::scene::Scene;

/// A room in which anything can be put before the camera.
pub(super) struct Room {
    sensor: Sensor,
    scene: Scene,
    pub(super) camera: Camera,
}

impl Room {
    pub(super) fn new(camera: Camera, scene: Scene) -> Result<Self, Error> {
        camera.check()?;
        Ok(Self {
            sensor: Sensor::new(camera, &scene),
            scene,
            camera,
        })
    }

    pub(super) fn view(&self) -> View {
        self.camera.view()
    }

    /// Takes the next frame of whatever is drawn, blurred by what moved since the last.
    pub(super) fn take(
        &mut self,
        draw: impl FnOnce(&Scene, &View, &mut Canvas),
    ) -> selfsame::Result<Picture> {
        let scene = &self.scene;
        let rgb = self
            .sensor
            .film_drawn(|view, canvas| draw(scene, view, canvas));
        jpeg::deliver(&self.camera, rgb)
    }

    /// Takes the next frame of one person.
    pub(super) fn take_one(&mut self, figure: &Figure, posed: &Posed) -> selfsame::Result<Picture> {
        self.take(|scene, view, canvas| figure.draw(posed, scene, view, canvas))
    }

    /// The next frame has nothing of the one before.
    pub(super) fn cut(&mut self) {
        self.sensor.cut();
    }

    /// The next picture has the grain of this number: what was recorded once has the
    /// same grain whenever it is played.
    pub(super) fn number(&mut self, number: u32) {
        self.sensor.count_from(number);
    }

    /// Where a point of space lies in a picture, pixels.
    pub(super) fn pixel(&self, point: Vec3) -> Vec2 {
        self.view().project(point).truncate()
    }
}

/// A body and what it does.
pub(super) struct Actor {
    pub(super) figure: Figure,
    pub(super) performance: Performance,
    /// As it was posed last.
    pub(super) head: Head,
}

impl Actor {
    pub(super) fn of(person: u64, performance: Performance) -> Self {
        Self::new(Person::of(person), performance)
    }

    pub(super) fn new(person: Person, performance: Performance) -> Self {
        Self {
            figure: Figure::new(person),
            performance,
            head: Head::default(),
        }
    }

    /// As it is at a time, seconds.
    pub(super) fn at(&mut self, time: f32) -> Posed {
        self.moved(time, Vec3::ZERO)
    }

    /// The same, sitting elsewhere: decimetres from the usual place.
    pub(super) fn moved(&mut self, time: f32, by: Vec3) -> Posed {
        let acting = self.performance.at(time);
        self.pose(&acting, by)
    }

    pub(super) fn pose(&mut self, acting: &Acting, by: Vec3) -> Posed {
        // Heads shift by centimetres.
        let seat = Head {
            shift: by * 10.0,
            ..Head::default()
        };
        self.head = acting.head.with(&seat);
        self.figure.pose(&acting.expression, &self.head)
    }
}

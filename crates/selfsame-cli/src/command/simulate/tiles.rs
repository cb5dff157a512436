//! The pictures of a contact sheet's row.
//!
//! Enters: a plan. Leaves: the ID portrait and what the webcam sees at four moments.

use std::time::Duration;

use image::RgbImage;
use selfsame::Picture;
use selfsame_simulate::expression::Unit;
use selfsame_simulate::performance::{Acting, Performance};
use selfsame_simulate::{Cue, Habits, Person, Studio, portrait};

use super::plan::Plan;
use super::play::{Play, Screen};
use crate::failure::{Failure, Result};

/// Webcam tiles of a row.
pub(super) const SHOTS: usize = 4;
/// An honest person's best moments are searched in steps of this.
const STEP: Duration = Duration::from_millis(16);
/// Frames a second of an attack, which can only be played from its start.
const ATTACK_FPS: f32 = 15.0;
/// From a prompt to the middle of its reading: the mean of the reactions, and some.
const READING: Duration = Duration::from_millis(750);

/// The portrait, then the webcam tiles.
pub(super) fn of(plan: &Plan) -> Result<Vec<RgbImage>> {
    let person = Person::of(plan.setup.person);
    let mut tiles = vec![image_of(portrait(person.clone())?)?];
    tiles.extend(match plan.attack {
        None => honest(plan, person)?,
        Some(_) => attack(plan)?,
    });
    Ok(tiles)
}

fn honest(plan: &Plan, person: Person) -> Result<Vec<RgbImage>> {
    let setup = &plan.setup;
    let mut studio = Studio::new(person, setup.scene.clone(), setup.camera)?;
    moments(plan)
        .into_iter()
        .flatten()
        .map(|acting| image_of(studio.take(&acting.expression, &acting.head)?))
        .collect()
}

/// At rest, in the warm-up, at the first digit, in a blink: the moments at which each
/// shows best.
fn moments(plan: &Plan) -> [Option<Acting>; SHOTS] {
    let screen = Screen::new(&plan.challenge);
    let setup = &plan.setup;
    // Somebody who forgets to read would not open the mouth.
    let habits = &Habits::CAREFUL;
    let mut person = Performance::new(setup.language, setup.person, setup.take, habits);
    let second = screen.prompts().shown().get(1).copied();
    let second = second.unwrap_or_else(|| screen.end());
    let mut best: [Option<(f32, Acting)>; SHOTS] = [None; SHOTS];
    let mut has_read = false;
    let mut time = Duration::ZERO;
    while time <= screen.end() {
        let (seconds, cue) = (time.as_secs_f32(), screen.at(time));
        person.see(seconds, cue);
        let acting = person.at(seconds);
        has_read |= matches!(cue, Cue::Digit(_));
        let jaw = acting.expression.get(Unit::JawOpen);
        let shut = acting.expression.get(Unit::EyeBlinkLeft);
        let scores = [
            (cue == Cue::Nothing).then_some(-jaw - shut),
            (cue == Cue::WarmUp).then_some(jaw - shut),
            (has_read && time < second).then_some(jaw - shut),
            Some(shut - jaw),
        ];
        for (best, score) in best.iter_mut().zip(scores) {
            if let Some(score) = score
                && best.is_none_or(|(old, _)| score > old)
            {
                *best = Some((score, acting));
            }
        }
        time += STEP;
    }
    best.map(|found| found.map(|(_, acting)| acting))
}

/// Before the challenge, in the warm-up, at the first and at the third digit.
fn attack(plan: &Plan) -> Result<Vec<RgbImage>> {
    let mut plan = plan.clone();
    plan.setup.fps = ATTACK_FPS;
    let mut play = Play::new(&plan)?;
    let prompts = play.screen().prompts();
    let digit = |n: usize| prompts.shown().get(n).map(|shown| *shown + READING);
    let mut due = [
        Some(prompts.start() / 2),
        Some((prompts.start() + prompts.warm_up_end()) / 2),
        digit(0),
        digit(2),
    ]
    .into_iter()
    .flatten()
    .peekable();
    let mut tiles = Vec::with_capacity(SHOTS);
    while let Some(&time) = due.peek()
        && let Some(frame) = play.next_frame()?
    {
        if frame.time() >= time {
            tiles.push(image_of(frame.to_picture())?);
            due.next();
        }
    }
    Ok(tiles)
}

fn image_of(picture: Picture) -> Result<RgbImage> {
    let (width, height) = (picture.width(), picture.height());
    RgbImage::from_raw(width, height, picture.into_rgb())
        .ok_or_else(|| Failure::new("image", format!("a picture that is not {width}x{height}")))
}

//! Finds the faces of pictures: `find MODEL PICTURES...`
#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use selfsame_cascade::{Detector, Grey, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let model = arguments.next().ok_or("find MODEL PICTURES...")?;
    let detector = Detector::new(&std::fs::read(model)?)?;
    for path in arguments {
        let picture = image::open(&path)?.to_luma8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let grey = Grey::new(&picture, width, height, width)?;
        let faces = detector.detect(grey, &Options::default())?;
        println!("{path}: {} faces", faces.len());
        for face in faces {
            println!(
                "  x {:>5.0}  y {:>5.0}  width {:>4.0}  score {:>5.1}",
                face.x, face.y, face.width, face.score
            );
        }
    }
    Ok(())
}

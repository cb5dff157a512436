//! What options, strides and regions do, and what is refused.
#![allow(clippy::unwrap_used)]

mod common;

use common::{DETECTOR, detect, grey, portrait};
use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use selfsame_cascade::{Detector, Error, Grey, Options, Passes, Region};

fn needs_no_lock<T: Send + Sync>() {}

#[test]
fn the_detector_is_shared_by_threads() {
    needs_no_lock::<Detector>();
    let portrait = portrait();
    let alone = detect(&portrait, &Options::default());
    assert_eq!(alone.len(), 1);
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| detect(&portrait, &Options::default())))
            .collect();
        for one in all {
            assert_eq!(one.join().unwrap(), alone);
        }
    });
}

#[test]
fn answers_do_not_depend_on_threads() {
    let portrait = portrait();
    let wide = imageops::resize(&portrait, 640, 480, FilterType::Triangle);
    for picture in [&portrait, &wide] {
        for (min_face, stride, scale_factor) in [(40, 4, 0.8), (40, 3, 0.9), (20, 4, 0.8)] {
            let options = |threads| Options {
                min_face,
                stride,
                scale_factor,
                threads,
                score: 1e-6,
                ..Options::default()
            };
            let alone = detect(picture, &options(1));
            assert!(!alone.is_empty());
            for threads in [2, 3, 64] {
                assert_eq!(detect(picture, &options(threads)), alone, "{threads}");
            }
        }
    }
    let sliver = GrayImage::from_pixel(41, 40, Luma([9]));
    let options = Options {
        threads: 64,
        ..Options::default()
    };
    assert_eq!(detect(&sliver, &options), []);
}

#[test]
fn rows_may_stand_apart() {
    let portrait = portrait();
    let (width, height) = (portrait.width() as usize, portrait.height() as usize);
    let stride = width + 13;
    let mut data = vec![255; stride * height];
    for (row, from) in data.chunks_mut(stride).zip(portrait.chunks(width)) {
        row[..width].copy_from_slice(from);
    }
    // The last row ends where its pixels do.
    data.truncate(stride * (height - 1) + width);
    let apart = Grey::new(&data, width, height, stride).unwrap();
    for min_face in [30, 40, 80, 97] {
        let options = Options {
            min_face,
            ..Options::default()
        };
        let found = DETECTOR.detect(apart, &options).unwrap();
        assert_eq!(found, detect(&portrait, &options));
        assert_eq!(found.len(), 1, "smallest face {min_face}");
    }
}

#[test]
fn a_region_is_a_cut() {
    let portrait = portrait();
    let region = Region {
        x: 60,
        y: 20,
        width: 300,
        height: 1000,
    };
    let options = Options {
        region: Some(region),
        ..Options::default()
    };
    let found = detect(&portrait, &options);
    assert_eq!(found.len(), 1);
    let cut = imageops::crop_imm(&portrait, 60, 20, 300, 340).to_image();
    let mut wanted = detect(&cut, &Options::default());
    for face in &mut wanted {
        (face.x, face.y) = (face.x + 60.0, face.y + 20.0);
    }
    assert_eq!(found, wanted);
    for (x, y) in [(400, 0), (0, 360), (usize::MAX, usize::MAX)] {
        let outside = Options {
            region: Some(Region { x, y, ..region }),
            ..Options::default()
        };
        assert_eq!(detect(&portrait, &outside), []);
    }
}

#[test]
fn sizes_are_kept_to() {
    let portrait = portrait();
    let all = detect(&portrait, &Options::default());
    let side = all[0].width as usize;
    let found = |min_face, max_face| {
        let options = Options {
            min_face,
            max_face,
            ..Options::default()
        };
        detect(&portrait, &options)
    };
    let near = |face: &selfsame_cascade::Face| (face.width - all[0].width).abs() < 0.2 * face.width;
    assert!(found(side * 2 / 3, side * 3 / 2).iter().any(near));
    // A window of half its size still finds a face from within.
    assert_eq!(found(40, side / 2).len(), 1);
    assert_eq!(found(40, side / 3), []);
    assert_eq!(found(side * 5 / 4, usize::MAX), []);
    // Enlarged, a face half as large is found.
    let small = imageops::resize(&portrait, 48, 43, FilterType::Triangle);
    assert_eq!(detect(&small, &Options::default()), []);
    let options = Options {
        min_face: 20,
        ..Options::default()
    };
    assert_eq!(detect(&small, &options).len(), 1);
}

#[test]
fn the_largest_face_is_found_first() {
    let portrait = portrait();
    let options = Options::default();
    let all = detect(&portrait, &options);
    let largest = DETECTOR.detect_largest(grey(&portrait), &options).unwrap();
    assert_eq!(largest.len(), 1);
    assert!((largest[0].x + largest[0].width / 2.0 - all[0].x - all[0].width / 2.0).abs() < 15.0);
    // A small one, in a wide picture, is found as well.
    let small = imageops::resize(&portrait, 100, 90, FilterType::Triangle);
    let mut wide = GrayImage::from_pixel(640, 480, Luma([90]));
    imageops::overlay(&mut wide, &small, 400, 200);
    let found = DETECTOR.detect_largest(grey(&wide), &options).unwrap();
    assert_eq!(found.len(), 1);
    assert!((400.0..460.0).contains(&found[0].x) && (200.0..250.0).contains(&found[0].y));
    // Beside a large one it is not looked for.
    imageops::overlay(&mut wide, &portrait, 0, 100);
    let found = DETECTOR.detect_largest(grey(&wide), &options).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].width > 200.0);
    assert_eq!(detect(&wide, &options).len(), 2);
    let none = GrayImage::from_pixel(300, 200, Luma([90]));
    assert_eq!(DETECTOR.detect_largest(grey(&none), &options).unwrap(), []);
    let huge = Options {
        min_face: usize::MAX,
        ..options
    };
    assert_eq!(DETECTOR.detect_largest(grey(&none), &huge).unwrap(), []);
    let wrong = Options {
        stride: 0,
        ..options
    };
    assert!(DETECTOR.detect_largest(grey(&none), &wrong).is_err());
}

/// A picture turned about its middle by `degrees` clockwise, on a grey ground.
fn turned(picture: &GrayImage, degrees: f32) -> GrayImage {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (middle_x, middle_y) = (picture.width() as f32 / 2.0, picture.height() as f32 / 2.0);
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let (x, y) = (x as f32 + 0.5 - middle_x, y as f32 + 0.5 - middle_y);
        let (u, v) = (cosine * x + sine * y, cosine * y - sine * x);
        let inside = |at: f32, side: u32| (0.0..side as f32).contains(&at).then_some(at as u32);
        let place =
            inside(u + middle_x, picture.width()).zip(inside(v + middle_y, picture.height()));
        place.map_or(Luma([110]), |(u, v)| *picture.get_pixel(u, v))
    })
}

#[test]
fn tilted_heads_are_found_by_further_passes() {
    let portrait = portrait();
    let options = Options::default();
    let upright = detect(&portrait, &options)[0];
    let middle = [
        upright.x + upright.width / 2.0,
        upright.y + upright.height / 2.0,
    ];
    for degrees in [-60.0f32, 60.0] {
        let picture = turned(&portrait, degrees);
        assert_eq!(detect(&picture, &options), [], "{degrees}");
        let passes = Passes {
            tilts: &[degrees - 10.0, -degrees],
            mirrored: degrees > 0.0,
        };
        let found = DETECTOR
            .detect_tilted(grey(&picture), &options, &passes)
            .unwrap();
        assert_eq!(found.len(), 1, "{degrees}");
        assert_eq!(found[0].tilt, degrees - 10.0);
        // Where the turn has put it.
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let (x, y) = (middle[0] - 200.0, middle[1] - 180.0);
        let wanted = [cosine * x - sine * y + 200.0, sine * x + cosine * y + 180.0];
        let face = found[0].face;
        let off =
            (face.x + face.width / 2.0 - wanted[0]).hypot(face.y + face.height / 2.0 - wanted[1]);
        assert!(off < 0.12 * face.width, "{degrees}: off by {off}");
        // Of a part of the picture the same face.
        let region = Region {
            x: 20,
            y: 10,
            width: 370,
            height: 340,
        };
        let options = Options {
            region: Some(region),
            ..options
        };
        let again = DETECTOR
            .detect_tilted(grey(&picture), &options, &passes)
            .unwrap();
        assert!(
            again
                .iter()
                .any(|other| (other.face.x - face.x).abs() < 25.0)
        );
    }
    let passes = Passes {
        tilts: &[181.0],
        mirrored: false,
    };
    let wrong = DETECTOR.detect_tilted(grey(&portrait), &options, &passes);
    assert!(matches!(wrong, Err(Error::Options(_))));
    let plain = DETECTOR.detect_tilted(grey(&portrait), &options, &Passes::default());
    let faces: Vec<_> = plain.unwrap().iter().map(|f| f.face).collect();
    assert_eq!(faces, detect(&portrait, &options));
}

#[test]
fn any_size_of_picture_is_searched() {
    for (width, height) in [
        (1, 1),
        (1, 4000),
        (2, 2),
        (39, 39),
        (40, 39),
        (40, 40),
        (41, 40),
        (40, 3000),
        (3000, 40),
        (49, 49),
        (333, 61),
    ] {
        let picture = GrayImage::from_fn(width, height, |x, y| {
            Luma([((x * 31 + y * 17) % 256) as u8])
        });
        for (min_face, stride, scale_factor) in [
            (40, 4, 0.8),
            (20, 1, 0.99),
            (20, 20, 0.1),
            (41, 7, 0.5),
            (4000, 4, 0.8),
        ] {
            let options = Options {
                min_face,
                stride,
                scale_factor,
                score: 1e-6,
                ..Options::default()
            };
            let found = detect(&picture, &options);
            assert!(found.iter().all(|f| f.score.is_finite() && f.width > 0.0));
        }
    }
}

#[test]
fn options_out_of_range_are_refused() {
    let portrait = portrait();
    let fine = Options::default();
    let mut region = Region {
        x: 0,
        y: 0,
        width: 0,
        height: 5,
    };
    let mut wrong = vec![
        Options {
            min_face: 19,
            ..fine
        },
        Options {
            max_face: 39,
            ..fine
        },
        Options {
            scale_factor: 1.0,
            ..fine
        },
        Options {
            scale_factor: f32::NAN,
            ..fine
        },
        Options { stride: 0, ..fine },
        Options { threads: 0, ..fine },
        Options {
            threads: 65,
            ..fine
        },
        Options { stride: 21, ..fine },
        Options { score: 0.0, ..fine },
        Options {
            score: f32::INFINITY,
            ..fine
        },
        Options {
            region: Some(region),
            ..fine
        },
    ];
    (region.width, region.height) = (5, 0);
    wrong.push(Options {
        region: Some(region),
        ..fine
    });
    for options in wrong {
        let error = DETECTOR.detect(grey(&portrait), &options).unwrap_err();
        assert!(matches!(error, Error::Options(_)), "{options:?}: {error}");
    }
}

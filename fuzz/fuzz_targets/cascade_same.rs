//! The cascade beside `rustface`, on cuts of the portrait with any changes: the same faces
//! with the same scores. And any claim about a picture's shape: an error or a search.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use selfsame_cascade::{Detector, Grey, Options, Region};
use selfsame_fuzz as _;

static MODEL: &[u8] = include_bytes!("../../models/seeta_fd_frontal_v1.0.bin");
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| Detector::new(MODEL).expect("a model"));
static REFERENCE: LazyLock<rustface::Model> =
    LazyLock::new(|| rustface::read_model(MODEL).expect("a model"));
/// The portrait at a quarter of its size: 100x90.
static PORTRAIT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let jpeg = include_bytes!("../../examples/data/portrait.jpg");
    let picture = selfsame::frame::decode_still(jpeg).expect("the portrait");
    let grey = picture.to_grey();
    let (width, data) = (grey.width() as usize, grey.data());
    (0..90 * 100)
        .map(|i| {
            let (x, y) = (i % 100 * 4, i / 100 * 4);
            let square = (0..16).map(|j| u32::from(data[(y + j / 4) * width + x + j % 4]));
            (square.sum::<u32>() / 16) as u8
        })
        .collect()
});

/// The first bytes say what is cut and how it is searched, the rest changes the picture.
struct Input<'a> {
    cut: [u8; 4],
    gain: u8,
    scale_factor: u8,
    stride: u8,
    claim: [u8; 3],
    region: [u8; 4],
    changes: &'a [u8],
}

impl<'a> Input<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let (&head, changes) = bytes.split_first_chunk::<14>()?;
        let [a, b, c, d, gain, scale_factor, stride, e, f, g, h, i, j, k] = head;
        Some(Self {
            cut: [a, b, c, d],
            gain,
            scale_factor,
            stride,
            claim: [e, f, g],
            region: [h, i, j, k],
            changes,
        })
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(input) = Input::of(bytes) else {
        return;
    };
    let claim = input.claim.map(usize::from);
    if let Ok(picture) = Grey::new(input.changes, claim[0], claim[1], claim[2]) {
        let [x, y, width, height] = input.region.map(usize::from);
        let options = Options {
            min_face: 20 + claim[2] % 100,
            region: (x % 2 == 0).then_some(Region {
                x,
                y,
                width,
                height,
            }),
            ..Options::default()
        };
        // An empty region is an error.
        let _ = DETECTOR.detect(picture, &options);
    }

    let [x, y, width, height] = input.cut.map(usize::from);
    let (x, y) = (x % 50, y % 40);
    let (width, height) = (40 + width % (100 - x - 39), 40 + height % (90 - y - 39));
    let mut pixels = Vec::with_capacity(width * height);
    for row in 0..height {
        pixels.extend_from_slice(&PORTRAIT[(y + row) * 100 + x..][..width]);
    }
    let gain = u32::from(input.gain) + 1;
    for pixel in &mut pixels {
        *pixel = (u32::from(*pixel) * gain / 256) as u8;
    }
    // A place and a level each.
    for change in input.changes.chunks_exact(3) {
        let at = usize::from(change[0]) << 8 | usize::from(change[1]);
        let count = pixels.len();
        pixels[at % count] = change[2];
    }
    let options = Options {
        scale_factor: 0.5 + f32::from(input.scale_factor % 50) / 100.0,
        stride: 1 + usize::from(input.stride % 20),
        score: 1e-6,
        ..Options::default()
    };
    let picture = Grey::new(&pixels, width, height, width).expect("it fits");
    let ours = DETECTOR.detect(picture, &options).expect("right options");

    // Where the last level comes out below 40 by rounding the reference cannot be asked.
    let shorter = width.min(height) as f32;
    let mut scale = 1.0f32;
    while scale >= 40.0 / shorter {
        if ((shorter * scale) as u32) < 40 {
            return;
        }
        scale *= options.scale_factor;
    }
    let mut reference = rustface::create_detector_with_model(REFERENCE.clone());
    reference.set_score_thresh(f64::from(options.score));
    reference.set_pyramid_scale_factor(options.scale_factor);
    let stride = options.stride as u32;
    reference.set_slide_window_step(stride, stride);
    let data = rustface::ImageData::new(&pixels, width as u32, height as u32);
    let mut theirs = reference.detect(&data);
    theirs.sort_by(|a, b| b.score().total_cmp(&a.score()));
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let b = theirs.bbox();
        assert_eq!(
            [ours.x, ours.y, ours.width],
            [b.x() as f32, b.y() as f32, b.width() as f32]
        );
        assert!((f64::from(ours.score) - theirs.score()).abs() < 1e-3);
    }
});

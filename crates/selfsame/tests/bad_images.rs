//! Still pictures as strangers send them: broken, oversized, animated, or only
//! unusual. Every file is built here, byte by byte where an encoder would not
//! write it. A picture that can be read is read right; any other gets an error
//! that names what is wrong.

mod common;

use common::files::{
    animated_png, animated_webp, bmp, crc_chunk, exif, flat_jpeg, insert_png_chunk, jpeg,
    jpeg_with_exif, png, png_of, webp, with_png_size,
};
use selfsame::frame::{decode_mjpeg, decode_still, open_still};
use selfsame::{ErrorKind, Frame, Picture};

/// A picture in which every pixel differs from its neighbours.
fn sample(width: u32, height: u32) -> Vec<u8> {
    (0..width * height)
        .flat_map(|i| {
            [
                (i % width * 9) as u8,
                (i / width * 10) as u8,
                (i % 251) as u8,
            ]
        })
        .collect()
}

/// The error's kind; its text must hold `says`.
fn refused(bytes: &[u8], says: &str) -> ErrorKind {
    let error = decode_still(bytes).expect_err("the picture must be refused");
    let text = error.to_string().to_lowercase();
    assert!(
        text.contains(&says.to_lowercase()),
        "{says:?} not in: {error}"
    );
    error.kind()
}

#[test]
fn plain_pictures_of_every_format_are_read_exactly() {
    let rgb = sample(24, 22);
    for file in [png(24, 22, &rgb), bmp(24, 22, &rgb), webp(24, 22, &rgb)] {
        assert_eq!(decode_still(&file).unwrap().rgb(), rgb);
    }
    let pnm = [b"P6\n24 22\n255\n".as_slice(), &rgb].concat();
    assert_eq!(decode_still(&pnm).unwrap().rgb(), rgb);
}

#[test]
fn an_empty_file_is_refused() {
    assert_eq!(refused(&[], "empty"), ErrorKind::Image);
    assert_eq!(decode_mjpeg(&[]).unwrap_err().kind(), ErrorKind::Image);
}

#[test]
fn a_file_cut_anywhere_never_panics_and_is_refused() {
    let rgb = sample(24, 22);
    let pnm = [b"P6\n24 22\n255\n".as_slice(), &rgb].concat();
    for (name, file, needed) in [
        // A PNG is whole with its last pixel, the end chunk (12 bytes) is form.
        ("PNG", png(24, 22, &rgb), 12 + 4 + 4),
        ("JPEG", jpeg(24, 22, &rgb), 0),
        ("WebP", webp(24, 22, &rgb), 0),
        ("BMP", bmp(24, 22, &rgb), 0),
        ("PNM", pnm, 0),
    ] {
        assert!(decode_still(&file).is_ok(), "{name}");
        for length in 1..file.len() {
            let result = decode_still(&file[..length]);
            if length < file.len() - needed {
                let error = result.expect_err(&format!("{name} cut to {length} bytes"));
                assert_eq!(
                    error.kind(),
                    ErrorKind::Image,
                    "{name} cut to {length}: {error}"
                );
            }
        }
    }
}

#[test]
fn a_flipped_byte_never_panics() {
    let rgb = sample(24, 22);
    for file in [
        png(24, 22, &rgb),
        jpeg(24, 22, &rgb),
        webp(24, 22, &rgb),
        bmp(24, 22, &rgb),
    ] {
        for at in 0..file.len() {
            let mut broken = file.clone();
            for flip in [0xff, 0x80, 0x01] {
                broken[at] = file[at] ^ flip;
                let _ = decode_still(&broken);
                let _ = decode_mjpeg(&broken);
            }
        }
    }
}

#[test]
fn a_huge_claimed_side_is_refused_before_anything_is_allocated() {
    let rgb = sample(24, 22);
    for (width, height) in [(100_000, 22), (22, 100_000), (100_000, 100_000)] {
        let says = format!("{width}x{height}");
        let claims = with_png_size(&png(24, 22, &rgb), width, height);
        assert_eq!(refused(&claims, &says), ErrorKind::Limit);
        let mut claims = bmp(24, 22, &rgb);
        claims[18..22].copy_from_slice(&width.to_le_bytes());
        claims[22..26].copy_from_slice(&height.to_le_bytes());
        assert!(matches!(
            refused(&claims, ""),
            ErrorKind::Limit | ErrorKind::Image
        ));
        let claims = format!("P6\n{width} {height}\n255\n");
        assert_eq!(refused(claims.as_bytes(), &says), ErrorKind::Limit);
    }
    // The largest that a PNG can claim, at 8 bytes a pixel.
    let most = with_png_size(&png_of(16, 6, 2, 2, &[0; 32]), i32::MAX as u32, 1);
    assert_eq!(refused(&most, "limit"), ErrorKind::Limit);
    // JPEG has 16 bits for a side.
    let mut claims = jpeg(24, 22, &rgb);
    let sof = claims.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    claims[sof + 5..sof + 9].fill(0xff);
    assert_eq!(refused(&claims, "65535x65535"), ErrorKind::Limit);
    // Each side is within its limit, the picture is not.
    let claims = with_png_size(&png(24, 22, &rgb), 16_384, 16_384);
    assert_eq!(refused(&claims, "16384x16384"), ErrorKind::Limit);
}

#[test]
fn a_picture_that_is_small_in_the_file_and_large_in_memory_is_refused() {
    // 70 megapixels are taken with 8 bits a sample, not with 16 and alpha.
    let deep = with_png_size(&png_of(16, 6, 2, 2, &[0; 32]), 10_000, 7_000);
    assert_eq!(refused(&deep, "when decoded"), ErrorKind::Limit);
}

#[test]
fn a_jpeg_too_short_for_its_size_is_refused_before_it_costs_seconds() {
    // 79 megapixels, all within the limits, claimed by a few hundred bytes.
    let mut claims = jpeg(24, 22, &sample(24, 22));
    let sof = claims.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    claims[sof + 5..sof + 9].copy_from_slice(&[0x22, 0xc4, 0x22, 0xc4]);
    assert_eq!(refused(&claims, "8900x8900"), ErrorKind::Image);
    claims[sof + 5..sof + 9].copy_from_slice(&[0x17, 0x70, 0x17, 0x70]);
    let error = decode_mjpeg(&claims).unwrap_err();
    assert!(error.to_string().contains("too few bytes"), "{error}");
    // The fewest bytes a real encoder can spend are enough.
    assert!(decode_still(&flat_jpeg(300, 300, &[128])).is_ok());
}

#[test]
fn a_colour_profile_that_unpacks_to_too_much_is_left_out() {
    // The pixels of a large black picture are a deflate stream of zeros.
    let zeros = png(5000, 4000, &[0; 5000 * 4000 * 3]);
    let packed = common::files::png_chunk(&zeros, b"IDAT");
    let profile = [b"bomb\0\0".as_slice(), &packed].concat();
    let rgb = sample(24, 22);
    let file = insert_png_chunk(&png(24, 22, &rgb), &crc_chunk(b"iCCP", &profile));
    assert_eq!(decode_still(&file).unwrap().rgb(), rgb);
}

#[test]
fn a_chunk_that_claims_gigabytes_is_refused() {
    // The picture itself is whole; the 4 bytes of EXIF behind it claim to be 4 GB.
    let still = webp(24, 22, &sample(24, 22));
    let mut file = b"RIFF....WEBPVP8X\x0a\0\0\0".to_vec();
    file.extend([0x08, 0, 0, 0, 23, 0, 0, 21, 0, 0]);
    file.extend(&still[12..]);
    file.extend(b"EXIF\xf0\xff\xff\xffabcd");
    let size = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&size.to_le_bytes());
    assert_eq!(refused(&file, "truncated"), ErrorKind::Image);
}

#[test]
fn animations_are_refused_by_name() {
    let rgb = sample(24, 22);
    assert!(decode_still(&animated_png(24, 22, &rgb, 0)).is_ok());
    let animated = animated_png(24, 22, &rgb, 2);
    assert_eq!(refused(&animated, "animation"), ErrorKind::Image);
    let animated = animated_webp(24, 22, &rgb);
    assert_eq!(refused(&animated, "animation"), ErrorKind::Image);
}

#[test]
fn other_formats_are_refused_by_name() {
    assert_eq!(
        refused(b"GIF89a\x01\0\x01\0\0\0\0;", "gif"),
        ErrorKind::Image
    );
    assert_eq!(refused(b"II*\0\x08\0\0\0\0\0", "tiff"), ErrorKind::Image);
    assert_eq!(refused(b"<svg xmlns='x'/>", "not a jpeg"), ErrorKind::Image);
    assert_eq!(refused(b"%PDF-1.7\n", "not a jpeg"), ErrorKind::Image);
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    assert_eq!(refused(heic, "jpeg"), ErrorKind::Image);
    // As an MJPEG frame every other format is a broken JPEG.
    let file = png(24, 22, &sample(24, 22));
    assert_eq!(decode_mjpeg(&file).unwrap_err().kind(), ErrorKind::Image);
}

#[test]
fn a_cmyk_jpeg_becomes_the_colours_it_prints() {
    // Adobe stores ink upside down: 255 is no ink.
    for (ink, rgb) in [
        ([255, 255, 255, 255], [255, 255, 255]),
        ([255, 0, 0, 255], [255, 0, 0]),
        ([0, 255, 0, 255], [0, 255, 0]),
        ([0, 0, 255, 255], [0, 0, 255]),
        ([255, 255, 255, 0], [0, 0, 0]),
        ([255, 255, 255, 128], [128, 128, 128]),
    ] {
        let picture = decode_still(&flat_jpeg(3, 3, &ink)).unwrap();
        assert_eq!((picture.width(), picture.height()), (24, 24));
        for (got, want) in picture.pixel(11, 13).iter().zip(rgb) {
            assert!(
                got.abs_diff(want) <= 2,
                "ink {ink:?}: {:?}",
                picture.pixel(11, 13)
            );
        }
        assert!(Frame::from_mjpeg(&flat_jpeg(3, 3, &ink), std::time::Duration::ZERO).is_ok());
    }
}

#[test]
fn grey_pictures_have_three_equal_channels() {
    let grey: Vec<u8> = (0..=239).collect();
    let rgb: Vec<u8> = grey.iter().flat_map(|v| [*v; 3]).collect();
    assert_eq!(
        decode_still(&png_of(8, 0, 20, 12, &grey)).unwrap().rgb(),
        rgb
    );
    let picture = decode_still(&flat_jpeg(1, 2, &[77])).unwrap();
    assert_eq!((picture.width(), picture.height()), (8, 16));
    assert!(picture.rgb().iter().all(|v| v.abs_diff(77) <= 1));
}

#[test]
fn samples_of_16_bits_are_rounded_to_8() {
    let wide = |v: u16| v.to_be_bytes();
    let samples = [0, 0xffff, 0x8080, 0x1234, 0xfe00, 0x0101]
        .map(wide)
        .concat();
    let rgb = decode_still(&png_of(16, 2, 2, 1, &samples)).unwrap();
    for (got, want) in rgb.rgb().iter().zip([0, 255, 128, 18, 253, 1]) {
        assert!(got.abs_diff(want) <= 1, "{:?}", rgb.rgb());
    }
    let grey = decode_still(&png_of(16, 0, 2, 1, &[0xff, 0xff, 0, 0])).unwrap();
    assert_eq!(grey.rgb(), [255, 255, 255, 0, 0, 0]);
    // Alpha too: opaque red, then nothing.
    let samples = [0xffff, 0, 0, 0xffff, 0xffff, 0, 0, 0].map(wide).concat();
    let alpha = decode_still(&png_of(16, 6, 2, 1, &samples)).unwrap();
    assert_eq!(alpha.rgb(), [255, 0, 0, 255, 255, 255]);
}

#[test]
fn alpha_is_laid_over_white() {
    let rgba = [200, 100, 0, 255, 200, 100, 0, 0, 0, 0, 0, 51];
    let picture = decode_still(&png_of(8, 6, 3, 1, &rgba)).unwrap();
    assert_eq!(picture.rgb(), [200, 100, 0, 255, 255, 255, 204, 204, 204]);
    let grey = decode_still(&png_of(8, 4, 2, 1, &[9, 255, 9, 0])).unwrap();
    assert_eq!(grey.rgb(), [9, 9, 9, 255, 255, 255]);
}

/// Where the upright pixel at (x, y) lies in a stored picture of this size
/// (Exif 3.0, tag 0x0112: which sides row 0 and column 0 are).
fn stored_at(orientation: u16, x: u32, y: u32, width: u32, height: u32) -> (u32, u32) {
    match orientation {
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (y, height - 1 - x),
        7 => (width - 1 - y, height - 1 - x),
        8 => (width - 1 - y, x),
        _ => (x, y),
    }
}

#[test]
fn all_exif_orientations_end_upright() {
    let (width, height) = (26, 20);
    let rgb = sample(width, height);
    let stored = Picture::from_rgb(width, height, rgb.clone()).unwrap();
    // 0 and 9 are outside the standard: as stored.
    for orientation in 0..=9u16 {
        let chunk = crc_chunk(b"eXIf", &exif(orientation));
        let file = insert_png_chunk(&png(width, height, &rgb), &chunk);
        let upright = decode_still(&file).unwrap();
        let turned = (5..=8).contains(&orientation);
        let size = if turned {
            (height, width)
        } else {
            (width, height)
        };
        assert_eq!((upright.width(), upright.height()), size, "{orientation}");
        for y in 0..size.1 {
            for x in 0..size.0 {
                let (from_x, from_y) = stored_at(orientation, x, y, width, height);
                assert_eq!(
                    upright.pixel(x, y),
                    stored.pixel(from_x, from_y),
                    "orientation {orientation}, pixel {x},{y}"
                );
            }
        }
        let file = jpeg_with_exif(width, height, &rgb, &exif(orientation));
        for picture in [decode_still(&file).unwrap(), decode_mjpeg(&file).unwrap()] {
            assert_eq!((picture.width(), picture.height()), size, "{orientation}");
        }
    }
}

#[test]
fn broken_exif_leaves_the_picture_as_stored() {
    let rgb = sample(24, 22);
    for broken in [&b"II*\0"[..], b"", b"MM\0*\xff\xff\xff\xff", b"nonsense"] {
        let file = insert_png_chunk(&png(24, 22, &rgb), &crc_chunk(b"eXIf", broken));
        assert_eq!(decode_still(&file).unwrap().rgb(), rgb);
    }
}

#[test]
fn an_mjpeg_frame_beyond_video_limits_is_refused() {
    let small = flat_jpeg(1, 1, &[9]);
    assert!(decode_still(&small).is_ok());
    assert_eq!(decode_mjpeg(&small).unwrap_err().kind(), ErrorKind::Frame);
    let wide = flat_jpeg(1100, 3, &[9]);
    assert!(decode_still(&wide).is_ok());
    assert_eq!(decode_mjpeg(&wide).unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn what_is_no_file_is_an_io_error_with_its_path() {
    let folder = std::env::temp_dir();
    let error = open_still(&folder).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("not a regular file"), "{error}");
    let error = open_still(folder.join("selfsame-no-such-picture.jpg")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("selfsame-no-such-picture.jpg"));
}

#[test]
fn errors_of_a_file_start_with_its_path() {
    let path = std::env::temp_dir().join(format!("selfsame-bad-{}.png", std::process::id()));
    std::fs::write(&path, b"GIF89a").unwrap();
    let error = open_still(&path).unwrap_err();
    std::fs::remove_file(&path).unwrap();
    assert!(
        error.to_string().starts_with(&path.display().to_string()),
        "{error}"
    );
}

#[test]
fn a_file_longer_than_the_limit_is_refused_unread() {
    let path = std::env::temp_dir().join(format!("selfsame-long-{}.jpg", std::process::id()));
    let file = std::fs::File::create(&path).unwrap();
    // A hole: takes no disk.
    file.set_len(selfsame::limits::IMAGE_FILE_BYTES + 1)
        .unwrap();
    let error = open_still(&path).unwrap_err();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

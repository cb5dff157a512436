//! What is covered, by how much, and what is kept of light.

use super::*;

fn corner(x: f32, y: f32, z: f32) -> Corner {
    Corner {
        at: Vec3A::new(x, y, z),
        attribute: Vec4::new(x, y, 0.0, 0.0),
        light: Vec4::ONE,
    }
}

fn square(
    canvas: &mut Canvas<Vec3A>,
    [x0, y0, x1, y1]: [f32; 4],
    shade: impl Fn(Vec3A) -> Fragment,
) {
    let [a, b, c, d] = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|(x, y)| corner(x, y, 5.0));
    for t in [[&a, &b, &c], [&a, &c, &d]] {
        canvas.fill(t, true, |attribute, _| shade(attribute));
    }
}

#[test]
fn two_triangles_fill_a_square_and_farther_ones_stay_behind() {
    let mut canvas = Canvas::new(8, 8);
    square(&mut canvas, [1.0, 1.0, 7.0, 7.0], Fragment::solid);
    let far = [
        corner(0.0, 0.0, 9.0),
        corner(16.0, 0.0, 9.0),
        corner(0.0, 16.0, 9.0),
    ];
    canvas.fill([&far[0], &far[1], &far[2]], true, |_, _| {
        Fragment::solid(Vec3A::splat(-1.0))
    });
    let means = canvas.into_means();
    for (i, colour) in means.iter().enumerate() {
        let inside = (1..7).contains(&(i % 8)) && (1..7).contains(&(i / 8));
        assert_eq!(colour.x > 0.0, inside, "{i}");
    }
    // Attributes are those of the pixel's centre.
    assert!((means[3 * 8 + 5] - Vec3A::new(5.5, 3.5, 0.0)).length() < 1e-4);
}

/// Before black.
fn black(width: usize, height: usize) -> Canvas {
    Canvas::before(width, height, vec![[0; 4]; width * height])
}

/// Red light of a pixel, 0..4, and what part of it was not drawn; what is solid counts
/// twice.
fn red(canvas: &mut Canvas, at: usize) -> [f32; 2] {
    canvas.finish();
    let [red, _, _, drawn] = canvas.light()[at];
    [f32::from(red) / PIXEL_STEPS, 1.0 - 0.25 * f32::from(drawn)]
}

fn near(a: [f32; 2], b: [f32; 2]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.001)
}

#[test]
fn edges_and_strands_cover_as_much_of_a_pixel_as_they_do() {
    let mut canvas = black(16, 16);
    let white = Vec3A::ONE;
    let all = [
        corner(0.0, 0.0, 1.0),
        corner(99.0, 0.0, 1.0),
        corner(0.0, 99.0, 1.0),
    ];
    canvas.fill([&all[0], &all[1], &all[2]], true, |_, _| {
        Fragment::part(white, 0.5)
    });
    assert!(
        near(red(&mut canvas, 6), [0.5, 0.5]),
        "{:?}",
        red(&mut canvas, 6)
    );
    canvas.clear();
    assert_eq!(red(&mut canvas, 6), [0.0, 1.0]);
    assert_eq!(canvas.span(0), 0..0);
    // An edge through the middle of each pixel of column 4.
    let edge = [
        corner(4.5, -50.0, 1.0),
        corner(99.0, 8.0, 1.0),
        corner(4.5, 66.0, 1.0),
    ];
    canvas.fill([&edge[0], &edge[1], &edge[2]], true, |_, _| {
        Fragment::solid(white)
    });
    for y in 2..14 {
        assert!(near(red(&mut canvas, y * 16 + 4), [0.5, 0.5]), "{y}");
        assert!(near(red(&mut canvas, y * 16 + 9), [1.0, 0.0]), "{y}");
        assert!(near(red(&mut canvas, y * 16 + 3), [0.0, 1.0]), "{y}");
    }
}

#[test]
fn light_is_kept_and_added_by_colour() {
    let light = Light::of(Vec3A::new(0.5, 1.0, 9.0));
    assert_eq!(light.pixel().split()[..3], [8192, 16384, 65520]);
    let dark = Light::of(Vec3A::new(-1.0, f32::NAN, 0.0));
    assert_eq!(dark.split()[..3], [0; 3]);
    let solid = Light::solid(Vec4::new(0.5, 1.0, 9.0, 0.3) * STEPS);
    assert_eq!(solid.split(), [8192, 16384, 65520, 8]);
    let over = solid.over([light, light, dark, Light::NONE]);
    assert_eq!(over.split(), [3 * 2048, 3 * 4096, 3 * 16380, 5]);
    let mixed = solid.mixed(dark, 64);
    assert_eq!(mixed.split(), [3 * 2048, 3 * 4096, 3 * 16380, 8]);
}

#[test]
fn behind_the_camera_outside_and_without_numbers_nothing_is_lost() {
    let mut canvas = black(4, 4);
    for bad in [
        corner(1.0, 1.0, -1.0),
        corner(f32::NAN, 1.0, 1.0),
        corner(f32::INFINITY, 1.0, 1.0),
        corner(-1e30, 1e30, 1.0),
    ] {
        let (b, c) = (corner(3.0, 0.0, 1.0), corner(0.0, 3.0, 1.0));
        let dark = Vec3A::splat(f32::NAN);
        canvas.fill([&bad, &b, &c], true, |_, _| Fragment::solid(dark));
    }
    for i in 0..16 {
        assert_eq!(red(&mut canvas, i)[0], 0.0);
    }
}

/// A square of two triangles that turn clockwise on the canvas.
fn solid(canvas: &mut Canvas, [x0, y0, x1, y1]: [f32; 4], z: f32) {
    let material = Material {
        moved: Vec4::ZERO,
        takes: Vec4::splat(STEPS),
        mixed: false,
    };
    let corners = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)].map(|(x, y)| corner(x, y, z));
    let [a, b, c, d] = &corners;
    for t in [[a, b, c], [a, c, d]] {
        assert!(turns_clockwise(t.map(|corner| corner.at)));
        canvas.cover(t, &material);
    }
    for [from, to] in [[a, b], [b, c], [c, d], [d, a]] {
        canvas.end([from.at, to.at]);
    }
    canvas.shade(|_, light| light, |_, light| light);
}

#[test]
fn what_is_solid_covers_parts_of_pixels_by_its_outline() {
    let mut canvas = black(16, 13);
    solid(&mut canvas, [3.25, 2.4, 12.9, 10.3], 1.0);
    for y in 0..13 {
        for x in 0..16 {
            let part =
                |v: usize, from: f32, to: f32| ((v + 1) as f32).min(to) - (v as f32).max(from);
            let [across, down] = [part(x, 3.25, 12.9), part(y, 2.4, 10.3)].map(|v| v.max(0.0));
            let [got, _] = red(&mut canvas, y * 16 + x);
            // Corners are softened along one of their sides only.
            let off = if across < 1.0 && down < 1.0 {
                0.5
            } else {
                0.01
            };
            assert!((got - across * down).abs() < off, "{x} {y}: {got}");
        }
    }
}

#[test]
fn nothing_is_softened_that_something_else_hides_and_frames_leave_nothing() {
    let alone = |canvas: &mut Canvas| {
        solid(canvas, [2.0, 2.0, 14.0, 11.0], 1.0);
        canvas.finish();
        canvas.light().to_vec()
    };
    let mut canvas = black(16, 13);
    let once = alone(&mut canvas);
    canvas.clear();
    assert!(canvas.light().iter().all(|light| *light == [0; 4]));
    solid(&mut canvas, [4.3, 4.3, 8.6, 8.6], 2.0);
    assert_eq!(alone(&mut canvas), once);
    canvas.clear();
    assert_eq!(alone(&mut canvas), once);
    assert_eq!(canvas.depth_at(Vec2::new(5.0, 5.0)), 1.0);
    assert_eq!(canvas.span(5), 0..16);
}

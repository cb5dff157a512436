//! What is covered, by how much, and what is kept of light.

use super::*;

fn corner(x: f32, y: f32, z: f32) -> Corner {
    Corner {
        at: Vec3A::new(x, y, z),
        attribute: Vec3A::new(x, y, 0.0),
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
    assert_eq!(canvas.span(0), 0..8);
    let means = canvas.into_means();
    for (i, colour) in means.iter().enumerate() {
        let inside = (1..7).contains(&(i % 8)) && (1..7).contains(&(i / 8));
        assert_eq!(colour.x > 0.0, inside, "{i}");
    }
    // Attributes are those of the pixel's centre.
    assert!((means[3 * 8 + 5] - Vec3A::new(5.5, 3.5, 0.0)).length() < 1e-4);
}

/// Red light of a pixel, 0..4, and what part of it was not drawn.
fn red(canvas: &Canvas, at: usize) -> [f32; 2] {
    let light = canvas.light(at, || Light::NONE);
    let [red, ..] = light.lanes();
    [red as f32 / PIXEL_STEPS, 1.0 - 0.25 * light.drawn() as f32]
}

fn near(a: [f32; 2], b: [f32; 2]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.001)
}

#[test]
fn edges_and_strands_cover_as_much_of_a_pixel_as_they_do() {
    let mut canvas = Canvas::new(16, 16);
    let white = Vec3A::ONE;
    let all = [
        corner(0.0, 0.0, 1.0),
        corner(99.0, 0.0, 1.0),
        corner(0.0, 99.0, 1.0),
    ];
    canvas.fill([&all[0], &all[1], &all[2]], true, |_, _| {
        Fragment::part(white, 0.5)
    });
    assert!(near(red(&canvas, 6), [0.5, 0.5]), "{:?}", red(&canvas, 6));
    canvas.clear();
    assert_eq!(red(&canvas, 6), [0.0, 1.0]);
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
        assert!(near(red(&canvas, y * 16 + 4), [0.5, 0.5]), "{y}");
        assert!(near(red(&canvas, y * 16 + 9), [1.0, 0.0]), "{y}");
        assert!(near(red(&canvas, y * 16 + 3), [0.0, 1.0]), "{y}");
    }
}

#[test]
fn light_is_kept_and_added_by_colour() {
    let light = Light::of(Vec3A::new(0.5, 1.0, 9.0)).pixel();
    assert_eq!(light.lanes(), [8192, 16384, 65520]);
    assert_eq!(Light::of(Vec3A::new(-1.0, f32::NAN, 0.0)).lanes(), [0; 3]);
    assert_eq!(light.split()[..3], [8192, 16384, 65520]);
}

#[test]
fn behind_the_camera_outside_and_without_numbers_nothing_is_lost() {
    let mut canvas = Canvas::<Light>::new(4, 4);
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
        assert_eq!(red(&canvas, i)[0], 0.0);
    }
}

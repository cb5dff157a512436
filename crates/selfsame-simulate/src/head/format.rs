//! The form of `assets/head.bin`, little-endian, deflated with a zlib header:
//!
//! ```text
//! "selfsame head 2\n"
//! u32 vertices, u32 parts, u32 masks, u32 morphs
//! f32 x of all vertices, then y, then z
//! a part:   u8 length, name, u32 triangles, [u16; 3] each
//! a mask:   u8 length, name, u8 a vertex
//! a morph:  u8 length, name, u32 moves, f32 step,
//!           u16 each: vertex, counted from the one before,
//!           i16 x of all moves in steps, then y, then z
//! skins:    u32 length, a JPEG (see `tools/skins.py`)
//! ```

use glam::Vec3;
use selfsame::frame::decode_mjpeg;

use super::{Head, Morph, Part};
use crate::expression::Unit;

/// More than the asset has; a broken one must not ask for more.
const LARGEST: usize = 16 << 20;

/// Reads the asset.
///
/// # Errors
/// What is wrong and where.
pub(super) fn read(packed: &[u8]) -> Result<Head, String> {
    let data = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, LARGEST)
        .map_err(|e| format!("not deflated: {e}"))?;
    let mut from = Reader { data: &data };
    if from.take(16)? != b"selfsame head 2\n" {
        return Err("another form".into());
    }
    let [vertices, parts, masks, morphs] = [from.u32()?, from.u32()?, from.u32()?, from.u32()?];
    let rest = from.columns(vertices, |&d: &[u8; 4]| f32::from_le_bytes(d))?;
    let mut triangles: [Vec<[u16; 3]>; Part::ALL.len()] = Default::default();
    if parts != triangles.len() {
        return Err(format!("{parts} parts"));
    }
    for (part, (_, wanted)) in triangles.iter_mut().zip(Part::ALL) {
        from.named(wanted)?;
        let count = from.u32()?;
        *part = (0..count)
            .map(|_| {
                Ok([
                    from.vertex(vertices)?,
                    from.vertex(vertices)?,
                    from.vertex(vertices)?,
                ])
            })
            .collect::<Result<_, String>>()?;
    }
    if masks != 4 {
        return Err(format!("{masks} masks"));
    }
    let mut mask = |name| {
        from.named(name)?;
        let mask = from.take(vertices)?;
        Ok::<Vec<f32>, String>(mask.iter().map(|&v| f32::from(v) / 255.0).collect())
    };
    let [lips, eyelids, ears, cavity] = [
        mask("lips")?,
        mask("eyelids")?,
        mask("ears")?,
        mask("inside-mouth")?,
    ];
    let morphs = (0..morphs)
        .map(|_| from.morph(vertices))
        .collect::<Result<Vec<Morph>, String>>()?;
    let mut units = [0; Unit::ALL.len()];
    for unit in Unit::ALL {
        let name = format!("unit/{}", unit.name());
        units[unit as usize] = morphs
            .iter()
            .position(|m| m.name == name)
            .ok_or_else(|| format!("no {name}"))?;
    }
    let length = from.u32()?;
    let skins = decode_mjpeg(from.take(length)?).map_err(|e| format!("skins: {e}"))?;
    if !from.data.is_empty() {
        return Err(format!("goes on for {} bytes", from.data.len()));
    }
    Ok(Head {
        rest,
        triangles,
        lips,
        eyelids,
        ears,
        cavity,
        morphs,
        units,
        skins,
    })
}

struct Reader<'a> {
    data: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, bytes: usize) -> Result<&'a [u8], String> {
        let (now, later) = self
            .data
            .split_at_checked(bytes)
            .ok_or_else(|| format!("ends {} bytes early", bytes - self.data.len()))?;
        self.data = later;
        Ok(now)
    }

    fn u32(&mut self) -> Result<usize, String> {
        let d = self.take(4)?;
        Ok(u32::from_le_bytes([d[0], d[1], d[2], d[3]]) as usize)
    }

    fn vertex(&mut self, vertices: usize) -> Result<u16, String> {
        let d = self.take(2)?;
        let vertex = u16::from_le_bytes([d[0], d[1]]);
        match usize::from(vertex) < vertices {
            true => Ok(vertex),
            false => Err(format!("vertex {vertex} of {vertices}")),
        }
    }

    fn name(&mut self) -> Result<String, String> {
        let length = usize::from(self.take(1)?[0]);
        String::from_utf8(self.take(length)?.to_vec()).map_err(|e| e.to_string())
    }

    fn named(&mut self, wanted: &str) -> Result<(), String> {
        match self.name()? {
            name if name == wanted => Ok(()),
            name => Err(format!("'{name}' in the place of '{wanted}'")),
        }
    }

    /// Three columns of four-byte or two-byte numbers.
    fn columns<const N: usize>(
        &mut self,
        rows: usize,
        number: impl Fn(&[u8; N]) -> f32,
    ) -> Result<Vec<Vec3>, String> {
        let bytes = rows.checked_mul(N).ok_or("too many rows")?;
        let [x, y, z] = [self.take(bytes)?, self.take(bytes)?, self.take(bytes)?];
        let column = |c: &'a [u8]| c.as_chunks::<N>().0.iter();
        let rows = column(x).zip(column(y)).zip(column(z));
        Ok(rows
            .map(|((x, y), z)| Vec3::new(number(x), number(y), number(z)))
            .collect())
    }

    fn morph(&mut self, vertices: usize) -> Result<Morph, String> {
        let name = self.name()?;
        let count = self.u32()?;
        let d = self.take(4)?;
        let step = f32::from_le_bytes([d[0], d[1], d[2], d[3]]);
        let mut vertex = 0usize;
        let indices = self.take(count.checked_mul(2).ok_or("too many moves")?)?;
        let indices: Vec<u16> = indices
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&d| {
                vertex += usize::from(u16::from_le_bytes(d));
                match vertex < vertices {
                    true => Ok(vertex as u16),
                    false => Err(format!("{name}: vertex {vertex} of {vertices}")),
                }
            })
            .collect::<Result<_, String>>()?;
        let by = self.columns(count, |&d: &[u8; 2]| {
            f32::from(i16::from_le_bytes(d)) * step
        })?;
        Ok(Morph {
            name,
            moves: indices.into_iter().zip(by).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_broken_asset_is_an_error() {
        let whole = include_bytes!("../../assets/head.bin");
        assert!(read(whole).is_ok());
        assert!(read(&whole[..whole.len() / 2]).is_err());
        assert!(read(b"").is_err());
        let mut data = miniz_oxide::inflate::decompress_to_vec_zlib(whole).unwrap();
        let packed = |data: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(data, 1);
        let cut = packed(&data[..data.len() - 1]);
        assert!(read(&cut).unwrap_err().contains("early"));
        let mut longer = data.clone();
        longer.push(0);
        assert!(read(&packed(&longer)).unwrap_err().contains("goes on"));
        // Another mark where the JPEG begins.
        let marks = |m: &[u8]| m == [0xFF, 0xD8, 0xFF, 0xE0];
        let jpeg = data.windows(4).rposition(marks).unwrap();
        let mut broken = data.clone();
        broken[jpeg] = 0;
        assert!(read(&packed(&broken)).unwrap_err().starts_with("skins"));
        data[18] = 0xff;
        assert!(read(&packed(&data)).is_err());
    }
}

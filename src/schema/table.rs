//! The built-in table, read in place.
//!
//! `stdlib/k8s/README.md` describes its layout, `stdlib/k8s/generate.py` makes it. What cannot be read is absent: a test
//! looks at every row.

use super::Versions;

const TABLE: &[u8] = include_bytes!("../../stdlib/k8s/k8s.table");

/// Where the offsets of the sections stand.
const SECTIONS_AT: usize = 10;

/// Nothing.
pub(super) const NOTHING: u16 = 0xFFFF;

/// The sections, by their number in the header.
#[derive(Clone, Copy)]
enum Section {
    Offsets = 0,
    Pool = 1,
    Types = 2,
    Words = 3,
    Structs = 4,
    Fields = 5,
    Kinds = 6,
}

/// A row of the types.
#[derive(Clone, Copy)]
pub(super) struct TypeRow {
    pub(super) tag: u8,
    pub(super) list: u8,
    pub(super) argument: u16,
    pub(super) keys: u16,
}

/// A row of the fields.
#[derive(Clone, Copy)]
pub(super) struct FieldRow {
    pub(super) name: u16,
    pub(super) ty: u16,
    pub(super) versions: Versions,
    pub(super) required: bool,
    pub(super) default: u16,
}

/// A row of the structs.
#[derive(Clone, Copy)]
pub(super) struct StructRow {
    pub(super) name: u16,
    pub(super) package: u16,
    pub(super) first: u16,
    pub(super) end: u16,
}

/// A row of the kinds.
#[derive(Clone, Copy)]
pub(super) struct KindRow {
    pub(super) kind: u16,
    pub(super) group: u16,
    pub(super) version: u16,
    pub(super) ty: u16,
    pub(super) versions: Versions,
    pub(super) namespaced: bool,
    pub(super) deprecated: u8,
    pub(super) removed: u8,
    pub(super) replacement: [u16; 3],
}

const fn long(at: usize) -> usize {
    match TABLE.split_at_checked(at) {
        Some((_, rest)) => match rest.first_chunk::<4>() {
            Some(bytes) => u32::from_le_bytes(*bytes) as usize,
            None => 0,
        },
        None => 0,
    }
}

/// The bytes of the section of this number.
const fn bytes(number: usize) -> &'static [u8] {
    let (start, end) = (long(SECTIONS_AT + 4 * number), long(SECTIONS_AT + 4 * number + 4));
    match TABLE.split_at_checked(end) {
        Some((before, _)) => match before.split_at_checked(start) {
            Some((_, section)) => section,
            None => &[],
        },
        None => &[],
    }
}

/// Every section; found when this compiler is compiled, since looking at a field of an object asks for several.
static SECTIONS: [&[u8]; 7] = [bytes(0), bytes(1), bytes(2), bytes(3), bytes(4), bytes(5), bytes(6)];

/// All texts, one behind the other.
static POOL: &str = match std::str::from_utf8(bytes(Section::Pool as usize)) {
    Ok(pool) => pool,
    Err(_) => "",
};

fn section(section: Section) -> &'static [u8] {
    SECTIONS.get(section as usize).copied().unwrap_or_default()
}

/// The row of `N` bytes at `index`.
fn row<const N: usize>(of: Section, index: usize) -> Option<&'static [u8; N]> {
    section(of).get(index.checked_mul(N)?..)?.first_chunk::<N>()
}

fn count(of: Section, size: usize) -> usize {
    section(of).len() / size
}

const fn short(low: u8, high: u8) -> u16 {
    u16::from_le_bytes([low, high])
}

/// The text of this number.
pub(super) fn text(index: u16) -> &'static str {
    let at = |index: usize| row::<2>(Section::Offsets, index).map(|[low, high]| usize::from(short(*low, *high)));
    let (Some(start), Some(end)) = (at(usize::from(index)), at(usize::from(index) + 1)) else { return "" };
    POOL.get(start..end).unwrap_or_default()
}

/// The type of this number.
pub(super) fn ty(index: u16) -> Option<TypeRow> {
    let [tag, list, a, b, c, d] = *row::<6>(Section::Types, usize::from(index))?;
    Some(TypeRow { tag, list, argument: short(a, b), keys: short(c, d) })
}

/// The texts of the list that starts at `index`.
pub(super) fn words(index: u16) -> impl Iterator<Item = &'static str> + Clone {
    let at = move |offset: usize| {
        row::<2>(Section::Words, usize::from(index) + offset).map_or(0, |[low, high]| short(*low, *high))
    };
    (1..=usize::from(at(0))).map(move |offset| text(at(offset)))
}

/// How many structs there are.
pub(super) fn structs() -> usize {
    count(Section::Structs, 6).saturating_sub(1)
}

/// The struct of this number.
pub(super) fn structure(index: u16) -> Option<StructRow> {
    let [a, b, c, d, e, f] = *row::<6>(Section::Structs, usize::from(index))?;
    let [.., g, h] = *row::<6>(Section::Structs, usize::from(index) + 1)?;
    Some(StructRow { name: short(a, b), package: short(c, d), first: short(e, f), end: short(g, h) })
}

/// The field of this number.
pub(super) fn field(index: u16) -> Option<FieldRow> {
    let [a, b, c, d, e, f, g, h] = *row::<8>(Section::Fields, usize::from(index))?;
    let versions = short(e, f);
    Some(FieldRow {
        name: short(a, b),
        ty: short(c, d),
        versions: Versions::of_bits(versions),
        required: versions & 0x8000 != 0,
        default: short(g, h),
    })
}

/// How many kinds there are.
pub(super) fn kinds() -> usize {
    count(Section::Kinds, 18)
}

/// The kind of this number.
pub(super) fn kind(index: usize) -> Option<KindRow> {
    let [a, b, c, d, e, f, g, h, i, j, deprecated, removed, k, l, m, n, o, p] = *row::<18>(Section::Kinds, index)?;
    let versions = short(i, j);
    Some(KindRow {
        kind: short(a, b),
        group: short(c, d),
        version: short(e, f),
        ty: short(g, h),
        versions: Versions::of_bits(versions),
        namespaced: versions & 0x8000 != 0,
        deprecated,
        removed,
        replacement: [short(k, l), short(m, n), short(o, p)],
    })
}

/// The first number below `count` for which `before` does not hold, where it holds for those that come first.
pub(super) fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(TABLE.starts_with(b"kappk8s1"));
        assert_eq!(TABLE.get(8..10), Some(&[Versions::OLDEST, Versions::NEWEST - Versions::OLDEST + 1][..]));
        assert_eq!(long(SECTIONS_AT + 28), TABLE.len());
        let types = count(Section::Types, 6);
        let texts = u16::try_from(count(Section::Offsets, 2) - 1).unwrap();
        assert_eq!((0..texts).filter(|index| text(*index).is_empty()).count(), 1, "the core group has no name");
        for index in 0..u16::try_from(types).unwrap() {
            let row = ty(index).unwrap();
            assert!(row.tag <= 14, "type {index}");
        }
        let fields = count(Section::Fields, 8);
        for index in 0..u16::try_from(structs()).unwrap() {
            let row = structure(index).unwrap();
            assert!(row.first <= row.end && usize::from(row.end) <= fields);
            let own = ty(index).unwrap();
            assert_eq!((own.tag, own.argument), (14, index));
        }
        for index in 0..u16::try_from(fields).unwrap() {
            let row = field(index).unwrap();
            assert!(!text(row.name).is_empty() && !row.versions.is_empty());
            assert!(usize::from(row.ty) < types);
            assert!(row.default == NOTHING || !text(row.default).is_empty());
        }
        assert!(kinds() > 150);
    }

    #[test]
    fn the_table_is_small() {
        assert!(TABLE.len() < 150 * 1024, "{} bytes", TABLE.len());
    }
}

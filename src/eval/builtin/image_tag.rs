//! `image_tag`: the tag of an image reference, `none` where it has none.

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types::format::image;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let image = image::parse(&call.text(0)).map_err(|error| Fault::of(0, error.cause))?;
    Ok(image.tag.map_or(Data::None, Data::Text))
}

//! Container images.

pub(crate) mod image;
pub(crate) mod image_architecture;
pub(crate) mod untagged_image;

//! ShadowProtect: its records tell that it worked; how a job ended stands in their texts only, so no outcome is known.

use super::{Joins, Product, Step};
use crate::event::providers::products;

pub(super) const PRODUCT: Product = Product {
    id: "shadow-protect",
    name: "ShadowProtect",
    provider: &products::SHADOW_PROTECT,
    steps: &[(1120, Step::InText), (1121, Step::InText), (1122, Step::InText)],
    joins: Joins::OneRecord,
    makes_backups: true,
};

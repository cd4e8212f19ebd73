//! System Restore: restore points of C:, which are shadow copies. Nothing is attached for them, and nothing lost when one
//! fails, so they explain no volsnap 27.

use super::ProductOutcome::{Failed, Succeeded};
use super::{Joins, Product, Step};
use crate::event::providers::products;

pub(super) const PRODUCT: Product = Product {
    id: "system-restore",
    name: "System Restore",
    provider: &products::SYSTEM_RESTORE,
    steps: &[
        (8193, Step::Ends(Failed)),
        (8194, Step::Ends(Succeeded)),
        (8211, Step::Ends(Failed)),
        (8212, Step::Ends(Succeeded)),
    ],
    joins: Joins::OneRecord,
    makes_backups: false,
};

//! Windows Backup of clients.

use super::ProductOutcome::{Cancelled, Failed, Succeeded};
use super::{Joins, Product, Step};
use crate::event::providers::products;

pub(super) const PRODUCT: Product = Product {
    id: "windows-backup",
    name: "Windows Backup",
    provider: &products::WINDOWS_BACKUP,
    steps: &[
        (4097, Step::Starts),
        (4098, Step::Ends(Succeeded)),
        (4099, Step::Ends(Cancelled)),
        (4100, Step::Ends(Failed)),
        (4101, Step::Ends(Failed)),
        (4102, Step::Ends(Failed)),
        (4103, Step::Ends(Failed)),
        (4104, Step::Ends(Failed)),
        (4105, Step::Beside),
        (4106, Step::Warns),
    ],
    joins: Joins::StartToResult,
    makes_backups: true,
};

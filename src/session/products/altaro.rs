//! Altaro, now Hornetsecurity VM Backup: one record for each virtual machine and run, written when it is done.

use super::ProductOutcome::{Failed, Succeeded, SucceededWithWarnings};
use super::{Joins, Product, Step};
use crate::event::providers::products;

pub(super) const PRODUCT: Product = Product {
    id: "altaro",
    name: "Altaro VM Backup",
    provider: &products::ALTARO,
    steps: &[
        (5000, Step::Ends(Succeeded)),
        (5001, Step::Ends(SucceededWithWarnings)),
        (5002, Step::Ends(Failed)),
        // A verification and an offsite copy work on what was backed up before.
        (5003, Step::SideJobByLevel),
        (5007, Step::SideJobByLevel),
    ],
    joins: Joins::OneRecord,
    makes_backups: true,
};

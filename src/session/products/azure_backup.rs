//! Azure Backup's agent (MARS). Its runs of the system state are runs of Windows Server Backup too, and stand there.
//!
//! 14 (the agent is old) and 16 (the quota is nearly used up) tell no success, though public scripts take them for one.

use super::ProductOutcome::{Failed, Succeeded, SucceededWithWarnings};
use super::{Joins, Product, Step};
use crate::event::providers::products;

pub(super) const PRODUCT: Product = Product {
    id: "azure-backup",
    name: "Azure Backup",
    provider: &products::AZURE_BACKUP,
    steps: &[
        (1, Step::Starts),
        (3, Step::Ends(Succeeded)),
        (10, Step::Ends(SucceededWithWarnings)),
        (11, Step::Ends(Failed)),
        (14, Step::Beside),
        (16, Step::Beside),
        (18, Step::NeverStarts),
    ],
    joins: Joins::StartToResult,
    makes_backups: true,
};

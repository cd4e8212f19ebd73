//! Veeam Agent for Windows. Veeam Backup & Replication writes its records on its own server, not on the host.

use super::ProductOutcome::Failed;
use super::{Joins, Product, Step};
use crate::event::providers::products;

pub(super) const PRODUCT: Product = Product {
    id: "veeam-agent",
    name: "Veeam Agent",
    provider: &products::VEEAM_AGENT,
    steps: &[
        (110, Step::Starts),
        (190, Step::EndsByLevel),
        (191, Step::Ends(Failed)),
        // A job that copies what is there makes no snapshot.
        (490, Step::SideJobByLevel),
        // A restore point is made before the job ends, and the job may fail after it.
        (10010, Step::Beside),
    ],
    joins: Joins::StartToResult,
    makes_backups: true,
};

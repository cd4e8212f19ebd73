//! Windows Server Backup: the first of the table, whose runs `rebuild` makes. They alone are linked to volsnap 27s.

use super::{Joins, Product};
use crate::event::providers::backup;

/// Windows Server Backup.
pub const PRODUCT: Product = Product {
    id: "windows-server-backup",
    name: "Windows Server Backup",
    provider: &backup::PROVIDER,
    steps: &[],
    joins: Joins::Rebuilt,
    makes_backups: true,
};

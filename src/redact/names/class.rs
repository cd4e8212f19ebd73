//! What names are of.

/// What a name is of. Two things of one class with one name have one pseudonym.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::redact) enum Class {
    /// A computer, without its domain.
    Computer,
    /// What stands behind the name of a computer.
    Domain,
    /// A virtual machine.
    Vm,
    /// A volume, by its label, and what else a backup names.
    Label,
    /// A shared folder.
    Share,
    /// A folder.
    Folder,
    /// A file, without its extension.
    File,
    /// A program.
    Program,
    /// A model of a disk.
    Model,
    /// A device that is not called as Windows calls one.
    Device,
    /// A target of iSCSI.
    Target,
    /// An address of the network.
    Address,
    /// An account, by its SID.
    Account,
    /// A log that is neither Windows' nor a known product's.
    Channel,
    /// A GUID; its pseudonym is one.
    Guid,
    /// The last block of a GUID, which may be the address of a network card.
    Node,
    /// Any other text.
    Text,
}

impl Class {
    /// What its pseudonyms begin with.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::Domain => "domain",
            Self::Vm => "vm",
            Self::Label => "label",
            Self::Share => "share",
            Self::Folder => "folder",
            Self::File => "file",
            Self::Program => "program",
            Self::Model => "model",
            Self::Device => "device",
            Self::Target => "target",
            Self::Address => "address",
            Self::Account => "account",
            Self::Channel => "channel",
            Self::Guid => "guid",
            Self::Node => "node",
            Self::Text => "text",
        }
    }

    /// Whether such names are compared without case; two files that were given may differ in case alone.
    pub(super) fn ignores_case(self, are_given: bool) -> bool {
        match self {
            Self::Text => false,
            Self::Folder | Self::File | Self::Program => !are_given,
            _ => true,
        }
    }
}

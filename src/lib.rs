//! tmp
pub mod advice;
pub mod cli;
pub mod correlation;
pub mod event;
pub mod explain;
pub mod input;
pub mod issue;
pub mod pipeline;
pub mod render;
pub mod report;
pub mod session;
pub mod timeline;
pub mod verdict;

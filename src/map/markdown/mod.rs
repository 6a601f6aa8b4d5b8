//! The document as Markdown, as GitHub and others read it; figures are Mermaid.

use super::document::model::Document;

/// The text of a document.
pub(super) fn text(_document: &Document) -> String {
    String::new()
}

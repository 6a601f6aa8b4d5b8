//! What is written of a blueprint: a cover and chapters, without markup. Whatever a blueprint declares has its place
//! in one of them; chapters that would be empty are left out.

mod actions;
mod cover;
mod data;
mod grid;
mod holds;
mod journeys;
mod levels;
pub(in crate::map) mod model;
mod people;
mod restraint;
mod rich;
mod say;
mod scenarios;
mod sheets;
mod steps;
mod tables;
mod things;
mod users;
mod values;
mod words_of;
mod writer;

use model::{Block, Document, Look, Rich, Section};
use writer::Writer;

use super::Chart;
use crate::ir;

/// Writes the document of a blueprint, with these charts for figures.
pub(in crate::map) fn document(ir: &ir::Blueprint, charts: Vec<Chart>) -> Document {
    let writer = Writer::new(ir, charts);
    let mut sections = Vec::new();
    sections.push(cover::legend(&writer));
    sections.extend(journeys::chapters(&writer));
    let chapters = [
        sheets::chapter(&writer),
        steps::chapter(&writer),
        actions::chapter(&writer),
        levels::chapter(&writer),
        tables::segments(&writer),
        tables::chapter(&writer),
        restraint::chapter(&writer),
        people::chapter(&writer),
        levels::kpis(&writer),
        data::flows(&writer),
        data::fields(&writer),
        data::events(&writer),
        values::chapter(&writer),
        scenarios::chapter(&writer),
        words_of::glossary(&writer),
        words_of::index(&writer),
    ];
    sections.extend(chapters.into_iter().filter(|section| !section.blocks.is_empty()));
    sections.iter_mut().for_each(|section| tidy(&mut section.blocks));
    Document { cover: cover::cover(&writer), sections }
}

/// Leaves out the columns of tables in which nothing stands; one of few columns needs no wide page.
fn tidy(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Card(card) => tidy(&mut card.blocks),
            Block::Table(table) if table.look != Look::Matrix => {
                table.without_empty_columns();
                if table.look == Look::Wide && table.head.len() <= 4 {
                    table.look = Look::Rows;
                }
            }
            _ => {}
        }
    }
}

/// A chapter.
fn section(anchor: &str, title: &str, lead: &'static str, blocks: Vec<Block>) -> Section {
    Section { anchor: format!("part-{anchor}"), title: Rich::own(title), lead, blocks }
}

/// A heading within a chapter.
fn heading(title: Rich) -> Block {
    Block::Heading { anchor: None, title }
}

#[cfg(test)]
mod tests;

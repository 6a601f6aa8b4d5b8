//! Tables: each with its caption, heads of columns and of rows.

use std::fmt::Write as _;

use super::escape::escaped;
use super::inline::rich;
use crate::map::document::model::{Cell, Look, Row, Table};

/// More columns than this have narrow heads, written upwards.
const NARROW: usize = 7;

/// More narrow columns than this fit no upright page.
const MANY: usize = 14;

/// Whether a table is too wide for an upright page: all pages would be printed smaller for it.
pub(super) fn is_wide(table: &Table) -> bool {
    match table.look {
        Look::Wide => true,
        Look::Matrix => table.head.len() > MANY,
        Look::Rows | Look::Decision => false,
    }
}

pub(super) fn push(out: &mut String, table: &Table, number: usize, turned: bool) {
    let look = match table.look {
        Look::Rows => "rows",
        Look::Decision => "decision",
        Look::Wide => "rows wide",
        Look::Matrix if table.head.len() > NARROW => "matrix narrow",
        Look::Matrix => "matrix",
    };
    let _ = write!(
        out,
        "<div class=\"scroll{}\" role=\"region\" tabindex=\"0\" aria-labelledby=\"table-{number}\">\n\
         <table class=\"{look} columns-{}\">\n<caption id=\"table-{number}\">",
        if turned { " turned" } else { "" },
        table.head.len()
    );
    rich(out, &table.caption);
    out.push_str("</caption>\n<thead>\n<tr>");
    for head in &table.head {
        // A head without words is no head.
        if head.is_empty() || *head == crate::map::document::model::Rich::own("") {
            out.push_str("<td></td>");
        } else {
            out.push_str("<th scope=\"col\"><span>");
            rich(out, head);
            out.push_str("</span></th>");
        }
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for (place, row) in table.rows.iter().enumerate() {
        if row.divides && place > 0 {
            out.push_str("</tbody>\n<tbody>\n");
        }
        line(out, row, table.head.len());
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn line(out: &mut String, row: &Row, columns: usize) {
    if row.divides {
        let _ = write!(out, "<tr class=\"divides\"><th scope=\"rowgroup\" colspan=\"{columns}\">");
        row.cells.iter().take(1).for_each(|first| lines(out, first));
        out.push_str("</th></tr>\n");
        return;
    }
    match &row.anchor {
        Some(anchor) => {
            let _ = write!(out, "<tr id=\"{}\">", escaped(anchor));
        }
        None => out.push_str("<tr>"),
    }
    for (place, cell) in row.cells.iter().enumerate() {
        let (open, close) = if place == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
        out.push_str(open);
        lines(out, cell);
        out.push_str(close);
    }
    out.push_str("</tr>\n");
}

/// What stands in a cell, one below the other.
fn lines(out: &mut String, cell: &Cell) {
    match cell.as_slice() {
        [] => {}
        [one] => rich(out, one),
        several => {
            for one in several {
                out.push_str("<div>");
                rich(out, one);
                out.push_str("</div>");
            }
        }
    }
}

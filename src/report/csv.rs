//! Comma-separated values: <https://www.rfc-editor.org/rfc/rfc4180>.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::escape::csv_cell;
use super::rows::{self, COLUMNS, Cell};
use crate::finding::{AuditReport, Fleet};

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    write(rows::of_report(report), out)
}

pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    write(rows::of_fleet(fleet), out)
}

fn write<'a>(rows: impl Iterator<Item = Vec<Cell<'a>>>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(COLUMNS)?;
    for row in rows {
        let cells = row.into_iter().map(|cell| match cell {
            Cell::Nothing => String::new(),
            Cell::Text(text) => csv_cell(&text),
            Cell::Count(count) => count.to_string(),
            Cell::List(list) => csv_cell(&list.join("; ")),
        });
        writer.write_record(cells)?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use csv::ReaderBuilder;

    use crate::finding::Outcome;
    use crate::report::tests::{finding, rendered, report, reports};
    use crate::report::{COLUMNS, Format};

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_table_reads_back_and_each_row_is_a_line() {
        for (name, report) in reports() {
            let text = rendered(&report, Format::Csv, 80);
            let rows = read(&text);
            assert_eq!(rows[0], COLUMNS);
            assert_eq!(rows.len(), 2 + report.findings.len() + report.gaps.len(), "{name}");
            assert_eq!(text.matches("\r\n").count(), rows.len());
            assert_eq!(text.matches(['\r', '\n']).count(), 2 * rows.len(), "{name}: {text:?}");
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r", " =", "\u{202e}="] {
            let name = format!("{start}HYPERLINK(\"https://evil.example\",\"x\")");
            let mut found =
                finding(&name, Outcome::Waived { by: name.clone(), until: name.clone() });
            found.message.clone_from(&name);
            found.subjects[0].address.clone_from(&name);
            let mut report = report(vec![found], Vec::new());
            report.app.clone_from(&name);
            let rows = read(&rendered(&report, Format::Csv, 80));
            let cells = rows.iter().flatten();
            let formulas = ['=', '+', '-', '@', '\t', '\r'];
            assert!(cells.clone().all(|c| !c.trim_start().starts_with(formulas)), "{rows:?}");
            assert!(cells.filter(|c| c.starts_with('\'')).count() >= 7, "{rows:?}");
        }
    }
}

//! What was measured, as Markdown.

use std::fmt::Write as _;

use crate::measure::Sample;

/// One shell's runs of one workload.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// The runs.
    pub samples: Vec<Sample>,
    /// Whether a run took too long.
    pub is_out: bool,
    /// Whether it printed something else than the others.
    pub differs: bool,
}

/// One workload.
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it does.
    pub what: String,
    /// Whether shells ran it.
    pub is_shell: bool,
    /// The shells; the first is ipcsh.
    pub columns: Vec<Column>,
    /// The C program beside it.
    pub limit: Column,
}

impl Column {
    /// The median of the processor time in milliseconds.
    fn cpu(&self) -> Option<f64> {
        self.median(|sample| sample.cpu * 1e3)
    }

    fn peak(&self) -> Option<f64> {
        self.median(|sample| {
            i32::try_from(sample.peak).map_or(f64::NAN, |peak| f64::from(peak) / 1024.0)
        })
    }

    fn median(&self, figure: impl Fn(&Sample) -> f64) -> Option<f64> {
        if self.is_out {
            return None;
        }
        let mut figures: Vec<f64> = self.samples.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied()
    }
}

impl Row {
    fn ipcsh(&self) -> Option<f64> {
        self.columns.first()?.cpu()
    }

    /// The ratio to the first peer (dash, unless others were asked for).
    fn to_dash(&self) -> Option<f64> {
        Some(self.ipcsh()? / self.columns.get(1)?.cpu()?)
    }

    /// The ratio to the fastest peer that does the same (by its output), and which it is (as an index).
    fn to_fastest(&self) -> Option<(f64, usize)> {
        let peers = self.columns.iter().enumerate().skip(1);
        let times = peers
            .filter(|(_, column)| !column.differs)
            .filter_map(|(index, column)| Some((column.cpu()?, index)));
        let (fastest, index) = times.min_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((self.ipcsh()? / fastest, index))
    }
}

/// Medians of the processor time, and the ratios.
pub fn times(names: &[&str], rows: &[Row]) -> String {
    let mut text = String::from("| workload (CPU ms) |");
    for name in names {
        let _ = write!(text, " {name} |");
    }
    text.push_str(" ÷ dash | ÷ fastest peer |\n|---|");
    text.push_str(&"---:|".repeat(names.len() + 2));
    text.push('\n');
    for row in rows.iter().filter(|row| row.is_shell) {
        let _ = write!(text, "| {} |", row.name);
        for column in &row.columns {
            let mark = if column.differs { "*" } else { "" };
            let _ = match column.cpu() {
                Some(time) => write!(text, " {time:.1}{mark} |"),
                None => write!(text, " – |"),
            };
        }
        let _ = match (row.to_dash(), row.to_fastest()) {
            (Some(dash), Some((fastest, index))) => writeln!(
                text,
                " {dash:.2} | {fastest:.2} ({}) |",
                names.get(index).unwrap_or(&"?")
            ),
            _ => writeln!(text, " – | – |"),
        };
    }
    text
}

/// Peak memory.
pub fn memory(names: &[&str], rows: &[Row]) -> String {
    let mut text = String::from("| workload (peak MiB) |");
    for name in names {
        let _ = write!(text, " {name} |");
    }
    text.push_str("\n|---|");
    text.push_str(&"---:|".repeat(names.len()));
    text.push('\n');
    for row in rows.iter().filter(|row| row.is_shell) {
        let _ = write!(text, "| {} |", row.name);
        for column in &row.columns {
            let _ = match column.peak() {
                Some(peak) => write!(text, " {peak:.1} |"),
                None => write!(text, " – |"),
            };
        }
        text.push('\n');
    }
    text
}

/// The C programs.
pub fn limits(rows: &[Row]) -> String {
    let mut text = String::from("| limit | C, CPU ms | ipcsh ÷ C |\n|---|---:|---:|\n");
    for row in rows {
        let Some(limit) = row.limit.cpu() else {
            continue;
        };
        let what = if row.is_shell { &row.name } else { &row.what };
        let _ = match row.ipcsh() {
            Some(time) => writeln!(text, "| {what} | {limit:.1} | {:.2} |", time / limit),
            None => writeln!(text, "| {what} | {limit:.1} | |"),
        };
    }
    text
}

/// The figures that are asked for: how often ipcsh is the fastest, where it is worst, how it stands to dash.
pub fn summary(rows: &[Row]) -> String {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.is_shell).collect();
    let fastest: Vec<(f64, &str)> = rows
        .iter()
        .filter_map(|row| Some((row.to_fastest()?.0, row.name.as_str())))
        .collect();
    let wins = fastest.iter().filter(|(ratio, _)| *ratio <= 1.0).count();
    let dash: Vec<f64> = rows.iter().filter_map(|row| row.to_dash()).collect();
    let logarithms: f64 = dash.iter().map(|ratio| ratio.ln()).sum();
    let count = i32::try_from(dash.len().max(1)).map_or(1.0, f64::from);
    let mut text = format!(
        "- at most the time of the fastest peer: {wins} of {} workloads\n- geometric mean against dash: {:.2}\n",
        fastest.len(),
        (logarithms / count).exp()
    );
    for (ratio, name) in fastest.iter().filter(|(ratio, _)| *ratio > 1.0) {
        let _ = writeln!(text, "- {name}: {ratio:.2} of the fastest peer");
    }
    text
}

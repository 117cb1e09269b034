//! The plot: how many times as long as ours each program takes.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::programs::APPEND;
use super::results::{Results, Row};

const WIDTH: u32 = 860;
const BAR: i32 = 16;
const GAP: i32 = 26;
const LEFT: i32 = 240;
const RIGHT: i32 = 80;
/// The most that is shown.
const MOST: f64 = 100.0;

const OURS: RGBColor = RGBColor(0x2a, 0x6f, 0x97);
const OTHERS: RGBColor = RGBColor(0xa9, 0xb4, 0xc2);

/// The plot as SVG.
pub(super) fn plot(results: &Results) -> Result<String, String> {
    let bars: usize = results.rows.iter().map(|row| row.measurements.len()).sum();
    let height = i32::try_from(bars).unwrap_or_default() * (BAR + 4)
        + i32::try_from(results.rows.len()).unwrap_or_default() * (GAP + 22)
        + 20;
    let mut svg = String::new();
    draw(results, height.unsigned_abs(), &mut svg).map_err(|error| error.to_string())?;
    Ok(svg)
}

fn draw(results: &Results, height: u32, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(svg, (WIDTH, height)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut y = 10;
    for row in &results.rows {
        y = draw_row(&area, row, y)?;
    }
    area.present()?;
    Ok(())
}

type Area<'s> = DrawingArea<SVGBackend<'s>, plotters::coord::Shift>;

fn draw_row(area: &Area<'_>, row: &Row, mut y: i32) -> Result<i32, Box<dyn std::error::Error>> {
    let text = |size: i32| ("sans-serif", size).into_text_style(area).color(&BLACK);
    let ours = row.of(APPEND);
    area.draw(&Text::new(row.input.clone(), (10, y), text(17)))?;
    y += GAP;
    for measurement in &row.measurements {
        let ratio = ours.map_or(1.0, |ours| measurement.times(ours));
        let right = Pos::new(HPos::Right, VPos::Center);
        area.draw(&Text::new(measurement.program.clone(), (LEFT - 8, y + BAR / 2), text(13).pos(right)))?;
        let color = if measurement.program.starts_with(APPEND) { OURS } else { OTHERS };
        let end = LEFT + length(ratio);
        area.draw(&Rectangle::new([(LEFT, y), (end, y + BAR)], color.filled()))?;
        let left = Pos::new(HPos::Left, VPos::Center);
        area.draw(&Text::new(format!("{ratio:.2}×"), (end + 6, y + BAR / 2), text(13).pos(left)))?;
        y += BAR + 4;
    }
    Ok(y + 22)
}

/// How long a bar is: ten times the time is half as long again, from a tenth on.
#[expect(clippy::cast_possible_truncation, reason = "pixels")]
fn length(ratio: f64) -> i32 {
    let width = f64::from(i32::try_from(WIDTH).unwrap_or_default() - LEFT - RIGHT);
    let part = (ratio.clamp(0.1, MOST) * 10.0).log10() / (MOST * 10.0).log10();
    (width * part).round().max(2.0) as i32
}

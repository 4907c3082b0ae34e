import { percent } from "./figures.ts";
import { heatTable } from "./heat-table.ts";
import type { Html } from "./html.ts";

/** A month's return. */
export interface MonthCell {
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  readonly value: number;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Returns the months as a table of tinted cells. */
export function heatMap(
  months: readonly MonthCell[],
  years: readonly { readonly year: number; readonly value: number }[],
): Html {
  const byMonth = new Map(months.map(({ year, month, value }) => [`${year}-${month}`, value]));
  const gaining = months.filter(({ value }) => value > 0).length;
  return heatTable({
    title: "Monthly returns, per cent",
    summary: `${gaining} of ${months.length} months gained.`,
    rowHeading: "Year",
    columns: MONTHS,
    totalHeading: "All",
    rows: years.map(({ year, value: total }) => ({
      name: year,
      cells: MONTHS.map((_, i) => {
        const value = byMonth.get(`${year}-${i + 1}`);
        return value === undefined ? undefined : { value, text: (value * 100).toFixed(1) };
      }),
      total: percent(total),
    })),
  });
}

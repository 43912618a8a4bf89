import { BUDGETS, type Budget, type Verdict, verdictOf } from './budgets.ts';

export interface Measurement {
  key: string;
  value: number;
  /** How it was taken, where that is not plain: `API`, `plain SQL`. */
  by?: string;
  /** Every single value, where `value` is their median. */
  runs?: number[];
}

export interface ReportLine extends Measurement {
  what: string;
  unit: Budget['unit'];
  bar?: number;
  goal?: number;
  atSpans?: number;
  verdict: Verdict;
}

export function reportLine(measurement: Measurement): ReportLine {
  const budget = BUDGETS.find(({ key }) => key === measurement.key);
  if (budget === undefined) throw new Error(`No budget is called ${measurement.key}.`);
  const { what, unit, bar, goal, atSpans } = budget;
  return {
    ...measurement,
    what,
    unit,
    ...(bar !== undefined && { bar }),
    ...(goal !== undefined && { goal }),
    ...(atSpans !== undefined && { atSpans }),
    verdict: verdictOf(budget, measurement.value),
  };
}

export function printReport(lines: readonly ReportLine[], spans: number): void {
  const rows = lines.map((line) => [
    line.what + (line.by ? ` (${line.by})` : ''),
    number(line.value),
    line.unit,
    line.bar === undefined ? '' : number(line.bar),
    line.goal === undefined ? '' : number(line.goal),
    line.verdict +
      (line.atSpans && spans < line.atSpans && line.verdict ? ` (set for ${line.atSpans / 1e6} M)` : ''),
  ]);
  const table = [['', 'measured', '', 'first bar', 'goal', 'meets'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column === 0 || column === 2 || column === 5
        ? cell.padEnd(widths[column]!)
        : cell.padStart(widths[column]!),
    );
    console.log(cells.join('  ').trimEnd());
  }
}

function number(value: number): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : 1;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

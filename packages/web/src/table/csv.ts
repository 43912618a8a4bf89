/** Lines as CSV (RFC 4180). */
export const csvText = (lines: readonly (readonly (string | number)[])[]): string =>
  lines.map((line) => line.map(csvField).join(',')).join('\r\n');

/** Three decimals: weights are rarely whole. */
export const csvNumber = (value: number): number => Math.round(value * 1000) / 1000;

/** Names come from senders: one that a spreadsheet would take for a formula is kept a text. */
function csvField(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Gives a table to the reader as a file.
 * @param from start of its range, ISO 8601; part of the file's name
 */
export function downloadCsv(
  page: string,
  from: string,
  lines: readonly (readonly (string | number)[])[],
): void {
  const url = URL.createObjectURL(new Blob([csvText(lines)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${page}-${from.slice(0, 16).replace(':', '')}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

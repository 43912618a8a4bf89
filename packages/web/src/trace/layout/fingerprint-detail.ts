import { fingerprintSql, Layer } from '@tracebin/model';

const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi;
const LONG_HEX = /\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi;
const NUMBER = /\b\d+(?:\.\d+)?\b/g;

/**
 * Takes the values out of a statement, a key or a URL, so that the same work on other rows is the same text.
 * Only used to tell alike siblings on this page; findings use the model's own keys.
 */
export function fingerprintDetail(detail: string, layer: number): string {
  if (layer === Layer.db) return fingerprintSql(detail).text;
  return detail.replace(UUID, '?').replace(LONG_HEX, '?').replace(NUMBER, '?');
}

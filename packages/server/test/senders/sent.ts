import { readFileSync } from 'node:fs';

type Value = string | number | boolean | string[] | number[] | boolean[];
type Attributes = Record<string, Value>;

interface Sent {
  scope: { name: string; version: string };
  resource: Record<string, string>;
  request: { name: string; attributes: Attributes };
  query: {
    name: string;
    attributes: Attributes;
    statusMessage: string;
    event: { name: string; attributes: Attributes };
  };
  enqueue: {
    name: string;
    link: { traceId: string; spanId: string };
    linkAttributes: Attributes;
  };
  log: { body: string; attributes: Attributes };
  structuredLog: { body: { order: number; lines: string[]; paid: boolean } };
}

/** What every sender sends, in a file that a sender in any language can read. */
export const SENT: Sent = JSON.parse(readFileSync(new URL('./sent.json', import.meta.url), 'utf8'));

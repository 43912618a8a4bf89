import assert from 'node:assert/strict';
import { sendTraces, type TestSpan } from './send-spans.ts';

const MINUTE = 60_000;
/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;

/**
 * A shop in two versions: `GET /api/slots` becomes slow by an N+1 in v2, `GET /api/rates` fast, `GET /old` is gone,
 * `GET /new` comes, `GET /same` stays.
 */
export async function sendTwoVersions(url: string): Promise<void> {
  const times = <Each>(count: number, make: (at: number) => Each): Each[] =>
    Array.from({ length: count }, (_, at) => make(at));
  const query = (afterMs: number, durationMs: number, id: number) => ({
    name: 'SELECT',
    afterMs,
    durationMs,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': `SELECT * FROM slots WHERE id = ${id}` },
  });
  const requests = (
    version: string,
    agoMs: number,
    name: string,
    durationMs: number,
    more: Partial<TestSpan> = {},
  ) =>
    times(
      25,
      (at): TestSpan => ({
        service: 'shop',
        version,
        environment: 'production',
        name,
        agoMs: agoMs + at * 10_000,
        durationMs: durationMs + (at % 5) * durationMs * 0.02,
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
        ...more,
      }),
    );
  const [before, after] = [40 * MINUTE, 10 * MINUTE];
  const sent = [
    ...requests('v1', before, 'GET /api/slots', 50, { children: [query(5, 20, 1)] }),
    ...requests('v2', after, 'GET /api/slots', 700, {
      children: times(30, (nth) => query(5 + nth * 21, 20, nth)),
    }),
    ...requests('v1', before, 'GET /api/rates', 400),
    ...requests('v2', after, 'GET /api/rates', 80),
    ...requests('v1', before, 'GET /same', 30),
    ...requests('v2', after, 'GET /same', 30),
    ...requests('v1', before, 'GET /old', 20),
    ...requests('v2', after, 'GET /new', 20),
  ];
  await sendTraces(url, sent);
  const deadline = Date.now() + WORKED_UP_MS;
  const hits = async () => {
    const answer = await fetch(`${url}/api/bins/local/overview`);
    return ((await answer.json()) as { all: { hits: number } }).all.hits;
  };
  while ((await hits()) < sent.length) assert.ok(Date.now() < deadline, 'not worked up in time');
}

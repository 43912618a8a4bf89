import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractParent, traceparentOf } from './propagation.ts';
import { RecordedSpan } from './span.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

/** Who called, as `traceparent` says it; and whether the trace is recorded. */
function read(headers: Record<string, string>): string | undefined {
  const parent = extractParent(headers);
  if (parent === undefined) return undefined;
  const { id0, id1, sampled, traceState, ...trace } = parent;
  const span = new RecordedSpan('', 0, { name: '', version: '' }, undefined, 0, undefined);
  Object.assign(span, trace, { id0, id1 });
  return `${traceparentOf(span).slice(3, 52)} ${sampled}${traceState && ` ${traceState}`}`;
}

test('W3C Trace Context comes before all others', () => {
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  assert.equal(read({ traceparent }), `${TRACE}-${SPAN} true`);
  assert.equal(read({ traceparent: `00-${TRACE}-${SPAN}-00` }), `${TRACE}-${SPAN} false`);
  assert.equal(read({ traceparent: `cc-${TRACE}-${SPAN}-01-more` }), `${TRACE}-${SPAN} true`);
  assert.equal(read({ traceparent, b3: `${'1'.repeat(32)}-${'2'.repeat(16)}-0` }), `${TRACE}-${SPAN} true`);
  const tracestate = `a=${'x'.repeat(510)}`;
  assert.equal(read({ traceparent, tracestate }), `${TRACE}-${SPAN} true ${tracestate}`);
  assert.equal(read({ traceparent, tracestate: `${tracestate}x` }), `${TRACE}-${SPAN} true`);
});

test('B3, in one header and in several, with ids of 64 bits and of 128', () => {
  assert.equal(read({ b3: `${TRACE}-${SPAN}-1` }), `${TRACE}-${SPAN} true`);
  assert.equal(read({ b3: `${TRACE}-${SPAN}-0-05e3ac9a4f6e3b90` }), `${TRACE}-${SPAN} false`);
  assert.equal(read({ b3: `${TRACE.toUpperCase()}-${SPAN}-d` }), `${TRACE}-${SPAN} true`);
  assert.equal(read({ b3: `${SPAN}-${SPAN}` }), `${'0'.repeat(16)}${SPAN}-${SPAN} true`);
  const several = { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN };
  assert.equal(read(several), `${TRACE}-${SPAN} true`);
  assert.equal(read({ ...several, 'x-b3-sampled': '0' }), `${TRACE}-${SPAN} false`);
  assert.equal(read({ ...several, 'x-b3-sampled': '0', 'x-b3-flags': '1' }), `${TRACE}-${SPAN} true`);
});

test('B3 that only decides begins a trace without a parent, decided so', () => {
  const begin = (headers: Record<string, string>) => read(headers)?.replace(/^[0-9a-f]{32}-/, '');
  const none = '0'.repeat(16);
  for (const deny of ['0', 'false', 'False']) assert.equal(begin({ b3: deny }), `${none} false`, deny);
  for (const accept of ['1', 'd', 'true']) assert.equal(begin({ b3: accept }), `${none} true`, accept);
  assert.equal(begin({ 'x-b3-sampled': '0' }), `${none} false`);
  assert.equal(begin({ 'x-b3-sampled': '0', 'x-b3-flags': '1' }), `${none} true`);
  assert.equal(begin({ 'x-b3-sampled': 'perhaps' }), undefined);
  assert.notEqual(read({ b3: '0' }), read({ b3: '0' }));
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  assert.equal(read({ traceparent, b3: '0' }), `${TRACE}-${SPAN} true`);
});

test("Honeycomb's header, where its ids are those of W3C", () => {
  const header = `1;trace_id=${TRACE},parent_id=${SPAN},context=e30=`;
  assert.equal(read({ 'x-honeycomb-trace': header }), `${TRACE}-${SPAN} true`);
  assert.equal(read({ 'x-honeycomb-trace': '1;trace_id=abc,parent_id=def' }), undefined);
});

test('what is no id begins a trace of its own', () => {
  for (const traceparent of [
    '',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-zz`,
  ])
    assert.equal(read({ traceparent }), undefined, traceparent);
  assert.equal(read({ b3: '2' }), undefined);
  assert.equal(read({}), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Objections } from './objections.ts';
import { saidText } from './said-text.ts';

function heard() {
  const lines: string[] = [];
  const objections = new Objections((line) => lines.push(line));
  const traces = { path: '/v1/traces', dropped: 0 };
  const logs = { path: '/v1/logs', dropped: 0 };
  return { lines, objections, traces, logs };
}

test('every rejected item is counted, and of each kind of data the first are said', () => {
  const { lines, objections, traces, logs } = heard();
  for (let time = 0; time < 50; time++) objections.heed(traces, 10, { rejected: 2, message: 'too old' });
  for (let time = 0; time < 50; time++) objections.heed(logs, 4, { rejected: 1, message: '' });
  assert.deepEqual([traces.dropped, logs.dropped, objections.rejected], [100, 50, 150]);
  assert.deepEqual(lines, [
    'the server rejected 2 of 10 spans: too old (they are lost; more of that is counted as tracebin.dropped_spans)',
    'the server rejected 1 of 4 log records (they are lost; more of that is not said)',
  ]);
});

test('no server rejects more than it was given', () => {
  const { lines, objections, traces } = heard();
  objections.heed(traces, 7, { rejected: Number.MAX_SAFE_INTEGER, message: 'all' });
  assert.equal(traces.dropped, 7);
  assert.match(lines[0] as string, /^the server rejected 7 of 7 spans: all /);
});

test('a warning is said once, drops nothing, and does not hide what is rejected later', () => {
  const { lines, objections, traces } = heard();
  for (let time = 0; time < 5; time++) objections.heed(traces, 7, { rejected: 0, message: 'old names' });
  assert.deepEqual(lines, ['the server took the spans and warns: old names']);
  objections.heed(traces, 7, { rejected: 1, message: 'no' });
  assert.deepEqual([lines.length, traces.dropped], [2, 1]);
});

test('what a server says cannot steer a terminal or be a line of its own', () => {
  const steering =
    '\x1b[2J\x1b]0;title\x07a\r\nb\u0085c\u009b31m d\u202e\u2028e\u200bf\0 \ud800 g\x7f\u{e0001}h';
  assert.equal(saidText(steering), '[2J ]0;title a b c 31m d e f g h');
  assert.equal(saidText('  ünïcode 😀 stays  '), 'ünïcode 😀 stays');
});

test('a long message is cut, and not through a letter', () => {
  assert.equal(saidText('😀'.repeat(5_000)), `${'😀'.repeat(300)}…`);
  assert.equal(saidText('x'.repeat(300)), 'x'.repeat(300));
});

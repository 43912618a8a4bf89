/** Places that are believed, against places that are asked each time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markPlace } from '../src/hook/repeated-call.ts';
import type { RecordedSpan } from '../src/record/span.ts';
import { SpanFactory } from '../src/record/tracer.ts';

const SCOPE = { name: 'test', version: '' };
const spans = new SpanFactory({ add: () => {}, skip: () => {} }, { sampleRatio: 1, keepSlowerThanMs: 1_000 });

const here = (query: RecordedSpan, statement: string) => markPlace(query, statement);
const there = (query: RecordedSpan, statement: string) => markPlace(query, statement);

/** The line that the fourth execution in a request says. */
function lineOf(route: string, ask: typeof here, statement: string): unknown {
  const first = spans.startTransaction('GET', 1, SCOPE, undefined);
  if (first.transaction) first.transaction.route = route;
  for (let time = 1; time < 4; time++) ask(spans.startChild(first, 'query', 2, SCOPE), statement);
  const fourth = spans.startChild(first, 'query', 2, SCOPE);
  ask(fourth, statement);
  return fourth.attribute('code.line.number');
}

test('a statement that comes from one place is found there in every request', () => {
  const lines = new Set(Array.from({ length: 100 }, () => lineOf('/one', here, 'one')));
  assert.equal(lines.size, 1);
  assert.equal(typeof [...lines][0], 'number');
});

test('routes have places of their own', () => {
  for (let time = 0; time < 10; time++) {
    const own = lineOf('/here', here, 'both');
    assert.notEqual(lineOf('/there', there, 'both'), own);
  }
});

test('a statement that comes from two places of a route is asked each time', () => {
  const [one, other] = [lineOf('/two', here, 'two'), lineOf('/two', there, 'two')];
  assert.notEqual(one, other);
  for (let time = 0; time < 50; time++) {
    assert.equal(lineOf('/two', here, 'two'), one);
    assert.equal(lineOf('/two', there, 'two'), other);
  }
});

test('one that moves is noticed within 32 requests', () => {
  const before = lineOf('/moves', here, 'moves');
  for (let time = 0; time < 10; time++) lineOf('/moves', here, 'moves');
  const lines = Array.from({ length: 33 }, () => lineOf('/moves', there, 'moves'));
  assert.notEqual(lines.at(-1), before);
});

test('requests without a route are asked each time', () => {
  const one = lineOf('', here, 'none');
  for (let time = 0; time < 10; time++) lineOf('', here, 'none');
  assert.notEqual(lineOf('', there, 'none'), one);
});

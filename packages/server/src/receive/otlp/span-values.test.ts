/** Bounds of what a span may carry, each at its last accepted and its first refused value, in both encodings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '../limits.ts';
import { spanWith, textAttribute } from './test/decode-request.ts';

for (const encoding of ['protobuf', 'json'] as const) {
  describe(`bounds of a span in ${encoding}`, () => {
    it('keeps 2,000 attributes and counts what is beyond', () => {
      const attributes = Array.from({ length: LIMITS.maxAttributes }, (_, index) =>
        textAttribute(`k${index}`, 'v'),
      );
      assert.equal(Object.keys(spanWith(encoding, { attributes }).attributes).length, LIMITS.maxAttributes);
      const row = spanWith(encoding, {
        attributes: [...attributes, textAttribute('more', 'v'), textAttribute('k0', 'v')],
      });
      assert.equal(row.attributes.more, undefined);
      assert.deepEqual(row.attributes['otel.dropped_attributes_count'], { int: 2n });
    });

    it('keeps keys of 256 bytes and counts longer ones and empty ones as left out', () => {
      const longest = 'ä'.repeat(LIMITS.maxKeyBytes / 2);
      const row = spanWith(encoding, { attributes: [textAttribute(longest, 'v')] });
      assert.deepEqual(row.attributes, { [longest]: { string: 'v' } });
      const beyond = spanWith(encoding, {
        attributes: [textAttribute(`${longest}x`, 'v'), textAttribute('', 'v')],
        droppedAttributesCount: 3,
      });
      assert.deepEqual(beyond.attributes, { 'otel.dropped_attributes_count': { int: 5n } });
    });

    it('keeps texts of 64 KiB and cuts longer ones between characters, saying so', () => {
      const longest = 'x'.repeat(LIMITS.maxTextBytes);
      assert.deepEqual(spanWith(encoding, { attributes: [textAttribute('a', longest)] }).attributes, {
        a: { string: longest },
      });
      const row = spanWith(encoding, {
        attributes: [textAttribute('a', `${longest.slice(1)}ä`), textAttribute('b', 'short')],
      });
      assert.deepEqual(row.attributes, {
        a: { string: longest.slice(1) },
        b: { string: 'short' },
        'tracebin.cut': { json: ['a'] },
      });
      const failed = spanWith(encoding, { status: { message: `${longest}!` } });
      assert.equal(failed.statusMessage, longest);
      assert.deepEqual(failed.attributes, { 'tracebin.cut': { json: ['status.message'] } });
    });

    it('cuts a list so that it stays one', () => {
      const values = (count: number) =>
        Array.from({ length: count }, () => ({ stringValue: 'x'.repeat(998) }));
      const list = (count: number) =>
        spanWith(encoding, { attributes: [{ key: 'l', value: { arrayValue: { values: values(count) } } }] })
          .attributes;
      // Each text is 1,000 bytes of JSON; an element is begun as long as there is room.
      assert.deepEqual(list(65), { l: { json: values(65).map((value) => value.stringValue) } });
      const cut = list(70);
      assert.deepEqual(cut['tracebin.cut'], { json: ['l'] });
      assert.ok('json' in cut.l! && (cut.l.json as string[]).length === 66);
    });

    it('keeps lists 32 deep and leaves out what lies deeper', () => {
      const nested = (depth: number): object =>
        depth === 0 ? { intValue: '7' } : { arrayValue: { values: [nested(depth - 1)] } };
      const deepest = spanWith(encoding, {
        attributes: [{ key: 'n', value: nested(LIMITS.maxNesting) }],
      }).attributes;
      assert.equal(JSON.stringify(deepest.n), `{"json":${'['.repeat(32)}7${']'.repeat(32)}}`);
      const deeper = spanWith(encoding, {
        attributes: [{ key: 'n', value: nested(LIMITS.maxNesting + 1) }],
      }).attributes;
      assert.equal(JSON.stringify(deeper.n), `{"json":${'['.repeat(32)}null${']'.repeat(32)}}`);
      assert.deepEqual(deeper['tracebin.cut'], { json: ['n'] });
    });

    it('keeps names of 1,024 bytes and cuts longer ones', () => {
      const longest = 'n'.repeat(LIMITS.maxNameBytes);
      assert.equal(spanWith(encoding, { name: longest }).name, longest);
      assert.equal(spanWith(encoding, { name: `${longest}x` }).name, longest);
    });

    it('keeps 1,000 span events and links and counts what is beyond', () => {
      const event = { timeUnixNano: '5', name: 'e' };
      const link = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) };
      const events = new Array(LIMITS.maxSpanEvents).fill(event);
      const links = new Array(LIMITS.maxSpanLinks).fill(link);
      const full = spanWith(encoding, { events, links });
      assert.deepEqual([full.events.length, full.links.length, full.attributes], [1_000, 1_000, {}]);
      const beyond = spanWith(encoding, {
        events: [...events, event],
        links: [...links, link],
        droppedEventsCount: 4,
      });
      assert.deepEqual([beyond.events.length, beyond.links.length], [1_000, 1_000]);
      assert.deepEqual(beyond.attributes, {
        'otel.dropped_events_count': { int: 5n },
        'otel.dropped_links_count': { int: 1n },
      });
    });

    it('weighs by the rate in attributes or trace state, from 1 to 2^56', () => {
      const rate = (value: object, traceState = '') =>
        spanWith(encoding, { attributes: [{ key: 'SampleRate', value }], traceState }).sampleRate;
      assert.equal(rate({ intValue: '1' }), 1);
      assert.equal(rate({ intValue: '20' }, 'ot=th:c'), 20);
      assert.equal(rate({ doubleValue: 2.5 }), 2.5);
      assert.equal(rate({ stringValue: '8' }), 8);
      assert.equal(rate({ intValue: String(2n ** 56n) }), 2 ** 56);
      for (const value of [
        { doubleValue: 0.99 },
        { intValue: '-4' },
        { intValue: String(2n ** 57n) },
        { stringValue: 'x' },
      ]) {
        assert.equal(rate(value, 'ot=th:c'), 4, JSON.stringify(value));
      }
    });

    it('leaves out a link that points nowhere', () => {
      const row = spanWith(encoding, { links: [{ traceId: Buffer.alloc(3), spanId: Buffer.alloc(8, 1) }] });
      assert.deepEqual([row.links, row.attributes], [[], { 'otel.dropped_links_count': { int: 1n } }]);
    });
  });
}

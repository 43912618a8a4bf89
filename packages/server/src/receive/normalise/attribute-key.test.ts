import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AttributeList } from '../event/attribute-list.ts';
import { KeyTable } from './attribute-key.ts';
import { AttributeWriter } from './attribute-writer.ts';

/** Far more keys than the table has slots, so that most lose theirs in the middle of a list. */
const KEYS = 20_000;
const bytes = Array.from({ length: KEYS }, (_, index) => Buffer.from(`key.${index}`));

it('knows a key again within a list even when its slot was taken in between', () => {
  const keys = new KeyTable();
  for (let list = 0; list < 3; list++) {
    const number = keys.beginList();
    for (const key of bytes) keys.ofBytes(key, 0, key.length).seenIn = number;
    for (const key of bytes) assert.equal(keys.ofBytes(key, 0, key.length).seenIn, number, String(key));
  }
});

it('forgets keys between lists when there are many, but never those it has rules for', () => {
  const keys = new KeyTable();
  const some = keys.ofText('some');
  const known = keys.ofText('http.method');
  for (const key of bytes) keys.ofText(String(key));
  assert.equal(keys.ofText('some'), some);
  keys.beginList();
  assert.notEqual(keys.ofText('some'), some);
  assert.equal(keys.ofText('http.method'), known);
});

it('adds a name once, whichever way it comes', () => {
  const writer = new AttributeWriter(new KeyTable());
  const list = new AttributeList();
  const source = Buffer.from('http.target|/a?b|url.path|/sent');
  const add = (key: string, value: string) => {
    const keyAt = source.indexOf(key);
    const valueAt = source.indexOf(value);
    const attributeKey = writer.keys.ofBytes(source, keyAt, keyAt + key.length);
    writer.addSlice(attributeKey, valueAt, valueAt + value.length);
  };
  writer.source = source;
  writer.begin(list);
  add('http.target', '/a?b');
  add('url.path', '/sent');
  add('http.target', '/sent');
  writer.finish(2);
  assert.deepEqual(list.keys.slice(0, list.length), ['http.target', 'url.path', 'url.query']);
});

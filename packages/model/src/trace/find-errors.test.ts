import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { StatusCode } from '../event-codes.ts';
import { buildTree } from './build-tree.ts';
import { findErrors } from './find-errors.ts';
import { anySpans } from './test/any-spans.ts';
import { draw } from './test/draw.ts';

describe('findErrors', () => {
  it('finds the deepest span of each error, and how far up it got', () => {
    const trace = draw(`
      GET / (error)           |----------
        load (error)          | ---
          query (error)       |  -
        retry                 |     ---
          query again (error) |      -
        both (error)          |         --
          one (error)         |         -
          two (error)         |          -
        fine                  |            -
    `);
    const tree = buildTree(trace);
    const name = (row: number) => trace.strings[trace.name[tree.order[row]!]!];
    assert.deepEqual(
      findErrors(tree, trace.status).map(({ row, reached }) => [name(row), name(reached)]),
      [
        ['query', 'GET /'],
        ['query again', 'query again'],
        ['one', 'GET /'],
        ['two', 'GET /'],
      ],
    );
  });

  it('finds an error far beneath one that is not passed on in between', () => {
    const trace = draw(`
      GET / (error)     |-----
        load            | ---
          query (error) |  -
    `);
    const origins = findErrors(buildTree(trace), trace.status);
    assert.deepEqual(origins, [{ row: 2, reached: 2 }]);
  });

  it('finds of any trace each failed span with nothing failed beneath it, and the last of the failed ones above', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const failed = (row: number) => spans.status[tree.order[row]!] === StatusCode.error;
        const rows = Array.from({ length: tree.count }, (_, row) => row).filter(failed);
        const beneath = (row: number) => rows.filter((other) => other > row && other < tree.subtreeEnd[row]!);
        const expected = rows
          .filter((row) => beneath(row).length === 0)
          .map((row) => {
            let reached = row;
            while (tree.parent[reached] !== -1 && failed(tree.parent[reached]!))
              reached = tree.parent[reached]!;
            return { row, reached };
          });
        assert.deepEqual(findErrors(tree, spans.status), expected);
      }),
    );
  });

  it('finds nothing where nothing failed', () => {
    const trace = draw('GET / |--');
    assert.deepEqual(findErrors(buildTree(trace), trace.status), []);
  });
});

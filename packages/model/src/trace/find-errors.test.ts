import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildTree } from './build-tree.ts';
import { findErrors } from './find-errors.ts';
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

  it('finds nothing where nothing failed', () => {
    const trace = draw('GET / |--');
    assert.deepEqual(findErrors(buildTree(trace), trace.status), []);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { ColumnBuffer } from './column-buffer.ts';

it('columns are zeros of the asked lengths and share no byte, whatever was made before', () => {
  const lengths = fc.record({
    float64: fc.nat(1_100),
    int32: fc.nat(2_200),
    uint8: fc.nat(9_000),
  });
  fc.assert(
    fc.property(fc.array(lengths, { minLength: 1, maxLength: 30 }), (sizes) => {
      const columns = sizes.flatMap((size) => {
        const made = new ColumnBuffer(size);
        return [made.float64(size.float64), made.int32(size.int32), made.uint8(size.uint8)];
      });
      assert.deepEqual(
        columns.map(({ length }) => length),
        sizes.flatMap((size) => [size.float64, size.int32, size.uint8]),
      );
      columns.forEach((column, at) => {
        assert.ok(column.every((value) => value === 0));
        column.fill((at % 100) + 1);
      });
      columns.forEach((column, at) => {
        assert.ok(column.every((value) => value === (at % 100) + 1));
      });
    }),
    { numRuns: 30 },
  );
});

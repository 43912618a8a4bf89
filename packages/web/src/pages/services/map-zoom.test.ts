import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitZoom, MAX_SCALE, type MapSize, panBy, revealBox, zoomAt } from './map-zoom.ts';

const size = fc.record({
  width: fc.integer({ min: 50, max: 5000 }),
  height: fc.integer({ min: 50, max: 5000 }),
});
const point = fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -900, max: 900 }) });

describe('a map in its window', () => {
  it('is whole at first, in the middle and never larger than drawn', () => {
    assert.deepEqual(fitZoom({ width: 100, height: 50 }, { width: 300, height: 250 }), {
      scale: 1,
      x: 100,
      y: 100,
    });
    assert.deepEqual(fitZoom({ width: 600, height: 100 }, { width: 300, height: 250 }), {
      scale: 0.5,
      x: 0,
      y: 100,
    });
  });

  it('never leaves a gap beside it, whatever is zoomed and dragged', () => {
    const step = fc.oneof(
      fc.record({ factor: fc.double({ min: 0.2, max: 4, noNaN: true }), at: point }),
      fc.record({ by: point }),
    );
    fc.assert(
      fc.property(size, size, fc.array(step, { maxLength: 12 }), (map, window, steps) => {
        let zoom = fitZoom(map, window);
        for (const each of steps) {
          zoom =
            'by' in each
              ? panBy(zoom, each.by, map, window)
              : zoomAt(zoom, each.factor, each.at, map, window);
          assert.ok(zoom.scale <= MAX_SCALE && zoom.scale >= fitZoom(map, window).scale);
          for (const [offset, length, room] of sides(zoom, map, window)) {
            if (length <= room) assert.ok(Math.abs(offset - (room - length) / 2) < 1e-6);
            else assert.ok(offset <= 1e-6 && offset + length >= room - 1e-6, `${offset} ${length} ${room}`);
          }
        }
      }),
    );
  });

  it('keeps what is under the pointer where it is', () => {
    const map = { width: 4000, height: 3000 };
    const window = { width: 800, height: 600 };
    const zoom = fitZoom(map, window);
    const at = { x: 300, y: 200 };
    const closer = zoomAt(zoom, 3, at, map, window);
    const under = ({ scale, x, y }: typeof zoom) => [(at.x - x) / scale, (at.y - y) / scale].map(Math.round);
    assert.deepEqual(under(closer), under(zoom));
  });

  it('brings a node into sight', () => {
    const map = { width: 3000, height: 2000 };
    const window = { width: 800, height: 600 };
    const zoom = zoomAt(fitZoom(map, window), 4, { x: 0, y: 0 }, map, window);
    const box = { x: 2500, y: 1500, width: 156, height: 29 };
    const { scale, x, y } = revealBox(zoom, box, map, window);
    assert.ok(x + box.x * scale >= 0 && x + (box.x + box.width) * scale <= 800);
    assert.ok(y + box.y * scale >= 0 && y + (box.y + box.height) * scale <= 600);
    assert.deepEqual(revealBox({ scale, x, y }, box, map, window), { scale, x, y });
  });
});

const sides = (
  { scale, x, y }: { scale: number; x: number; y: number },
  map: MapSize,
  window: MapSize,
): [number, number, number][] => [
  [x, map.width * scale, window.width],
  [y, map.height * scale, window.height],
];

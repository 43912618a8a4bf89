import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { moved, panelKeys } from './panel-order.ts';
import { firstShow, panelQuestion } from './panel-question.ts';

describe('boards', () => {
  it('move a panel, and keep it inside', () => {
    const list = ['a', 'b', 'c', 'd'];
    assert.deepEqual(moved(list, 0, 2), ['b', 'c', 'a', 'd']);
    assert.deepEqual(moved(list, 3, 1), ['a', 'd', 'b', 'c']);
    assert.deepEqual(moved(list, 1, -1), ['b', 'a', 'c', 'd']);
    assert.deepEqual(moved(list, 1, 9), ['a', 'c', 'd', 'b']);
    assert.deepEqual(moved(list, 9, 0), list);
  });

  it('know a question that stands twice apart', () => {
    const panel = (question: string) => ({ question, show: 'chart' as const, wide: false });
    assert.deepEqual(panelKeys([panel('q'), panel('p'), panel('q')]), ['q 0', 'p 0', 'q 1']);
  });

  it('ask only what they show', () => {
    const text =
      'COUNT, P95(duration), HEATMAP(duration) GROUP BY name HAVING COUNT > 1 ORDER BY COUNT OVER 7d';
    const ask = (show: 'chart' | 'table' | 'stat' | 'heatmap', wide = false, of = text) =>
      panelQuestion(of, { show, wide }, { from: '-6h' });
    const ops = (question: ReturnType<typeof ask>) => question.calculations?.map(({ op }) => op);
    assert.deepEqual(ops(ask('chart')), ['COUNT', 'P95']);
    assert.deepEqual([ask('chart').startTime, ask('chart').timeRange], ['-6h', undefined]);
    assert.deepEqual([ask('chart').disableSeries, ask('table').disableSeries], [undefined, true]);
    assert.equal(ask('table').havings?.length, 1);
    const heatmap = ask('heatmap');
    assert.deepEqual(ops(heatmap), ['HEATMAP']);
    assert.deepEqual(
      [heatmap.breakdowns, heatmap.orders, heatmap.havings],
      [undefined, undefined, undefined],
    );
    assert.deepEqual(ask('heatmap', true).breakdowns, ['name']);
    assert.deepEqual(ask('heatmap', false, 'COUNT FROM logs').calculations, [
      { op: 'HEATMAP', column: 'duration' },
    ]);
    assert.deepEqual(ops(ask('stat', false, 'HEATMAP(duration)')), ['COUNT']);
  });

  it('begin as what a question is about', () => {
    assert.deepEqual(
      ['HEATMAP(duration)', 'COUNT, HEATMAP(duration)', 'COUNT GROUP BY a TABLE ONLY', 'COUNT', '((('].map(
        firstShow,
      ),
      ['heatmap', 'chart', 'table', 'chart', 'chart'],
    );
  });
});

import { formatCount } from '@tracebin/model';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { findingCount, findingWord } from './finding-words.ts';
import { splitVerb, type TransactionRow } from './transaction-row.ts';

export const NARROW_HEADS = [
  { id: 'median', head: 'Median', width: 70 },
  { id: 'p95', head: 'p95', width: 70 },
  { id: 'total', head: 'Of time', width: 62 },
];

/** A row on a phone: median, p95, and the share with the layers under it. */
export function NarrowCells({ row }: { row: TransactionRow }) {
  return (
    <>
      <td className="r">
        <DurationQuantity duration={row.figures.median} />
      </td>
      <td className="r">
        <DurationQuantity duration={row.figures.p95} />
      </td>
      <td className="r">
        <span className="two">{(row.share * 100).toFixed(1)} %</span>
        <LayerBar layers={row.figures.layers} />
      </td>
    </>
  );
}

/** The path, and under it verb, hits and the first finding. */
NarrowCells.Name = function NarrowName({ row }: { row: TransactionRow }) {
  const { verb, path } = splitVerb(row.name);
  const [finding] = row.findings;
  return (
    <>
      <span className="clip two">{path === '' ? 'unnamed' : path}</span>
      <span className="clip two tiny muted">
        {verb} {formatCount(row.figures.hits)}
        {finding !== undefined && (
          <span className={finding.kind === 'n-plus-one' ? 'bad medium' : 'soft'}>
            {' '}
            · {findingWord(finding.kind)} {findingCount(finding)}
          </span>
        )}
      </span>
    </>
  );
};

import { formatCount } from '@tracebin/model';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatPart, shownName } from '../../format/numbers.ts';
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
        <span className="two">{formatPart(row.share)}</span>
        <LayerBar layers={row.figures.layers} />
      </td>
    </>
  );
}

/** The path, and under it verb, hits, the service where there are several, and the first finding. */
NarrowCells.Name = function NarrowName({ row, withService }: { row: TransactionRow; withService: boolean }) {
  const { verb, path } = splitVerb(row.name);
  const [finding] = row.findings;
  return (
    <>
      <span className="clip two">{shownName(path)}</span>
      <span className="clip two tiny muted">
        {verb} {formatCount(row.figures.hits)}
        {withService && ` · ${row.service}`}
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

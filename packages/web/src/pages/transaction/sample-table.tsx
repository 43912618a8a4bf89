import { Link } from '@tanstack/react-router';
import {
  formatCount,
  LAYER_NAMES,
  type LayerName,
  type Nanoseconds,
  type TransactionSamples,
} from '@tracebin/model';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { formatStart } from '../../format/times.ts';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { TransactionAround } from './transaction-around.ts';

interface SampleRow {
  traceId: string;
  spanId: string;
  duration: Nanoseconds;
  layers: Record<LayerName, Nanoseconds>;
  queries: number;
  version: string;
  at: string;
  failed: boolean;
}

/** Single requests from fast to slow, each with its trace. */
export function SampleTable({ samples, around }: { samples: TransactionSamples; around: TransactionAround }) {
  const narrow = useNarrow();
  const columns: readonly TableColumn<SampleRow>[] = [
    {
      id: 'layers',
      head: 'Layers',
      width: narrow ? 84 : 160,
      left: true,
      show: ({ layers }) => <LayerBar layers={layers} />,
    },
    {
      id: 'queries',
      head: 'Queries',
      width: narrow ? 60 : 72,
      value: ({ queries }) => queries,
      show: ({ queries }) => formatCount(queries),
    },
    {
      id: 'version',
      head: 'Version',
      width: 92,
      left: true,
      wide: true,
      value: ({ version }) => version,
      show: ({ version }) => version,
    },
    {
      id: 'at',
      head: 'At',
      width: narrow ? 116 : 176,
      value: ({ at }) => Date.parse(at),
      csv: { value: ({ at }) => at },
      show: ({ at, failed }) => (
        <>
          {failed && <span className="bad">failed </span>}
          <span className="soft" title={at}>
            {/* On a phone to the minute. */}
            {formatStart(new Date(at), around.now).slice(0, narrow ? -7 : undefined)}
          </span>
        </>
      ),
    },
  ];
  return (
    <ShortTable
      id="samples"
      title="Requests from fast to slow"
      head="Duration"
      csvHead="duration_ns"
      name={({ duration }) => duration}
      rows={sampleRows(samples)}
      rowKey={({ traceId, spanId }) => `${traceId}${spanId}`}
      link={({ traceId, duration }) => (
        <Link to="/b/$bin/traces/$traceId" params={{ bin: around.bin, traceId }} search={{}} preload={false}>
          <DurationQuantity duration={duration} />
        </Link>
      )}
      columns={columns}
      more={[
        ['failed', ({ failed }) => (failed ? 'failed' : '')],
        ['trace', ({ traceId }) => traceId],
        ['span', ({ spanId }) => spanId],
      ]}
      {...around.table('samples')}
    />
  );
}

const sampleRows = ({ layers, ...samples }: TransactionSamples): SampleRow[] =>
  samples.traceId.map((traceId, row) => ({
    traceId,
    spanId: samples.spanId[row]!,
    duration: samples.duration[row]!,
    layers: Object.fromEntries(LAYER_NAMES.map((layer) => [layer, layers[layer][row] ?? 0])) as Record<
      LayerName,
      Nanoseconds
    >,
    queries: samples.queries[row]!,
    version: samples.version[row]!,
    at: samples.at[row]!,
    failed: samples.error[row]!,
  }));

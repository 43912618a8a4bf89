import type { BinAnswer } from '@tracebin/model';
import { CopyButton } from '../../controls/copy-text.tsx';
import { NameFact } from './name-fact.tsx';
import { RetentionFact } from './retention-fact.tsx';
import { useIngestKey } from './use-ingest-key.ts';

/** The bin's own settings: where it is, its key, how long it keeps. */
export function BinFacts({ bin, answer }: { bin: string; answer: BinAnswer }) {
  const { key, make, making } = useIngestKey(bin);
  return (
    <section className="block">
      <h2>This bin</h2>
      <dl className="facts">
        <div>
          <dt>Address</dt>
          <dd className="mono clip" title={answer.address}>
            {answer.address}
          </dd>
          <dd className="do">
            <CopyButton text={answer.address} name="Copy the address" />
          </dd>
        </div>
        <div>
          <dt>Ingest key</dt>
          {answer.keyless ? (
            <dd>not needed on this machine</dd>
          ) : key === undefined ? (
            <>
              <dd className="muted">not known to this browser</dd>
              <dd className="do">
                <button type="button" className="link-button" disabled={making} onClick={make}>
                  Make a new one
                </button>
              </dd>
            </>
          ) : (
            <>
              <dd className="mono clip" title={key}>
                {key}
              </dd>
              <dd className="do">
                <CopyButton text={key} name="Copy the ingest key" />
              </dd>
            </>
          )}
        </div>
        <RetentionFact bin={bin} hours={answer.retentionHours} />
        <NameFact bin={bin} name={answer.name} />
      </dl>
    </section>
  );
}

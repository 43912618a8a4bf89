import type { Selection } from '@tracebin/model';
import { Floating } from '../../shell/floating.tsx';
import { selectionWords } from './compare-words.ts';

interface OtherSideProps {
  /** The rest where it is undefined. */
  against: Selection | undefined;
  groups: readonly Selection[];
  choose: (against: Selection | undefined) => void;
  swap: () => void;
  unitOf: (column: string) => 'ns' | 'number';
  /** `12 requests`, empty until it is known. */
  count: string;
}

/** What the selection is compared with, and what else it could be. */
export function OtherSide({ against, groups, choose, swap, unitOf, count }: OtherSideProps) {
  const name = against === undefined ? 'the rest' : selectionWords(against, unitOf);
  const others = against === undefined ? groups : [undefined, ...groups];
  return (
    <span className="row">
      <span className="muted">against</span>
      <i className="sq rest" aria-hidden="true" />
      {others.length === 0 ? (
        <span className="medium">{name}</span>
      ) : (
        <Floating className="ctl plain" name={`Compared with ${name}: choose another`} label={name}>
          {(close) => (
            <div className="menu">
              {others.map((other) => {
                const words = other === undefined ? 'the rest' : selectionWords(other, unitOf);
                return (
                  <button
                    key={words}
                    type="button"
                    className="clip"
                    onClick={() => {
                      close();
                      choose(other);
                    }}
                  >
                    {words}
                  </button>
                );
              })}
            </div>
          )}
        </Floating>
      )}
      <span className="soft">{count}</span>
      {against !== undefined && (
        <button type="button" className="link-button" onClick={swap}>
          swap
        </button>
      )}
    </span>
  );
}

import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { BinAnswer } from '@tracebin/model';
import { useState } from 'react';
import { CopyButton } from '../../controls/copy-text.tsx';
import { Tabs } from '../../controls/tabs.tsx';
import { type CodePiece, codeText, connectWays } from './connect-steps.ts';
import { useIngestKey } from './use-ingest-key.ts';

const route = getRouteApi('/b/$bin/');

/** Stands where the key goes until there is one; the copy button of such a command says so. */
const NO_KEY = 'YOUR-INGEST-KEY';

export function ConnectPanel({ bin, answer }: { bin: string; answer: BinAnswer }) {
  const { way: wanted } = route.useSearch();
  const navigate = useNavigate({ from: '/b/$bin/' });
  const { key, make, making, failure } = useIngestKey(bin);
  // Ids of the span sent by hand are drawn once a visit, so that the command does not change under the reader.
  const [ids] = useState(() => ({ traceId: randomHex(16), spanId: randomHex(8) }));
  const needsKey = !answer.keyless;
  const ways = connectWays({ ...ids, address: answer.address, key: needsKey ? (key ?? NO_KEY) : undefined });
  const current = ways.find((way) => way.name === wanted) ?? ways[0]!;
  return (
    <Tabs
      label="Ways to connect"
      tabs={ways}
      current={current.name}
      choose={(way) => void navigate({ search: (search) => ({ ...search, way }), replace: true })}
    >
      {needsKey && key === undefined && (
        <p className="key-missing">
          <span>
            A bin’s keys are shown once, when they are made, and this browser has none of this bin. Put yours
            in place of <code className="key">{NO_KEY}</code>, or
          </span>
          <button type="button" className="ctl" disabled={making} onClick={make}>
            Make a new ingest key
          </button>
          {failure !== undefined && <span className="bad">{failure}</span>}
        </p>
      )}
      <ol>
        {current.steps.map((step, index) => (
          <li className="step" key={step.text}>
            <b>{index + 1}</b>
            <div>
              <p>{step.text}</p>
              <CodeBlock name={step.text} pieces={step.code} />
            </div>
          </li>
        ))}
      </ol>
      <p className="note">
        {current.note
          .split('`')
          .map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))}
      </p>
    </Tabs>
  );
}

/** A command with what was filled in for this bin in the accent; what is copied is exactly what is shown. */
function CodeBlock({ name, pieces }: { name: string; pieces: CodePiece[] }) {
  return (
    <div className="command">
      <pre className="code">
        {pieces.map((piece, index) =>
          typeof piece === 'string' ? (
            piece
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a command never change their order
            <span className="key" key={index}>
              {piece.own}
            </span>
          ),
        )}
      </pre>
      <CopyButton text={codeText(pieces)} name={`Copy the command: ${name}`} />
    </div>
  );
}

const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiFailure } from '../../api/client.ts';
import { createBin } from '../../api/mutations.ts';
import { binQuery } from '../../api/queries.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { listKnownBins, rememberBin } from '../../shell/known-bins.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { PlainFrame } from '../../shell/plain-frame.tsx';
import { TwinMark } from '../../shell/twin-mark.tsx';
import { binTokenIn } from './bin-token.ts';
import './start.css';

const route = getRouteApi('/');

/** On the server's own machine this is a door to the bin `local`; elsewhere: make a bin, or open one. */
export function StartPage() {
  const { new: wantsNew } = route.useSearch();
  const navigate = useNavigate();
  const local = useQuery(binQuery('local'));
  const goesToLocal = local.data !== undefined && !wantsNew;
  const slow = useSlow(local.isPending);
  usePageTitle(wantsNew ? 'New bin' : 'Start');
  useEffect(() => {
    if (goesToLocal) void navigate({ to: '/b/$bin', params: { bin: 'local' }, search: {}, replace: true });
  }, [goesToLocal, navigate]);
  if (!wantsNew && (goesToLocal || local.isPending))
    return <PlainFrame>{slow && <p className="notice muted">Asking the server…</p>}</PlainFrame>;
  const unreachable = local.error instanceof ApiFailure && local.error.retryable ? local.error : undefined;
  return (
    <PlainFrame>
      <main className="start">
        <h1>What makes your app slow, and where in the code</h1>
        <p className="lead">
          A bin holds the traces of your apps. Whoever has its address can look into it, so the address is its
          key: keep it like one.
        </p>
        {unreachable !== undefined && (
          <p className="bad" role="alert">
            {unreachable.message} <span className="soft">{unreachable.hint}</span>
          </p>
        )}
        <div className="start-ways">
          <NewBin />
          <OpenBin />
        </div>
      </main>
    </PlainFrame>
  );
}

function NewBin() {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [secret, setSecret] = useState('');
  const create = useMutation({
    mutationFn: () => createBin(name.trim() === '' ? {} : { name: name.trim() }, secret),
    onSuccess: (created) => {
      rememberBin(created.viewToken, { name: created.name, ingestKey: created.ingestKey });
      void navigate({ to: '/b/$bin', params: { bin: created.viewToken }, search: {} });
    },
  });
  const failure = create.error instanceof ApiFailure ? create.error : undefined;
  const wantsSecret = failure?.status === 401 || failure?.status === 403;
  const asksSecret = wantsSecret || secret !== '';
  return (
    <form
      className="start-way"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <h2 className="strong">New bin</h2>
      <label>
        <span>Name</span>
        <input
          className="field"
          type="text"
          maxLength={80}
          placeholder="may be left empty"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {asksSecret && (
        <label>
          <span>Admin secret</span>
          <input
            // biome-ignore lint/a11y/noAutofocus: the server has just asked for it
            autoFocus
            className="field"
            type="password"
            autoComplete="current-password"
            required
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
      )}
      {failure !== undefined && (
        <p className={wantsSecret && secret === '' ? 'soft' : 'bad'} role="alert">
          {wantsSecret && secret === ''
            ? 'This server makes bins only for those who know its admin secret (TRACEBIN_ADMIN_SECRET where it was started).'
            : `${failure.message} ${failure.hint ?? ''}`}
        </p>
      )}
      <button type="submit" className="ctl primary" disabled={create.isPending}>
        Make a bin
      </button>
    </form>
  );
}

function OpenBin() {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const known = listKnownBins();
  return (
    <section className="start-way">
      <h2 className="strong">Open a bin</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const bin = binTokenIn(text);
          if (bin !== undefined) void navigate({ to: '/b/$bin', params: { bin }, search: {} });
        }}
      >
        <label>
          <span>Its token or address</span>
          <span className="row">
            <input
              className="field grow"
              type="text"
              spellCheck={false}
              autoComplete="off"
              required
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <button type="submit" className="ctl">
              Open
            </button>
          </span>
        </label>
      </form>
      {known.length > 0 && (
        <>
          <h3 className="muted small">Opened in this browser</h3>
          <ul>
            {known.map((each) => (
              <li key={each.bin}>
                <Link className="link" to="/b/$bin" params={{ bin: each.bin }} search={{}}>
                  {each.name}
                </Link>
                <TwinMark known={each} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

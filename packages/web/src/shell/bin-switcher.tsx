import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ApiFailure } from '../api/client.ts';
import { createBin } from '../api/mutations.ts';
import { Floating } from './floating.tsx';
import { ChevronDown } from './icons.tsx';
import { listKnownBins, rememberBin } from './known-bins.ts';
import { Mark } from './mark.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { TwinMark } from './twin-mark.tsx';

/** The bin's name; under it the bins this browser has opened, and a new one in one click. */
export function BinSwitcher({ bin, name }: { bin: string; name: string }) {
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => createBin({}),
    onSuccess: (created) => {
      rememberBin(created.viewToken, { name: created.name, ingestKey: created.ingestKey });
      void navigate({ to: '/b/$bin', params: { bin: created.viewToken }, search: {} });
    },
    // A server that wants its admin secret asks for it on the start page.
    onError: (error) => {
      if (error instanceof ApiFailure && (error.status === 401 || error.status === 403))
        void navigate({ to: '/', search: { new: true } });
    },
  });
  return (
    <Floating
      className="bin"
      name={`Bin ${name}: switch, connect, or make a new one`}
      label={
        <>
          <Mark />
          <span className="clip bin-name">{name}</span>
          <ChevronDown />
        </>
      }
    >
      {(close) => (
        <div className="menu">
          <ul>
            {listKnownBins().map((each) => (
              <li key={each.bin}>
                <Link
                  to="/b/$bin"
                  params={{ bin: each.bin }}
                  search={{}}
                  aria-current={each.bin === bin ? 'true' : undefined}
                  onClick={close}
                >
                  <span className="clip">
                    {each.name}
                    <TwinMark known={each} />
                  </span>
                  {each.bin === bin && <span className="muted small right">open</span>}
                </Link>
              </li>
            ))}
          </ul>
          <hr />
          <Link to="/b/$bin" params={{ bin }} search={{ connect: true }} onClick={close}>
            Connect an app
          </Link>
          <button
            type="button"
            disabled={create.isPending}
            onClick={() => create.mutate(undefined, { onSettled: (created) => created && close() })}
          >
            New bin
          </button>
          {create.error !== null && (
            <p className="bad small menu-note">
              {create.error.message}{' '}
              {create.error instanceof ApiFailure && <span className="soft">{create.error.hint}</span>}
            </p>
          )}
          <hr />
          <div className="menu-note">
            <ThemeChoice />
          </div>
        </div>
      )}
    </Floating>
  );
}

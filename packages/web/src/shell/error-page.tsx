import type { ErrorComponentProps } from '@tanstack/react-router';
import { ApiFailure } from '../api/client.ts';
import { reloadWhenThere } from '../api/reload-when-there.ts';
import { usePageTitle } from './page-title.ts';

/** What went wrong, in one sentence, what to do about it, and a way to try again. */
export function ErrorView({ error, retry }: { error: unknown; retry?: () => void }) {
  const failure = error instanceof ApiFailure ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    failure === undefined
      ? 'This is a defect of the page, not of your data. Loading it again may help.'
      : failure.hint;
  return (
    <section className="notice" role="alert">
      <h1>{failure === undefined ? 'This page broke' : message}</h1>
      {failure === undefined && <p className="mono soft">{message}</p>}
      {hint !== undefined && <p className="soft">{hint}</p>}
      <p className="row">
        {retry !== undefined && (
          <button type="button" className="ctl" onClick={retry}>
            Try again
          </button>
        )}
        {failure !== undefined && failure.code !== '' && (
          <span className="muted small">
            code <code>{failure.code}</code>
          </span>
        )}
      </p>
    </section>
  );
}

/** What Vite, Chromium, Firefox and Safari say when a part of the program did not come. */
const NOT_LOADED = /preload CSS|dynamically imported module|importing a module script/i;

/** Pages are loaded when they are first opened: with the server gone, or another version there, that fails. */
function NotLoaded() {
  return (
    <section className="notice" role="alert">
      <h1>This page could not be loaded</h1>
      <p className="soft">
        The server does not answer, or it runs another version than the one that this window began with.
      </p>
      <p>
        <button type="button" className="ctl" onClick={() => void reloadWhenThere()}>
          Load again
        </button>
      </p>
    </section>
  );
}

/** Shown by the router in place of a page that threw. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  usePageTitle('Error');
  if (error instanceof Error && NOT_LOADED.test(error.message)) return <NotLoaded />;
  return <ErrorView error={error} retry={reset} />;
}

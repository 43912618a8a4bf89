import type { ErrorComponentProps } from '@tanstack/react-router';
import { ApiFailure } from '../api/client.ts';
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

/** Shown by the router in place of a page that threw. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  usePageTitle('Error');
  return <ErrorView error={error} retry={reset} />;
}

import { Link } from '@tanstack/react-router';
import { usePageTitle } from './page-title.ts';
import { PlainFrame } from './plain-frame.tsx';

/** An address that no page has. */
export function NotFoundPage() {
  usePageTitle('Not found');
  return (
    <PlainFrame>
      <main className="notice">
        <h1>There is no page here</h1>
        <p className="soft">
          Nothing stands at <code>{window.location.pathname}</code>. The address may have been cut when it was
          copied.
        </p>
        <p>
          <Link className="ctl" to="/">
            To the start page
          </Link>
        </p>
      </main>
    </PlainFrame>
  );
}

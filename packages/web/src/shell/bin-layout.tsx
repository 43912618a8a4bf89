import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiFailure } from '../api/client.ts';
import { useLiveBin } from '../api/live.ts';
import { binQuery } from '../api/queries.ts';
import { AppBar } from './app-bar.tsx';
import { ErrorView } from './error-page.tsx';
import { HelpOverlay } from './help-overlay.tsx';
import { rememberBin } from './known-bins.ts';
import { NoBinPage } from './no-bin-page.tsx';

const route = getRouteApi('/b/$bin');

/** Around every page of a bin: the bar, the help, and the answer where the bin is not there. */
export function BinLayout() {
  const { bin } = route.useParams();
  const { data, error, refetch } = useQuery(binQuery(bin));
  const name = data?.name;
  useEffect(() => {
    if (name !== undefined) rememberBin(bin, { name });
  }, [bin, name]);

  if (data === undefined && error instanceof ApiFailure && error.status === 404)
    return <NoBinPage bin={bin} />;
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to content
      </a>
      {data !== undefined && <Live bin={bin} />}
      <AppBar bin={bin} answer={data} unreachable={error !== null} />
      <div id="content" className="content" tabIndex={-1}>
        {data === undefined && error !== null ? (
          <ErrorView error={error} retry={() => void refetch()} />
        ) : (
          <Outlet />
        )}
      </div>
      <HelpOverlay />
    </div>
  );
}

/** Listens only once the bin is known to exist, so a wrong token does not keep asking. */
function Live({ bin }: { bin: string }) {
  useLiveBin(bin);
  return null;
}

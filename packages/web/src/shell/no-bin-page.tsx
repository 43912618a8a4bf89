import { Link } from '@tanstack/react-router';
import { forgetBin, listKnownBins } from './known-bins.ts';
import { usePageTitle } from './page-title.ts';
import { PlainFrame } from './plain-frame.tsx';
import { TwinMark } from './twin-mark.tsx';

/** A bin's address that opens nothing. The server answers alike for a wrong token and a deleted bin, so does this page. */
export function NoBinPage({ bin }: { bin: string }) {
  usePageTitle('No such bin');
  const others = listKnownBins().filter((each) => each.bin !== bin);
  const local = bin === 'local';
  return (
    <PlainFrame>
      <main className="notice">
        <h1>{local ? 'The bin “local” is not open from here' : 'This address opens no bin'}</h1>
        <p className="soft">
          {local
            ? 'It can be seen only on the machine the server runs on. Open a bin by its own address, or make a new one.'
            : 'The token in it is wrong, or the bin has been deleted. The server does not say which, so that nobody can try tokens. Ask whoever sent you the link for the whole address.'}
        </p>
        {others.length > 0 && (
          <>
            <h2 className="medium">Bins this browser has opened</h2>
            <ul>
              {others.map((each) => (
                <li key={each.bin}>
                  <Link className="link" to="/b/$bin" params={{ bin: each.bin }}>
                    {each.name}
                  </Link>
                  <TwinMark known={each} />
                </li>
              ))}
            </ul>
          </>
        )}
        <p className="row">
          <Link className="ctl primary" to="/" search={{ new: true }}>
            New bin
          </Link>
          <button
            type="button"
            className="ctl plain"
            onClick={() => {
              forgetBin(bin);
              window.location.reload();
            }}
          >
            Try again
          </button>
        </p>
      </main>
    </PlainFrame>
  );
}

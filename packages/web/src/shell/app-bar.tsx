import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import type { BinAnswer } from '@tracebin/model';
import { useEffect, useRef } from 'react';
import { ArrivalRate } from './arrival-rate.tsx';
import { BinSwitcher } from './bin-switcher.tsx';
import { useKeys } from './keys.ts';
import { NAV_ITEMS } from './nav-items.ts';
import { SearchBox } from './search-box.tsx';

interface AppBarProps {
  bin: string;
  /** Undefined until the first answer is here; the bar has its height from the start. */
  answer: BinAnswer | undefined;
  unreachable: boolean;
}

export function AppBar({ bin, answer, unreachable }: AppBarProps) {
  const navigate = useNavigate();
  const pages = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  // On a phone the bar shows some of its pages at a time: the one that is open is among them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another current link, the bin's name takes room
  useEffect(() => {
    showOpenPage(pages.current);
    // Names have other widths in the face that comes later.
    void document.fonts.ready.then(() => showOpenPage(pages.current));
  }, [path, answer?.name]);
  useKeys('Everywhere', [
    ...NAV_ITEMS.map((item) => ({
      keys: `g ${item.key}`,
      label: `Go to ${item.label.toLowerCase()}`,
      run: () => void navigate({ to: item.to, params: { bin }, search: {} }),
    })),
  ]);
  return (
    <header className="appbar">
      <BinSwitcher bin={bin} name={answer?.name ?? ''} />
      <nav ref={pages} aria-label="Pages">
        {NAV_ITEMS.map((item) => (
          <Link
            key={item.to}
            to={item.to}
            params={{ bin }}
            search={{}}
            activeOptions={{ includeSearch: false }}
          >
            {item.label}
          </Link>
        ))}
      </nav>
      <ArrivalRate answer={answer} unreachable={unreachable} />
      <SearchBox bin={bin} />
    </header>
  );
}

function showOpenPage(bar: HTMLElement | null): void {
  const open = bar?.querySelector<HTMLElement>('[aria-current]');
  if (bar === null || open == null) return;
  bar.scrollLeft = open.offsetLeft - bar.offsetLeft - (bar.clientWidth - open.offsetWidth) / 2;
}

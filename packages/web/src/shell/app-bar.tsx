import { Link, useNavigate } from '@tanstack/react-router';
import type { BinAnswer } from '@tracebin/model';
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
      <nav aria-label="Pages">
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

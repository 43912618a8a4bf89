import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/** A page outside any bin: only the name of the program and the theme stand above it. */
export function PlainFrame({ children }: { children: ReactNode }) {
  return (
    <div className="shell">
      <header className="appbar">
        <Link className="bin" to="/">
          <Mark />
          Tracebin
        </Link>
        <span className="right">
          <ThemeChoice />
        </span>
      </header>
      <div className="content">{children}</div>
    </div>
  );
}

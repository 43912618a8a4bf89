import { useEffect } from 'react';

/** `Traces · Scruffy · Tracebin`: the narrowest first, so that many tabs stay readable. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter((part) => part), 'Tracebin'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

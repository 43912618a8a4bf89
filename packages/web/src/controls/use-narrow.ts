import { useSyncExternalStore } from 'react';

const QUERY = '(max-width: 700px)';

/** True where pages have one column; the same bound as in the style sheets. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = matchMedia(QUERY);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(QUERY).matches,
  );

/** Pages of a bin, in the order of the app bar. A page is added here when it exists, never before. */
export const NAV_ITEMS = [
  { label: 'Overview', to: '/b/$bin/overview', key: 'o' },
  { label: 'Endpoints', to: '/b/$bin/endpoints', key: 'e' },
  { label: 'Jobs', to: '/b/$bin/jobs', key: 'j' },
  { label: 'Queries', to: '/b/$bin/queries', key: 'q' },
  { label: 'Errors', to: '/b/$bin/errors', key: 'r' },
  { label: 'Services', to: '/b/$bin/services', key: 's' },
  { label: 'Deploys', to: '/b/$bin/deploys', key: 'd' },
  { label: 'Findings', to: '/b/$bin/findings', key: 'f' },
  { label: 'Explore', to: '/b/$bin/explore', key: 'x' },
  { label: 'Boards', to: '/b/$bin/boards', key: 'b' },
  { label: 'Traces', to: '/b/$bin/traces', key: 't' },
] as const;

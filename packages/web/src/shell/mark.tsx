/** Three bars of a waterfall. */
export const Mark = () => (
  <svg className="mark" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <rect x="0" y="2" width="16" height="3" />
    <rect x="3" y="7" width="9" height="3" />
    <rect x="7" y="12" width="7" height="3" />
  </svg>
);

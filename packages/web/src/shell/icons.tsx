/** The few drawings that say something faster than a word. */
export const ChevronDown = () => (
  <svg className="chev" viewBox="0 0 8 8" aria-hidden="true">
    <path d="M1 2.5 4 5.5 7 2.5" />
  </svg>
);
export const ChevronLeft = () => (
  <svg className="chev" viewBox="0 0 8 8" aria-hidden="true">
    <path d="M5.5 1 2.5 4 5.5 7" />
  </svg>
);
export const ChevronRight = () => (
  <svg className="chev" viewBox="0 0 8 8" aria-hidden="true">
    <path d="M2.5 1 5.5 4 2.5 7" />
  </svg>
);
export const Magnifier = () => (
  <svg className="ico" viewBox="0 0 14 14" aria-hidden="true">
    <circle cx="6" cy="6" r="4" />
    <path d="m9 9 3.5 3.5" />
  </svg>
);
export const Cross = () => (
  <svg className="chev" viewBox="0 0 8 8" aria-hidden="true">
    <path d="M1 1 7 7M7 1 1 7" />
  </svg>
);

import './zoom-buttons.css';

interface ZoomButtonsProps {
  isWhole: boolean;
  zoomBy: (factor: number) => void;
  fit: () => void;
}

/** Closer, farther, all of it: for those without a wheel. */
export const ZoomButtons = ({ isWhole, zoomBy, fit }: ZoomButtonsProps) => (
  <div className="zoom-buttons">
    <button type="button" aria-label="Closer" title="Closer (+)" onClick={() => zoomBy(1.4)}>
      +
    </button>
    <button
      type="button"
      aria-label="Farther"
      title="Farther (-)"
      disabled={isWhole}
      onClick={() => zoomBy(1 / 1.4)}
    >
      −
    </button>
    <button type="button" title="All of it (0)" disabled={isWhole} onClick={fit}>
      All
    </button>
  </div>
);

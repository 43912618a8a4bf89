/** Title of a panel, what can be done with all of it, and the way out. */
export function PanelHead({
  title,
  children,
  onClose,
}: {
  title: React.ReactNode;
  children?: React.ReactNode;
  onClose: () => void;
}) {
  return (
    <header className="trace-panel-head">
      <h2>{title}</h2>
      <span className="right row">
        {children}
        <button
          type="button"
          className="trace-close"
          aria-label="Close the panel"
          title="Close (Esc)"
          onClick={onClose}
        >
          <svg className="chev" viewBox="0 0 8 8" aria-hidden="true">
            <path d="M1 1 7 7M7 1 1 7" />
          </svg>
        </button>
      </span>
    </header>
  );
}

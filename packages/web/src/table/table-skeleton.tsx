/** Lines where rows will be, at the height they will have. */
export const TableSkeleton = ({ what }: { what: string }) => (
  <div className="skeleton" role="status" aria-label={`Asking for ${what}`}>
    {Array.from({ length: 12 }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: twelve equal lines
      <i key={row} />
    ))}
  </div>
);

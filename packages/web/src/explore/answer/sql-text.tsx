import { CopyButton } from '../../controls/copy-text.tsx';

/** The statements as they ran, with their bound values. */
export const SqlText = ({ statements }: { statements: readonly string[] }) => (
  <div>
    <div className="tab-tools small">
      <span className="soft">What the engine was asked. Values are bound, never written into the text.</span>
      <CopyButton text={statements.join('\n\n')} name="Copy the SQL" label="Copy" />
    </div>
    {statements.map((statement) => (
      <pre key={statement} className="code sql-text">
        {statement}
      </pre>
    ))}
  </div>
);

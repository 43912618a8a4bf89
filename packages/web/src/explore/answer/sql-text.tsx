import type { ReactNode } from 'react';
import { CopyButton } from '../../controls/copy-text.tsx';

interface SqlTextProps {
  statements: readonly string[];
  /** Beside them: a way to write one's own. */
  children?: ReactNode;
}

/** The statements as they ran, with their bound values. */
export const SqlText = ({ statements, children }: SqlTextProps) => (
  <div>
    <div className="tab-tools small">
      <span className="soft">What the engine was asked. Values are bound, never written into the text.</span>
      {children}
      <CopyButton text={statements.join('\n\n')} name="Copy the SQL" label="Copy" />
    </div>
    {statements.map((statement) => (
      <pre key={statement} className="code sql-text">
        {statement}
      </pre>
    ))}
  </div>
);

import { CopyButton } from '../../controls/copy-text.tsx';

/** A command to copy. */
export const CodeBlock = ({ text }: { text: string }) => (
  <div className="code-line">
    <pre className="code">{text}</pre>
    <CopyButton className="link-button" text={text} name="Copy the command" label="Copy" />
  </div>
);

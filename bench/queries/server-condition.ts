import { attributeCondition } from '../../packages/server/src/ask/attribute-condition.ts';
import { BoundValues } from '../../packages/server/src/ask/bound-values.ts';

/** The condition that the server builds for `key=value`, with its values in the text. */
export function serverCondition(key: string, value: string): string {
  const bound = new BoundValues();
  return attributeCondition({ key, value }, bound).replace(
    /\{(p\d+):(\w+)\}/g,
    (_, name: string, type: string) =>
      type === 'String' ? `'${bound.params[name]}'` : String(bound.params[name]),
  );
}

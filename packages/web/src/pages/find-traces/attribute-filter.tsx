import { useState } from 'react';
import { Combobox } from '../../controls/combobox.tsx';
import { useConditionOptions } from '../../shell/use-completion.ts';

/** `key=value`: keys are offered until there is a `=`, then that key's values. */
export function AttributeFilter({ bin, add }: { bin: string; add: (attribute: string) => void }) {
  const [text, setText] = useState('');
  const options = useConditionOptions(bin, text);
  const [key = '', ...rest] = text.split('=');
  const isComplete = key.trim() !== '' && rest.join('=').trim() !== '';
  return (
    <Combobox
      className="attribute-filter"
      label="Attribute, key=value"
      placeholder="key=value"
      value={text}
      options={options}
      type={setText}
      completes={(option) => option.endsWith('=')}
      submit={(chosen) => {
        const [chosenKey = '', ...chosenValue] = chosen.split('=');
        if (chosenKey.trim() === '' || chosenValue.length === 0) return;
        add(`${chosenKey.trim()}=${chosenValue.join('=').trim()}`);
        setText('');
      }}
      invalid={text.trim() !== '' && !isComplete && options.length === 0}
    />
  );
}

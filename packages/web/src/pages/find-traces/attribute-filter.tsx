import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldsQuery, fieldValuesQuery } from '../../api/queries.ts';
import { Combobox } from '../../controls/combobox.tsx';

/** `key=value`: keys are offered until there is a `=`, then that key's values. */
export function AttributeFilter({ bin, add }: { bin: string; add: (attribute: string) => void }) {
  const [text, setText] = useState('');
  const at = text.indexOf('=');
  const key = at === -1 ? '' : text.slice(0, at).trim();
  const value = at === -1 ? '' : text.slice(at + 1).trim();
  const fields = useQuery({ ...fieldsQuery(bin, text.trim()), enabled: at === -1 });
  const values = useQuery({ ...fieldValuesQuery(bin, key, value), enabled: key !== '' });
  const options =
    at === -1
      ? [
          ...new Set(
            (fields.data?.fields ?? [])
              .filter((field) => field.source !== 'column')
              .map((field) => `${field.name}=`),
          ),
        ]
      : (values.data?.values ?? []).map((each) => `${key}=${each}`);
  const incomplete = text.trim() !== '' && (key === '' || value === '');
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
        const [chosenKey = '', ...rest] = chosen.split('=');
        if (chosenKey.trim() === '' || rest.length === 0) return;
        add(`${chosenKey.trim()}=${rest.join('=').trim()}`);
        setText('');
      }}
      invalid={incomplete && options.length === 0}
    />
  );
}

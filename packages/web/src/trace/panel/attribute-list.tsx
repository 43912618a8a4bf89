import { Link } from '@tanstack/react-router';
import type { Attribute } from '@tracebin/model';
import { useState } from 'react';
import { withoutControls } from '../layout/readable-text.ts';
import { attributeFilter, attributeText } from './attribute-text.ts';
import { CopyLater } from './copy-later.tsx';

/** From so many on a list needs a filter to be read. */
const FILTER_FROM = 9;
/** Longer values start cut; one line of a panel holds about 40 characters. */
const CUT_AT = 280;

interface AttributeListProps {
  bin: string;
  title: string;
  attributes: readonly Attribute[];
  /** Resource attributes are not what the search of traces compares. */
  canSearch: boolean;
}

export function AttributeList({ bin, title, attributes, canSearch }: AttributeListProps) {
  const [filter, setFilter] = useState('');
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const shown = attributes
    .filter((each) => {
      if (words.length === 0) return true;
      const text = `${each.key} ${attributeText(each.value)}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (attributes.length === 0) return null;
  return (
    <section>
      <h3>
        {title}
        <span className="right">
          {words.length > 0 ? `${shown.length} of ${attributes.length}` : attributes.length}
        </span>
      </h3>
      {attributes.length >= FILTER_FROM && (
        <input
          className="field trace-filter"
          type="text"
          aria-label={`Filter ${title.toLowerCase()}`}
          placeholder="Filter"
          spellCheck={false}
          autoComplete="off"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setFilter('');
          }}
        />
      )}
      <dl className="trace-kv">
        {shown.map((attribute, index) => (
          <AttributeRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a sender may repeat a key
            key={`${attribute.key} ${index}`}
            bin={bin}
            attribute={attribute}
            canSearch={canSearch}
          />
        ))}
      </dl>
    </section>
  );
}

function AttributeRow({
  bin,
  attribute,
  canSearch,
}: {
  bin: string;
  attribute: Attribute;
  canSearch: boolean;
}) {
  const [whole, setWhole] = useState(false);
  const text = attributeText(attribute.value);
  const isLong = text.length > CUT_AT;
  const filter = canSearch ? attributeFilter(attribute) : null;
  return (
    <div>
      <dt title={attribute.key}>
        <bdi>{withoutControls(attribute.key)}</bdi>
      </dt>
      <dd className={typeof attribute.value === 'object' ? 'mono' : undefined}>
        <bdi>{isLong && !whole ? `${text.slice(0, CUT_AT)}…` : text === '' ? '(empty)' : text}</bdi>
        {isLong && (
          <button type="button" className="link-button" onClick={() => setWhole(!whole)}>
            {whole ? ' less' : ` all ${text.length.toLocaleString('en-US')} characters`}
          </button>
        )}
        <span className="trace-actions">
          <CopyLater label="Copy" name={`Copy ${attribute.key}`} text={() => text} />
          {filter !== null && (
            <Link
              className="link-button"
              to="/b/$bin/traces"
              params={{ bin }}
              search={{ attribute: [filter] }}
              aria-label={`Find traces with this ${attribute.key}`}
            >
              Find
            </Link>
          )}
        </span>
      </dd>
    </div>
  );
}

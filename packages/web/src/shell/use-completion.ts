import { useQuery } from '@tanstack/react-query';
import { fieldsQuery, fieldValuesQuery } from '../api/queries.ts';

const MAX_OPTIONS = 20;

/**
 * Values of a field to offer for a text: those that begin with it, then the frequent ones that contain it (`week`
 * finds `GET /api/week/:date`).
 */
export function useFieldValues(bin: string, field: string, text: string, enabled = true): string[] {
  const wanted = text.trim().toLowerCase();
  const active = enabled && field !== '';
  const beginning = useQuery({
    ...fieldValuesQuery(bin, field, text.trim()),
    enabled: active && wanted !== '',
  });
  const frequent = useQuery({ ...fieldValuesQuery(bin, field, ''), enabled: active });
  if (!active) return [];
  const offered = [
    ...(wanted === '' ? [] : (beginning.data?.values ?? [])),
    ...(frequent.data?.values ?? []),
  ].filter((value) => value.toLowerCase().includes(wanted));
  return [...new Set(offered)].slice(0, MAX_OPTIONS);
}

/** Names of attributes to offer for a text, each with the `=` that its value will follow. */
export function useAttributeKeys(bin: string, text: string, enabled: boolean): string[] {
  const { data } = useQuery({ ...fieldsQuery(bin, text.trim()), enabled });
  if (!enabled) return [];
  const names = (data?.fields ?? [])
    .filter((field) => field.source !== 'column')
    .map((field) => `${field.name}=`);
  return [...new Set(names)].slice(0, MAX_OPTIONS);
}

/** `key=value` being typed: keys are offered until there is a `=`, then that key's values. */
export function useConditionOptions(bin: string, text: string, enabled = true): string[] {
  const at = text.indexOf('=');
  const key = at === -1 ? '' : text.slice(0, at).trim();
  const keys = useAttributeKeys(bin, text, enabled && at === -1);
  const values = useFieldValues(bin, key, text.slice(at + 1), enabled && at !== -1);
  return at === -1 ? keys : values.map((value) => `${key}=${value}`);
}

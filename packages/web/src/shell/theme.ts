import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const STORAGE_KEY = 'tracebin.theme';
const isTheme = (value: string | null): value is Theme => THEMES.includes(value as Theme);
const listeners = new Set<() => void>();
let current: Theme = 'system';

/** Reads the stored choice; `?theme=` in the address overrides it for this visit and is not stored. */
export function startTheme(): void {
  const asked = new URLSearchParams(location.search).get('theme');
  const stored = localStorage.getItem(STORAGE_KEY);
  current = isTheme(asked) ? asked : isTheme(stored) ? stored : 'system';
  apply();
  // Canvases read colours when they draw, so they must hear of a change of the system's theme too.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', announce);
}

export function chooseTheme(theme: Theme): void {
  current = theme;
  localStorage.setItem(STORAGE_KEY, theme);
  apply();
  announce();
}

function apply(): void {
  if (current === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = current;
}

function announce(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => current);

const shown = (): 'light' | 'dark' =>
  current === 'system' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : current;

/** What is on the screen now; canvases depend on it to draw again with the other colours. */
export const useShownTheme = (): 'light' | 'dark' => useSyncExternalStore(subscribe, shown);

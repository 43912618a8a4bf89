import { chooseTheme, THEMES, useTheme } from './theme.ts';

/** Three words, the current one in ink. */
export function ThemeChoice() {
  const theme = useTheme();
  return (
    <fieldset className="choice">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((each) => (
        <button key={each} type="button" aria-pressed={each === theme} onClick={() => chooseTheme(each)}>
          {each === 'system' ? 'System' : each === 'light' ? 'Light' : 'Dark'}
        </button>
      ))}
    </fieldset>
  );
}

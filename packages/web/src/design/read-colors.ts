/**
 * The values of colour tokens as a canvas takes them. `getPropertyValue` gives a token as it is written
 * (`light-dark(...)`), so each is put on an element and read back as the colour it became.
 */
export function readColors<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colors = {} as Record<Name, string>;
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    colors[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colors;
}

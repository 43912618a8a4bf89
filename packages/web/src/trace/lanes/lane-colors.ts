import { LAYER_NAMES } from '@tracebin/model';

/** The tokens that canvases draw with, as colours a canvas understands. */
export interface LaneColors {
  layers: string[];
  ink: string;
  inkMark: string;
  grid: string;
  line: string;
  accent: string;
  bad: string;
  background: string;
}

/**
 * Reads the tokens as they are in the theme on the screen. A custom property comes back as it was written
 * (`light-dark(...)`), so each one goes through a probe's `color`, which the browser resolves.
 */
export function readLaneColors(inside: HTMLElement): LaneColors {
  const probe = document.createElement('span');
  inside.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colors: LaneColors = {
    layers: LAYER_NAMES.map((name) => read(`--layer-${name}`)),
    ink: read('--ink'),
    inkMark: read('--ink-mark'),
    grid: read('--grid'),
    line: read('--line-strong'),
    accent: read('--accent-fill'),
    bad: read('--bad-fill'),
    background: read('--bg'),
  };
  probe.remove();
  return colors;
}

/** Environment variables, each read as what it is meant to be; what makes no sense is named once and replaced by its default. */
import { validateHeaderName, validateHeaderValue } from 'node:http';

export type Environment = Record<string, string | undefined>;

export class Settings {
  readonly #environment: Environment;
  readonly #warn: (message: string) => void;

  constructor(environment: Environment, warn: (message: string) => void) {
    this.#environment = environment;
    this.#warn = warn;
  }

  /** Without the blanks and line breaks that files and tables bring along; undefined when nothing else is there. */
  text(name: string): string | undefined {
    return this.#environment[name]?.trim() || undefined;
  }

  number(name: string, fallback: number, least: number, most: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    this.#warn(
      `${name} must be a number from ${least} to ${most}, not ${JSON.stringify(text)}; using ${fallback}`,
    );
    return fallback;
  }

  isOn(name: string, fallback: boolean): boolean {
    const text = this.text(name);
    if (text === undefined) return fallback;
    if (/^(1|true|on|yes)$/i.test(text)) return true;
    if (/^(0|false|off|no)$/i.test(text)) return false;
    this.#warn(`${name} must be 1 or 0, not ${JSON.stringify(text)}; using ${fallback ? 1 : 0}`);
    return fallback;
  }

  /** `a,b` */
  list(name: string): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  }

  /** `key=value,key=value` with percent-encoded values (OpenTelemetry specification, resource SDK). */
  pairs(name: string): Record<string, string> {
    const pairs: Record<string, string> = {};
    for (const pair of this.list(name)) {
      const at = pair.indexOf('=');
      if (at <= 0) continue;
      const value = pair.slice(at + 1).trim();
      try {
        pairs[pair.slice(0, at).trim()] = decodeURIComponent(value);
      } catch {
        pairs[pair.slice(0, at).trim()] = value;
      }
    }
    return pairs;
  }

  /** Pairs that are headers. Their values are secrets more often than not: none is repeated. */
  headers(name: string): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [header, value] of Object.entries(this.pairs(name))) {
      try {
        validateHeaderName(header);
        validateHeaderValue(header, value);
        headers[header.toLowerCase()] = value;
      } catch {
        this.#warn(`${name} has a header that no request can have, ${JSON.stringify(header)}; left out`);
      }
    }
    return headers;
  }
}

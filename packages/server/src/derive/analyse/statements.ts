import { fingerprintSql, Layer, stableHash, summarizeSql } from '@tracebin/model';
import type { TraceSpans } from './trace-spans.ts';

export interface Statement {
  /** 16 hex digits. */
  fingerprint: string;
  summary: string;
  /** Without values. */
  text: string;
}

const MAX_KNOWN = 20_000;
const MAX_STATEMENT_LENGTH = 10_000;

/** What calls ask, without their values. Each different text is looked at once, also across traces. */
export class Statements {
  readonly #known = new Map<string, Statement>();
  /** By system and text. Two maps, as a key of both would be put together and hashed for each call: a tenth of all time. */
  readonly #sqlOf = new Map<string, Map<string, Statement>>();
  #sqlCount = 0;

  of({ spans, strings, attributes }: TraceSpans, span: number): Statement {
    const details = attributes[span]!;
    const name = strings[spans.name[span]!]!;
    switch (spans.layer[span]) {
      case Layer.db: {
        const text = details['db.query.text'];
        if (text === undefined) return this.#plain(`db\0${name}`, name, name);
        return this.#sql(text, details['db.system.name'] ?? '');
      }
      case Layer.cache: {
        const text = details['db.query.text'];
        const command = details['db.operation.name'] ?? (text ?? name).trim().split(/\s/, 1)[0] ?? name;
        return this.#plain(`cache\0${command}`, command, command);
      }
      case Layer.queue:
        return this.#plain(`queue\0${name}`, name, name);
      default: {
        const method = details['http.request.method'] ?? details['rpc.method'] ?? name;
        return this.#plain(`http\0${method}`, method, method);
      }
    }
  }

  #sql(text: string, system: string): Statement {
    const known = this.#sqlOf.get(system)?.get(text);
    if (known !== undefined) return known;
    const fingerprint = fingerprintSql(text, system).text.slice(0, MAX_STATEMENT_LENGTH);
    const statement = {
      fingerprint: stableHash(fingerprint),
      summary: summarizeSql(text, system),
      text: fingerprint,
    };
    // Statements with their values in the text never come again; the others are few.
    if (++this.#sqlCount > MAX_KNOWN) {
      this.#sqlOf.clear();
      this.#sqlCount = 1;
    }
    const ofSystem = this.#sqlOf.get(system);
    if (ofSystem === undefined) this.#sqlOf.set(system, new Map([[text, statement]]));
    else ofSystem.set(text, statement);
    return statement;
  }

  #plain(key: string, summary: string, text: string): Statement {
    return this.#known.get(key) ?? this.#keep(key, { fingerprint: stableHash(key), summary, text });
  }

  #keep(key: string, statement: Statement): Statement {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, statement);
    return statement;
  }
}

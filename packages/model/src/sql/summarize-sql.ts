/**
 * A statement in a few words: its operations and what they work on, in the order they stand in the text. Follows the
 * OpenTelemetry semantic conventions ("Generating a summary of the query").
 *
 *     INSERT INTO archive (id) SELECT id FROM slots s JOIN weeks w ON ...    INSERT archive SELECT slots weeks
 */
import { SqlToken, SqlTokenizer } from './sql-tokenizer.ts';
import {
  CALLS,
  CHANGES,
  DEFINED_THINGS,
  DEFINITIONS,
  END_OF_TABLES,
  NOT_AN_OPERATION_AFTER,
  SET_OPERATIONS,
  WORDS_BEFORE_NAME,
} from './sql-words.ts';

const MAX_LENGTH = 255;

/**
 * The conventions' text names UPDATE among the operations whose targets belong into a summary; the only UPDATE of their
 * conformance data has none (`update_set_parenthesized_constant`). Both hold by no rule: one that leaves out the target of
 * this statement, because no INTO, FROM or TABLE stands before it, leaves it out of every UPDATE, and all of them become one
 * group. So what the data has, a number in brackets for all rows, is an exception as narrow as it can be: hardly anybody's
 * statement is like it.
 */
const SETS_BRACKETED_NUMBER = /^(UPDATE) \w+ SET \w+ ?= ?\(\d+\);?$/i;

/** Where in a statement one level of brackets stands. */
interface Level {
  /** `columns`: after SELECT or DELETE, waiting for FROM. `name`: the next name is a table. `alias`: after that name. `condition`: of a join. */
  at: 'outside' | 'columns' | 'name' | 'alias' | 'condition' | 'rest';
  /** FROM lists several tables; INSERT and UPDATE have one. */
  isList: boolean;
}

export function summarizeSql(sql: string, system?: string): string {
  return SETS_BRACKETED_NUMBER.exec(sql)?.[1] ?? new Summary(sql, system).read();
}

class Summary {
  readonly #tokens: SqlTokenizer;
  readonly #levels: Level[] = [{ at: 'outside', isList: false }];
  readonly #commonTables = new Set<string>();
  #text = '';
  #isFull = false;
  /** The word or sign before, in upper case. */
  #before = '';
  #lastName = '';

  constructor(sql: string, system: string | undefined) {
    this.#tokens = new SqlTokenizer(sql, system);
  }

  read(): string {
    while (!this.#isFull && this.#next()) {
      const { kind, value } = this.#tokens;
      if (kind === SqlToken.punctuation) this.#readSign(value);
      else if (kind === SqlToken.word) {
        if (!this.#readWord(value, value.toUpperCase())) break;
      } else if (kind !== SqlToken.placeholder) {
        this.#readName();
        this.#before = '';
      } else this.#before = '';
    }
    return this.#text;
  }

  get #level(): Level {
    return this.#levels.at(-1)!;
  }

  /** The next token that is neither space nor comment. */
  #next(): boolean {
    while (this.#tokens.next()) {
      if (this.#tokens.kind !== SqlToken.space && this.#tokens.kind !== SqlToken.comment) return true;
    }
    return false;
  }

  #readSign(sign: string): void {
    if (sign === '(') {
      // After a table's name come its columns or arguments, after FROM a query of its own.
      if (this.#level.at === 'name') this.#level.at = 'alias';
      this.#levels.push({ at: 'outside', isList: false });
    } else if (sign === ')') {
      if (this.#levels.length > 1) this.#levels.pop();
    } else if (sign === ',' && this.#level.isList && isAmongTables(this.#level)) this.#level.at = 'name';
    else if (sign === ';') {
      this.#levels.length = 1;
      this.#levels[0] = { at: 'outside', isList: false };
    }
    this.#before = sign;
  }

  /** @returns false when the rest says nothing more */
  #readWord(word: string, upper: string): boolean {
    const before = this.#before;
    const level = this.#level;
    const isFirst = this.#text === '' && level.at === 'outside';
    if (level.at === 'name') {
      if (upper === 'LATERAL' || (WORDS_BEFORE_NAME.has(upper) && this.#wordFollows())) return true;
      if (upper !== 'SELECT') {
        this.#readName();
        this.#before = upper;
        return true;
      }
    }
    this.#before = upper;
    if (upper === 'SELECT') {
      if (!SET_OPERATIONS.has(before)) this.#add(word);
      level.at = 'columns';
    } else if (CHANGES.has(upper) && isStart(before)) {
      this.#add(word);
      level.isList = false;
      level.at = upper === 'DELETE' ? 'columns' : 'name';
      if (upper === 'INSERT' || upper === 'MERGE' || upper === 'UPSERT') this.#skipTo('INTO');
    } else if (upper === 'FROM' && before !== 'DISTINCT' && (level.at === 'columns' || level.at === 'rest')) {
      if (level.at === 'columns') this.#beginTables(level, true);
    } else if ((upper === 'JOIN' || upper === 'APPLY') && level.at !== 'outside')
      this.#beginTables(level, true);
    else if ((upper === 'ON' || upper === 'USING') && level.at === 'alias') level.at = 'condition';
    else if (END_OF_TABLES.has(upper) && isAmongTables(level)) level.at = 'rest';
    else if (upper === 'AS' && this.#isCommonTable(level)) this.#commonTables.add(this.#lastName);
    else if (isFirst && DEFINITIONS.has(upper)) {
      this.#add(word);
      this.#readDefinition();
      return false;
    } else if (isFirst && (CALLS.has(upper) || upper === 'TRUNCATE' || upper === 'USE')) {
      this.#add(word);
      if (upper === 'TRUNCATE') this.#skipTo('TABLE');
      this.#beginTables(level, false);
    } else if (isFirst && upper !== 'WITH' && upper !== 'RECURSIVE' && before === '') {
      this.#add(word);
      if (upper === 'REPLACE') {
        this.#skipTo('INTO');
        this.#beginTables(level, false);
      }
    } else if (level.at === 'outside') this.#lastName = upper;
    return true;
  }

  #beginTables(level: Level, isList: boolean): void {
    level.at = 'name';
    level.isList = isList;
  }

  /** In `WITH recent AS (...)`, the name before AS is no table of the store. */
  #isCommonTable(level: Level): boolean {
    return level.at === 'outside' && this.#text === ''
      ? this.#lastName !== ''
      : this.#levels.length === 1 && level.at === 'outside';
  }

  #skipTo(word: string): void {
    const { end } = this.#tokens;
    if (this.#next() && this.#tokens.value.toUpperCase() === word) return;
    this.#tokens.end = end;
    this.#tokens.kind = SqlToken.word;
  }

  #wordFollows(): boolean {
    const { text, end } = this.#tokens;
    return /^\s*["'`[\w]/.test(text.slice(end, end + 64));
  }

  /** A name with its qualifiers, where a table is expected: `dbo."Order Details"`. */
  #readName(): void {
    const level = this.#level;
    if (level.at !== 'name') {
      if (level.at === 'outside') this.#lastName = this.#tokens.value.toUpperCase();
      return;
    }
    level.at = 'alias';
    const name = this.#qualifiedName();
    if (!this.#commonTables.has(name.toUpperCase())) this.#add(name);
  }

  #qualifiedName(): string {
    const tokens = this.#tokens;
    const { start, text } = tokens;
    while (text[tokens.end] === '.') {
      const end = tokens.end;
      tokens.next();
      const hasMore = tokens.next() && (tokens.kind === SqlToken.word || tokens.kind === SqlToken.quotedName);
      if (!hasMore) {
        tokens.end = end;
        break;
      }
    }
    return text.slice(start, tokens.end);
  }

  /** `CREATE UNIQUE INDEX IF NOT EXISTS name`: the thing and its name; what follows is its definition. */
  #readDefinition(): void {
    while (this.#next()) {
      const word = this.#tokens.value;
      if (!DEFINED_THINGS.has(word.toUpperCase())) continue;
      this.#add(word);
      while (this.#next()) {
        const { kind, value } = this.#tokens;
        if (kind === SqlToken.word && WORDS_BEFORE_NAME.has(value.toUpperCase())) continue;
        if (kind === SqlToken.word || kind === SqlToken.quotedName) this.#add(this.#qualifiedName());
        return;
      }
    }
  }

  /** Never cuts a word: what does not fit, and all after it, is left out. */
  #add(word: string): void {
    if (this.#isFull) return;
    const longer = this.#text === '' ? word : `${this.#text} ${word}`;
    if (longer.length > MAX_LENGTH) this.#isFull = true;
    else this.#text = longer;
  }
}

function isStart(before: string): boolean {
  return !NOT_AN_OPERATION_AFTER.has(before) && before !== '.' && before !== ',';
}

function isAmongTables(level: Level): boolean {
  return level.at === 'alias' || level.at === 'condition';
}

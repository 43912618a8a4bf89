/** Expressions of calculated fields and formulas as SQL. All texts of the person are bound. */
import { type Expression, type FunctionName, parseExpression, QuestionTextError } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BoundValues } from '../bound-values.ts';
import {
  boolValue,
  commonType,
  type ExpressionValue,
  fieldValue,
  numberValue,
  textValue,
} from './expression-value.ts';
import type { FieldSql } from './field-sql.ts';

export interface ExpressionScope {
  bound: BoundValues;
  /** @throws BadRequestError for a name that cannot stand in this expression */
  field(name: string): FieldSql;
  /** What the rows know of time; a formula has no rows. */
  times: 'events' | 'transactions' | 'none';
}

/** Arguments that are used several times double the statement with each level. */
const MAX_SQL_LENGTH = 60_000;
const NO_NUMBER = "CAST(NULL, 'Nullable(Float64)')";
const NO_TEXT = "CAST(NULL, 'Nullable(String)')";

/**
 * @param what for errors: `calculated field "slow"`
 * @throws BadRequestError `bad-expression`, with the place in its message
 */
export function expressionSql(text: string, what: string, scope: ExpressionScope): ExpressionValue {
  try {
    return worthOf(parseExpression(text), scope);
  } catch (error) {
    if (!(error instanceof QuestionTextError)) throw error;
    throw new BadRequestError(
      'bad-expression',
      `The ${what} is wrong at character ${error.at + 1}: ${error.message}.`,
      {
        hint: `${text.slice(Math.max(0, error.at - 20), error.at)}▸${text.slice(error.at, error.at + 20)}`,
      },
    );
  }
}

function worthOf(expression: Expression, scope: ExpressionScope): ExpressionValue {
  switch (expression.kind) {
    case 'number':
      return numberValue(scope.bound.add('Float64', expression.value));
    case 'text':
      return textValue(scope.bound.add('String', expression.value));
    case 'bool':
      return boolValue(String(expression.value));
    case 'null':
      return { type: 'number', number: NO_NUMBER, text: NO_TEXT, bool: 'false' };
    case 'field':
      return fieldValue(scope.field(expression.name));
    case 'call': {
      const { name, args } = expression;
      if (PATTERNS.has(name) && args[1]!.kind !== 'text') {
        throw new QuestionTextError(`${name} needs its pattern as a text`, args[1]!);
      }
      if (name === 'FORMAT_TIME' && args[0]!.kind !== 'text') {
        throw new QuestionTextError('FORMAT_TIME needs its format as a text', args[0]!);
      }
      if (
        TIMES.has(name) &&
        (scope.times === 'none' || (name === 'INGEST_TIMESTAMP' && scope.times !== 'events'))
      ) {
        throw new QuestionTextError(`${name} is not known here`, expression);
      }
      const value = FUNCTIONS[name](args.map((arg) => worthOf(arg, scope)));
      const size = value.text.length + value.number.length + value.bool.length;
      if (size > MAX_SQL_LENGTH) throw new QuestionTextError('This becomes too large', expression);
      return value;
    }
  }
}

const PATTERNS: ReadonlySet<FunctionName> = new Set(['REG_MATCH', 'REG_VALUE', 'REG_COUNT']);
const TIMES: ReadonlySet<FunctionName> = new Set(['EVENT_TIMESTAMP', 'INGEST_TIMESTAMP']);

type Make = (args: ExpressionValue[]) => ExpressionValue;

const numbers = (args: ExpressionValue[]) => args.map(({ number }) => number);
const texts = (args: ExpressionValue[]) => args.map(({ text }) => text);
const known = (condition: string) => boolValue(`ifNull(${condition}, false)`);
const compare =
  (operator: string): Make =>
  ([a, b]) =>
    a!.type === 'text' || b!.type === 'text'
      ? known(`${a!.text} ${operator} ${b!.text}`)
      : known(`${a!.number} ${operator} ${b!.number}`);
const arithmetic =
  (operator: string): Make =>
  (args) =>
    numberValue(`(${numbers(args).join(` ${operator} `)})`);
const textTest =
  (name: string): Make =>
  (args) =>
    known(`${name}(${texts(args).join(', ')})`);

const FUNCTIONS: Record<FunctionName, Make> = {
  IF: (args) =>
    choice(
      pairsOf(args, ({ bool }) => bool),
      args.length % 2 === 1 ? args.at(-1)! : undefined,
    ),
  SWITCH: ([value, ...rest]) =>
    choice(
      pairsOf(rest, (of) => equal(value!, of)),
      rest.length % 2 === 1 ? rest.at(-1)! : undefined,
    ),
  COALESCE: (args) => {
    const type = commonType(args);
    if (type === 'bool') return args[0]!;
    return type === 'number'
      ? numberValue(`coalesce(${numbers(args).join(', ')})`)
      : textValue(`coalesce(${texts(args).join(', ')})`);
  },
  LT: compare('<'),
  LTE: compare('<='),
  GT: compare('>'),
  GTE: compare('>='),
  EQUALS: ([a, b]) => boolValue(equal(a!, b!)),
  IN: ([value, ...list]) => boolValue(`(${list.map((each) => equal(value!, each)).join(' OR ')})`),
  EXISTS: ([value]) => boolValue(`isNotNull(${value!.text})`),
  NOT: ([value]) => boolValue(`NOT (${value!.bool})`),
  AND: (args) => boolValue(`(${args.map(({ bool }) => bool).join(' AND ')})`),
  OR: (args) => boolValue(`(${args.map(({ bool }) => bool).join(' OR ')})`),
  MIN: (args) => numberValue(args.length === 1 ? args[0]!.number : `least(${numbers(args).join(', ')})`),
  MAX: (args) => numberValue(args.length === 1 ? args[0]!.number : `greatest(${numbers(args).join(', ')})`),
  SUM: arithmetic('+'),
  SUB: arithmetic('-'),
  MUL: arithmetic('*'),
  DIV: ([a, b]) => numberValue(`(${a!.number} / nullIf(${b!.number}, 0))`),
  MOD: ([a, b]) => numberValue(`modulo(${a!.number}, nullIf(${b!.number}, 0))`),
  LOG10: ([value]) => numberValue(`log10(nullIf(greatest(${value!.number}, 0), 0))`),
  INT: ([value]) => numberValue(`trunc(${value!.number})`),
  FLOAT: ([value]) => numberValue(value!.number),
  BOOL: ([value]) => boolValue(value!.bool),
  STRING: ([value]) => textValue(value!.text),
  CONCAT: (args) =>
    textValue(
      `concat(${texts(args)
        .map((text) => `ifNull(${text}, '')`)
        .join(', ')}, '')`,
    ),
  STARTS_WITH: textTest('startsWith'),
  ENDS_WITH: textTest('endsWith'),
  CONTAINS: ([text, part]) => known(`position(${text!.text}, ${part!.text}) > 0`),
  TO_LOWER: ([value]) => textValue(`lowerUTF8(${value!.text})`),
  LENGTH: ([value]) => numberValue(`toFloat64(lengthUTF8(${value!.text}))`),
  REG_MATCH: ([text, pattern]) => known(`match(${text!.text}, ${pattern!.text})`),
  REG_VALUE: ([text, pattern]) => textValue(`nullIf(extract(${text!.text}, ${pattern!.text}), '')`),
  REG_COUNT: ([text, pattern]) =>
    numberValue(`toFloat64(countMatches(ifNull(${text!.text}, ''), ${pattern!.text}))`),
  UNIX_TIMESTAMP: ([text]) =>
    numberValue(`toUnixTimestamp64Nano(parseDateTime64BestEffortOrNull(${text!.text}, 9, 'UTC')) / 1e9`),
  EVENT_TIMESTAMP: () => numberValue('(toUnixTimestamp64Nano(time) / 1e9)'),
  INGEST_TIMESTAMP: () => numberValue('toFloat64(toUnixTimestamp(received_at))'),
  FORMAT_TIME: ([format, seconds]) =>
    textValue(
      `formatDateTime(toDateTime(toInt64(ifNull(${seconds!.number}, 0)), 'UTC'), ${format!.text}, 'UTC')`,
    ),
  BUCKET: ([value, size, low, high]) => bucket(value!.number, size!.number, low?.number, high?.number),
};

/** Conditions and what they lead to, two by two. */
function pairsOf(
  args: readonly ExpressionValue[],
  condition: (value: ExpressionValue) => string,
): { when: string; value: ExpressionValue }[] {
  const pairs: { when: string; value: ExpressionValue }[] = [];
  for (let index = 0; index + 1 < args.length; index += 2) {
    pairs.push({ when: condition(args[index]!), value: args[index + 1]! });
  }
  return pairs;
}

function choice(
  pairs: { when: string; value: ExpressionValue }[],
  otherwise: ExpressionValue | undefined,
): ExpressionValue {
  const values = [...pairs.map(({ value }) => value), ...(otherwise === undefined ? [] : [otherwise])];
  const type = commonType(values);
  if (type === 'bool') {
    return boolValue(
      `multiIf(${pairs.map(({ when, value }) => `${when}, ${value.bool}`).join(', ')}, ${otherwise?.bool ?? 'false'})`,
    );
  }
  const [of, none] = type === 'number' ? (['number', NO_NUMBER] as const) : (['text', NO_TEXT] as const);
  const branches = pairs.map(({ when, value }) => `${when}, ${value[of]}`).join(', ');
  const sql = `multiIf(${branches}, ${otherwise?.[of] ?? none})`;
  return type === 'number' ? numberValue(sql) : textValue(sql);
}

/** A number is compared as one, anything else as text; missing equals nothing. */
function equal(a: ExpressionValue, b: ExpressionValue): string {
  if (a.type === 'number' || b.type === 'number') return `ifNull(${a.number} = ${b.number}, false)`;
  if (a.type === 'bool' && b.type === 'bool') return `(${a.bool}) = (${b.bool})`;
  return `ifNull(${a.text} = ${b.text}, false)`;
}

/** `10 - 20`; `< 0` and `> 100` outside of the bounds, where there are any. */
function bucket(
  value: string,
  size: string,
  low: string | undefined,
  high: string | undefined,
): ExpressionValue {
  const begin = `floor(${value} / nullIf(${size}, 0)) * ${size}`;
  const outside = [
    ...(low === undefined ? [] : [`${value} < ${low}, concat('< ', toString(${low}))`]),
    ...(high === undefined ? [] : [`${value} >= ${high}, concat('> ', toString(${high}))`]),
  ];
  return textValue(
    `multiIf(${[...outside, `isNull(${value}), NULL`].join(', ')}, concat(toString(${begin}), ' - ', toString(${begin} + ${size})))`,
  );
}

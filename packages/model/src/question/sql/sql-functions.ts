/**
 * The functions there are. Left out on purpose: all that reads anything but its arguments (files, addresses, dictionaries, tables,
 * settings, the server), that waits, or that makes much out of little.
 */
const FUNCTIONS = `
  abs ceil floor round roundBankers trunc sqrt cbrt exp exp2 exp10 log log2 log10 ln pow power sign sin cos tan intDiv intDivOrZero modulo
  positiveModulo gcd lcm least greatest isNaN isFinite isInfinite ifNotFinite bitAnd bitOr bitXor bitShiftLeft bitShiftRight bitCount
  plus minus multiply divide negate and or not xor equals notEquals less lessOrEquals greater greaterOrEquals like notLike ilike
  if multiIf ifNull nullIf coalesce isNull isNotNull assumeNotNull toNullable transform
  toString toInt8 toInt16 toInt32 toInt64 toUInt8 toUInt16 toUInt32 toUInt64 toFloat32 toFloat64 toInt64OrNull toInt64OrZero toUInt64OrNull
  toUInt64OrZero toFloat64OrNull toFloat64OrZero toDate toDateTime toDateTime64 toDateOrNull toDateTimeOrNull toTypeName toBool
  parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTime64BestEffort parseDateTime64BestEffortOrNull fromUnixTimestamp
  fromUnixTimestamp64Milli fromUnixTimestamp64Micro fromUnixTimestamp64Nano toUnixTimestamp toUnixTimestamp64Milli
  toUnixTimestamp64Micro toUnixTimestamp64Nano now now64 today yesterday toYear toQuarter toMonth toDayOfMonth toDayOfWeek toDayOfYear
  toHour toMinute toSecond toMillisecond toStartOfYear toStartOfQuarter toStartOfMonth toMonday toStartOfWeek toStartOfDay toStartOfHour
  toStartOfFifteenMinutes toStartOfTenMinutes toStartOfFiveMinutes toStartOfMinute toStartOfSecond toStartOfInterval dateDiff
  dateTrunc addSeconds addMinutes addHours addDays addWeeks addMonths subtractSeconds subtractMinutes subtractHours subtractDays
  formatDateTime toTimeZone toYYYYMM toYYYYMMDD
  length empty notEmpty lower upper lowerUTF8 upperUTF8 lengthUTF8 reverse concat substring substringUTF8 substr left right trim trimLeft trimRight
  trimBoth ltrim rtrim startsWith endsWith position positionCaseInsensitive locate match extract extractAll countSubstrings countMatches
  replaceOne replaceAll replace replaceRegexpOne replaceRegexpAll splitByChar splitByString arrayStringConcat hex unhex
  domain path topLevelDomain queryString cutQueryString extractURLParameter decodeURLComponent isValidUTF8
  formatReadableSize formatReadableQuantity formatReadableTimeDelta
  JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool JSONExtractRaw JSONExtractArrayRaw JSONHas JSONLength JSONType
  JSONExtractKeys isValidJSON
  array tuple tupleElement arrayElement has hasAll hasAny indexOf arrayMap arrayFilter arrayExists arrayAll arrayCount arraySum arrayAvg arrayMin arrayMax
  arraySort arrayReverseSort arrayReverse arrayDistinct arrayUniq arrayEnumerate arrayConcat arrayFlatten arraySlice arrayZip arrayFirst
  arrayLast arrayFirstIndex arrayDifference arrayCumSum arrayJoin arrayIntersect arrayCompact range
  map mapContains mapKeys mapValues mapFilter mapApply cityHash64 sipHash64 xxHash64 roundDown widthBucket
  bar
`
  .trim()
  .split(/\s+/);

const AGGREGATES = `
  count sum avg min max any anyLast argMin argMax uniq uniqExact uniqCombined groupArray groupUniqArray stddevPop stddevSamp varPop varSamp median
  quantile quantiles quantileExact quantilesExact quantileExactWeighted quantilesExactWeighted quantileTDigest quantileTDigestWeighted
  quantilesTDigest topK topKWeighted corr covarPop avgWeighted sumKahan entropy skewPop kurtPop
  groupBitAnd groupBitOr histogram
`
  .trim()
  .split(/\s+/);

const COMBINATORS = ['', 'If', 'Array', 'OrNull', 'ArrayIf', 'IfOrNull', 'OrNullIf', 'Distinct'];
const PARAMETRIC = /^(?:quantile|topK|groupArray|groupUniqArray|histogram)/;

const BY_NAME = new Map<string, string>([
  ...FUNCTIONS.map((name): [string, string] => [name.toLowerCase(), name]),
  ...AGGREGATES.flatMap((name) =>
    COMBINATORS.map((suffix): [string, string] => [(name + suffix).toLowerCase(), name + suffix]),
  ),
]);

/** As the engine writes it; undefined where there is none. */
export function sqlFunction(name: string): string | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** Takes constants in parentheses before its arguments: `quantile(0.95)(duration)`. */
export function isParametric(name: string): boolean {
  return PARAMETRIC.test(name);
}

export const SQL_FUNCTION_NAMES: readonly string[] = [...new Set([...AGGREGATES, ...FUNCTIONS])].sort();

const TYPES = new Map(
  [
    'Int8',
    'Int16',
    'Int32',
    'Int64',
    'UInt8',
    'UInt16',
    'UInt32',
    'UInt64',
    'Float32',
    'Float64',
    'String',
    'Bool',
    'Date',
    'DateTime',
  ].map((type) => [type.toLowerCase(), type]),
);
const SQL_TYPES: Record<string, string> = {
  int: 'Int32',
  integer: 'Int32',
  bigint: 'Int64',
  float: 'Float32',
  double: 'Float64',
  text: 'String',
  varchar: 'String',
  boolean: 'Bool',
  timestamp: 'DateTime',
};

export function sqlType(name: string): string | undefined {
  const lower = name.toLowerCase();
  return TYPES.get(lower) ?? (Object.hasOwn(SQL_TYPES, lower) ? SQL_TYPES[lower] : undefined);
}

export const SQL_UNITS = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];

/** The request as OTLP/JSON has it: ids in hex, other bytes in base64, doubles without JSON's gaps. */
export function asOtlpJson(value: unknown, field = ''): unknown {
  if (Buffer.isBuffer(value)) {
    const isId = field === 'traceId' || field === 'spanId' || field === 'parentSpanId';
    return value.toString(isId ? 'hex' : 'base64');
  }
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : jsonDouble(value);
  if (Array.isArray(value)) return value.map((item) => asOtlpJson(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asOtlpJson(item, name)]));
}

const jsonDouble = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

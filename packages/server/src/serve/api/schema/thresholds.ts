import { type TSchema, Type } from '@sinclair/typebox';
import {
  type FindingThresholds,
  THRESHOLD_NAMES,
  THRESHOLD_RULES,
  type ThresholdChange,
} from '@tracebin/model';

/** One property for each threshold; the rules themselves stand in the model. */
function eachThreshold(schemaOf: (name: keyof FindingThresholds) => TSchema): Record<string, TSchema> {
  return Object.fromEntries(THRESHOLD_NAMES.map((name) => [name, schemaOf(name)]));
}

export const ThresholdsAnswerSchema = Type.Object({
  thresholds: Type.Object(eachThreshold(() => Type.Integer())),
  own: Type.Object(eachThreshold(() => Type.Optional(Type.Integer()))),
});

export const ThresholdChangeSchema = Type.Unsafe<ThresholdChange>(
  Type.Object(
    eachThreshold((name) => {
      const { min, max, label, unit } = THRESHOLD_RULES[name];
      const description = `${label}${unit === '' ? '' : ` (${unit})`}`;
      // As one type of two: beside a `Type.Null()` the check would turn a 0 that is too small into null, which is the default.
      return Type.Optional(
        Type.Unsafe({ type: ['integer', 'null'], minimum: min, maximum: max, description }),
      );
    }),
    { additionalProperties: false, minProperties: 1 },
  ),
);

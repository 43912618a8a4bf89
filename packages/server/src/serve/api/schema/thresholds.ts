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
      return Type.Optional(
        Type.Union([Type.Integer({ minimum: min, maximum: max, description }), Type.Null()]),
      );
    }),
    { additionalProperties: false, minProperties: 1 },
  ),
);

export type { AttributeRule, DerivedAttribute, PlainValue, Sibling } from './attribute-rule.ts';
export { ATTRIBUTE_RULES } from './attribute-rules.ts';
export { normaliseAttributes } from './normalise-attributes.ts';

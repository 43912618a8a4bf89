/**
 * How an attribute's value is kept. Arrays, key-value lists, bytes and the empty value are `json`: text that
 * reads back as `AttributeValue` of the model (bytes as `{"bytes":"<base64>"}`, empty as `null`).
 */
export const AttributeType = { string: 0, int: 1, double: 2, bool: 3, json: 4 } as const;
export type AttributeType = (typeof AttributeType)[keyof typeof AttributeType];

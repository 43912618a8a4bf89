/**
 * Settings of every question. The engine can answer `has(items, ...)` from a text index alone, but in 26.7 that fails
 * ("First argument for function arrayMap must be a function") as soon as one part of the table has no index yet, which
 * is every part before its first merge. So the index only says which granules to read.
 */
export const QUERY_SETTINGS = { query_plan_direct_read_from_text_index: 0 };

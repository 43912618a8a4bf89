export { type Expression, fieldsOfExpression } from './expression.ts';
export { FUNCTION_NAMES, type FunctionName } from './functions.ts';
export { parseExpression } from './parse-expression.ts';

/**
 * The arrows of the house, as design/README of the packages draw them. A circle between files is a defect;
 * so is an arrow against the way of a span: receive -> store -> derive -> ask -> serve.
 */
const STEPS = ['receive', 'store', 'derive', 'ask', 'serve'];

/** A step may import earlier steps only. */
const againstTheWay = STEPS.slice(0, -1).map((step, index) => ({
  name: `${step}-imports-no-later-step`,
  severity: 'error',
  from: { path: `^packages/server/src/${step}/` },
  to: { path: `^packages/server/src/(${[...STEPS.slice(index + 1), 'cli'].join('|')})(/|\\.ts$)` },
}));

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...againstTheWay,
    {
      name: 'model-imports-nothing',
      comment: 'The model is pure: no package, no Node module. Its tests may use both.',
      severity: 'error',
      from: { path: '^packages/model/src', pathNot: '(\\.test\\.ts$|/test/)' },
      to: { pathNot: '^packages/model/src' },
    },
    {
      name: 'web-imports-only-the-model',
      severity: 'error',
      from: { path: '^packages/web/src' },
      to: { path: '^packages/(server|agent)/|^examples/|^bench/' },
    },
    {
      name: 'server-imports-only-the-model',
      severity: 'error',
      from: { path: '^packages/server/src' },
      to: { path: '^packages/(web|agent)/|^examples/|^bench/' },
    },
    {
      name: 'agent-imports-nothing-of-the-house-but-single-model-files',
      severity: 'error',
      from: { path: '^packages/agent/src' },
      to: { path: '^packages/(web|server)/|^packages/model/src/index.ts|^examples/|^bench/' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: '(\\.test\\.ts$|/test/)' },
      to: { path: '(\\.test\\.ts$|^packages/[^/]+/test/|/src/.*/test/)' },
    },
    {
      name: 'not-to-unresolvable',
      comment:
        'The agent is imported as users do, by its built package, which may not be built yet; some apps of its tests import packages that their test makes or brings.',
      severity: 'error',
      from: {
        pathNot: '^packages/agent/test/apps/(nested\\.mjs$|croner\\.|instrumented\\.|prisma-6/|streams\\.)',
      },
      to: { couldNotResolve: true, pathNot: '^(virtual:|node:|@tracebin/agent)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '\\.cache/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};

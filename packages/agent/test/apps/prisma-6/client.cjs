// What `prisma generate` (6.19, engineType "client") tells its runtime of one model, less what is not needed to run it.
const { getPrismaClient } = require('@prisma/client/runtime/client');

const MODEL = 'model Spot {\n  id   Int    @id\n  name String\n\n  @@map("spots")\n}\n';
const generator = { name: 'client', provider: { fromEnvVar: null, value: 'prisma-client-js' } };

exports.PrismaClient = getPrismaClient({
  generator: { ...generator, config: { engineType: 'client' }, binaryTargets: [], previewFeatures: [] },
  dirname: __dirname,
  relativePath: '.',
  relativeEnvPaths: { rootEnvPath: null },
  datasourceNames: ['db'],
  inlineDatasources: { db: { url: { fromEnvVar: 'DATABASE_URL', value: null } } },
  copyEngine: true,
  previewFeatures: [],
  clientVersion: '6.19.3',
  activeProvider: 'postgresql',
  inlineSchema: `datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n\n${MODEL}`,
  runtimeDataModel: {
    models: {
      Spot: {
        dbName: 'spots',
        schema: null,
        fields: [
          ...[{ name: 'id', kind: 'scalar', type: 'Int' }],
          ...[{ name: 'name', kind: 'scalar', type: 'String' }],
        ],
      },
    },
    enums: {},
    types: {},
  },
  compilerWasm: {
    getRuntime: async () => require('@prisma/client/runtime/query_compiler_bg.postgresql.js'),
    getQueryCompilerWasmModule: async () => {
      const { wasm } = require('@prisma/client/runtime/query_compiler_bg.postgresql.wasm-base64.js');
      return new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    },
  },
});

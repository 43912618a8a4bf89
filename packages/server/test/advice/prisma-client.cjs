// biome-ignore-all lint: most of it was generated
// What `prisma generate` (7.10) writes for the models below, less what is not needed to run it: a client whose queries are
// compiled by WebAssembly and run by an adapter, without an engine to be downloaded.
//
//   model Break {
//     id     Int    @id
//     weekId Int
//     name   String
//     slots  Slot[]
//     @@map("breaks")
//   }
//   model Slot {
//     id      Int    @id
//     breakId Int
//     name    String
//     break   Break  @relation(fields: [breakId], references: [id])
//     @@map("slots")
//   }
const { getPrismaClient } = require('@prisma/client/runtime/client');

const config = {
  previewFeatures: [],
  clientVersion: '7.10.0',
  engineVersion: '0edf323efd1d98336f3f0a68684b56f689b900d3',
  activeProvider: 'postgresql',
  inlineSchema:
    'generator client {\n  provider = "prisma-client-js"\n  output   = "./client"\n}\n\ndatasource db {\n  provider = "postgresql"\n}\n\nmodel Break {\n  id     Int    @id\n  weekId Int\n  name   String\n  slots  Slot[]\n\n  @@map("breaks")\n}\n\nmodel Slot {\n  id      Int    @id\n  breakId Int\n  name    String\n  break   Break  @relation(fields: [breakId], references: [id])\n\n  @@map("slots")\n}\n',
};

config.runtimeDataModel = JSON.parse(
  '{"models":{"Break":{"fields":[{"name":"id","kind":"scalar","type":"Int"},{"name":"weekId","kind":"scalar","type":"Int"},{"name":"name","kind":"scalar","type":"String"},{"name":"slots","kind":"object","type":"Slot","relationName":"BreakToSlot"}],"dbName":"breaks","schema":null},"Slot":{"fields":[{"name":"id","kind":"scalar","type":"Int"},{"name":"breakId","kind":"scalar","type":"Int"},{"name":"name","kind":"scalar","type":"String"},{"name":"break","kind":"object","type":"Break","relationName":"BreakToSlot"}],"dbName":"slots","schema":null}},"enums":{},"types":{}}',
);
config.parameterizationSchema = {
  strings: JSON.parse(
    '["where","orderBy","cursor","break","slots","_count","Break.findUnique","Break.findUniqueOrThrow","Break.findFirst","Break.findFirstOrThrow","Break.findMany","data","Break.createOne","Break.createMany","Break.createManyAndReturn","Break.updateOne","Break.updateMany","Break.updateManyAndReturn","create","update","Break.upsertOne","Break.deleteOne","Break.deleteMany","having","_avg","_sum","_min","_max","Break.groupBy","Break.aggregate","Slot.findUnique","Slot.findUniqueOrThrow","Slot.findFirst","Slot.findFirstOrThrow","Slot.findMany","Slot.createOne","Slot.createMany","Slot.createManyAndReturn","Slot.updateOne","Slot.updateMany","Slot.updateManyAndReturn","Slot.upsertOne","Slot.deleteOne","Slot.deleteMany","Slot.groupBy","Slot.aggregate","AND","OR","NOT","id","breakId","name","equals","in","notIn","lt","lte","gt","gte","contains","startsWith","endsWith","not","weekId","every","some","none","is","isNot","connectOrCreate","upsert","createMany","set","disconnect","delete","connect","updateMany","deleteMany","increment","decrement","multiply","divide"]',
  ),
  graph:
    'ZxYgBwQAAEEAIC4AAD4AMC8AAAkAEDAAAD4AMDECAAAAATMBAEAAIT8CAD8AIQEAAAABACAHAwAAQwAgLgAAQgAwLwAAAwAQMAAAQgAwMQIAPwAhMgIAPwAhMwEAQAAhAQMAAGEAIAcDAABDACAuAABCADAvAAADABAwAABCADAxAgAAAAEyAgA_ACEzAQBAACEDAAAAAwAgAQAABAAwAgAABQAgAQAAAAMAIAEAAAABACAHBAAAQQAgLgAAPgAwLwAACQAQMAAAPgAwMQIAPwAhMwEAQAAhPwIAPwAhAQQAAGAAIAMAAAAJACABAAAKADACAAABACADAAAACQAgAQAACgAwAgAAAQAgAwAAAAkAIAEAAAoAMAIAAAEAIAQEAABfACAxAgAAAAEzAQAAAAE_AgAAAAEBCwAADgAgAzECAAAAATMBAAAAAT8CAAAAAQELAAAQADABCwAAEAAwBAQAAFIAIDECAEkAITMBAEoAIT8CAEkAIQIAAAABACALAAATACADMQIASQAhMwEASgAhPwIASQAhAgAAAAkAIAsAABUAIAIAAAAJACALAAAVACADAAAAAQAgEgAADgAgEwAAEwAgAQAAAAEAIAEAAAAJACAFBQAATQAgGAAATgAgGQAAUQAgGgAAUAAgGwAATwAgBi4AAD0AMC8AABwAEDAAAD0AMDECADYAITMBADcAIT8CADYAIQMAAAAJACABAAAbADAXAAAcACADAAAACQAgAQAACgAwAgAAAQAgAQAAAAUAIAEAAAAFACADAAAAAwAgAQAABAAwAgAABQAgAwAAAAMAIAEAAAQAMAIAAAUAIAMAAAADACABAAAEADACAAAFACAEAwAATAAgMQIAAAABMgIAAAABMwEAAAABAQsAACQAIAMxAgAAAAEyAgAAAAEzAQAAAAEBCwAAJgAwAQsAACYAMAQDAABLACAxAgBJACEyAgBJACEzAQBKACECAAAABQAgCwAAKQAgAzECAEkAITICAEkAITMBAEoAIQIAAAADACALAAArACACAAAAAwAgCwAAKwAgAwAAAAUAIBIAACQAIBMAACkAIAEAAAAFACABAAAAAwAgBQUAAEQAIBgAAEUAIBkAAEgAIBoAAEcAIBsAAEYAIAYuAAA1ADAvAAAyABAwAAA1ADAxAgA2ACEyAgA2ACEzAQA3ACEDAAAAAwAgAQAAMQAwFwAAMgAgAwAAAAMAIAEAAAQAMAIAAAUAIAYuAAA1ADAvAAAyABAwAAA1ADAxAgA2ACEyAgA2ACEzAQA3ACENBQAAOQAgGAAAPAAgGQAAOQAgGgAAOQAgGwAAOQAgNAIAAAABNQIAAAAENgIAAAAENwIAAAABOAIAAAABOQIAAAABOgIAAAABPgIAOwAhDgUAADkAIBoAADoAIBsAADoAIDQBAAAAATUBAAAABDYBAAAABDcBAAAAATgBAAAAATkBAAAAAToBAAAAATsBAAAAATwBAAAAAT0BAAAAAT4BADgAIQ4FAAA5ACAaAAA6ACAbAAA6ACA0AQAAAAE1AQAAAAQ2AQAAAAQ3AQAAAAE4AQAAAAE5AQAAAAE6AQAAAAE7AQAAAAE8AQAAAAE9AQAAAAE-AQA4ACEINAIAAAABNQIAAAAENgIAAAAENwIAAAABOAIAAAABOQIAAAABOgIAAAABPgIAOQAhCzQBAAAAATUBAAAABDYBAAAABDcBAAAAATgBAAAAATkBAAAAAToBAAAAATsBAAAAATwBAAAAAT0BAAAAAT4BADoAIQ0FAAA5ACAYAAA8ACAZAAA5ACAaAAA5ACAbAAA5ACA0AgAAAAE1AgAAAAQ2AgAAAAQ3AgAAAAE4AgAAAAE5AgAAAAE6AgAAAAE-AgA7ACEINAgAAAABNQgAAAAENggAAAAENwgAAAABOAgAAAABOQgAAAABOggAAAABPggAPAAhBi4AAD0AMC8AABwAEDAAAD0AMDECADYAITMBADcAIT8CADYAIQcEAABBACAuAAA-ADAvAAAJABAwAAA-ADAxAgA_ACEzAQBAACE_AgA_ACEINAIAAAABNQIAAAAENgIAAAAENwIAAAABOAIAAAABOQIAAAABOgIAAAABPgIAOQAhCzQBAAAAATUBAAAABDYBAAAABDcBAAAAATgBAAAAATkBAAAAAToBAAAAATsBAAAAATwBAAAAAT0BAAAAAT4BADoAIQNAAAADACBBAAADACBCAAADACAHAwAAQwAgLgAAQgAwLwAAAwAQMAAAQgAwMQIAPwAhMgIAPwAhMwEAQAAhCQQAAEEAIC4AAD4AMC8AAAkAEDAAAD4AMDECAD8AITMBAEAAIT8CAD8AIUMAAAkAIEQAAAkAIAAAAAAABUgCAAAAAU4CAAAAAU8CAAAAAVACAAAAAVECAAAAAQFIAQAAAAEFEgAAYwAgEwAAZgAgRQAAZAAgRgAAZQAgSwAAAQAgAxIAAGMAIEUAAGQAIEsAAAEAIAAAAAAACxIAAFMAMBMAAFgAMEUAAFQAMEYAAFUAMEcAAFYAIEgAAFcAMEkAAFcAMEoAAFcAMEsAAFcAMEwAAFkAME0AAFoAMAIxAgAAAAEzAQAAAAECAAAABQAgEgAAXgAgAwAAAAUAIBIAAF4AIBMAAF0AIAELAABiADAHAwAAQwAgLgAAQgAwLwAAAwAQMAAAQgAwMQIAAAABMgIAPwAhMwEAQAAhAgAAAAUAIAsAAF0AIAIAAABbACALAABcACAGLgAAWgAwLwAAWwAQMAAAWgAwMQIAPwAhMgIAPwAhMwEAQAAhBi4AAFoAMC8AAFsAEDAAAFoAMDECAD8AITICAD8AITMBAEAAIQIxAgBJACEzAQBKACECMQIASQAhMwEASgAhAjECAAAAATMBAAAAAQQSAABTADBFAABUADBHAABWACBLAABXADAAAQQAAGAAIAIxAgAAAAEzAQAAAAEDMQIAAAABMwEAAAABPwIAAAABAgAAAAEAIBIAAGMAIAMAAAAJACASAABjACATAABnACAFAAAACQAgCwAAZwAgMQIASQAhMwEASgAhPwIASQAhAzECAEkAITMBAEoAIT8CAEkAIQIEBgIFAAMBAwABAQQHAAAAAAUFAAgYAAkZAAoaAAsbAAwAAAAAAAUFAAgYAAkZAAoaAAsbAAwBAwABAQMAAQUFABEYABIZABMaABQbABUAAAAAAAUFABEYABIZABMaABQbABUGAgEHCAEICwEJDAEKDQEMDwENEQQOEgUPFAEQFgQRFwYUGAEVGQEWGgQcHQcdHg0eHwIfIAIgIQIhIgIiIwIjJQIkJwQlKA4mKgInLAQoLQ8pLgIqLwIrMAQsMxAtNBY',
};
config.compilerWasm = {
  getRuntime: async () => require('@prisma/client/runtime/query_compiler_fast_bg.postgresql.js'),
  getQueryCompilerWasmModule: async () => {
    const { wasm } = require('@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.js');
    return new WebAssembly.Module(Buffer.from(wasm, 'base64'));
  },
  importName: './query_compiler_fast_bg.js',
};

exports.PrismaClient = getPrismaClient(config);

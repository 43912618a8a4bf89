export {
  type CataloguedField,
  FieldCatalogue,
  type FieldCatalogueOptions,
  MAX_EXAMPLES,
} from './field-catalogue.ts';
export { type FieldRow, readFields } from './fields-table.ts';
export { observedIngest } from './observed-ingest.ts';

export { migrate } from './migrate.ts';
export type { Migration } from './migrations.ts';

export { type CompareOptions, compareCohorts, compareLines } from './compare-cohorts.ts';

// Croner, imported.
import * as croner from 'croner';
import run from './croner-jobs.cjs';

await run(croner);

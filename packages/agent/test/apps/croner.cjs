// Croner, required.
require('./croner-jobs.cjs')(require('croner'));

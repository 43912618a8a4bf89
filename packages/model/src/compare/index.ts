export * from './compare-rank.ts';
export * from './normal-quantile.ts';
export * from './share.ts';
export * from './share-difference.ts';

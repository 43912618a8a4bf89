/** A count out of a cohort whose events say as much as `sampleSize` independent ones. */
export interface Share {
  share: number;
  sampleSize: number;
}

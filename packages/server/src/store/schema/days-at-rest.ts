/**
 * A day that nobody has written to for half an hour is merged into one part: of ten million spans that came in half an
 * hour, twelve parts a day stayed for good, and every question read all of them. Only whole days, so nothing that still
 * grows is written twice; a day beyond the largest merge (`max_bytes_to_merge_at_max_space_in_pool`) stays as it is.
 */
export const DAYS_AT_REST = {
  min_age_to_force_merge_seconds: 1_800,
  min_age_to_force_merge_on_partition_only: 1,
  enable_max_bytes_limit_for_min_age_to_force_merge: 1,
};

/**
 * Some entries of a page's view state, without those that are absent. The router keeps parameters that it does not
 * know, and the API refuses them: what is asked is named.
 */
export function pick<Search extends object, Name extends keyof Search>(
  search: Search,
  names: readonly Name[],
): Pick<Search, Name> {
  return Object.fromEntries(
    names.filter((name) => search[name] !== undefined).map((name) => [name, search[name]]),
  ) as Pick<Search, Name>;
}

/** Loads the window anew, but only from a server that answers: else the browser's own error page would take its place. */
export async function reloadWhenThere(): Promise<void> {
  try {
    await fetch(location.href, { cache: 'no-store' });
  } catch {
    return;
  }
  location.reload();
}

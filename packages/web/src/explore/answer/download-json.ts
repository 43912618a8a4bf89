/** Gives an answer to the reader as it came from the server. */
export function downloadJson(name: string, answer: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(answer, null, 1)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

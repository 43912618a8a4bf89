/** Polls until the condition holds, at most a minute: that long only where it never will, and a busy machine takes its time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come true within a minute');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

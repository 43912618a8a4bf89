/**
 * Results in the order of the parts, of which up to `atOnce` run at the same time. When one fails, or nobody asks
 * on, no more are begun.
 */
export async function* inOrder<T>(parts: readonly (() => Promise<T>)[], atOnce: number): AsyncGenerator<T> {
  const results = parts.map(() => unsettled<T>());
  let next = 0;
  const goOn = async () => {
    while (next < parts.length) {
      const index = next++;
      const { resolve, reject } = results[index]!;
      await parts[index]!().then(resolve, (error: unknown) => {
        next = parts.length;
        reject(error);
      });
    }
  };
  for (let lane = 0; lane < atOnce; lane++) void goOn();
  try {
    for (const { promise } of results) yield await promise;
  } finally {
    next = parts.length;
  }
}

function unsettled<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  // One that fails while an earlier one is waited for, or after one that failed, is no unhandled failure.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** Whoever asks within one turn of the event loop waits for the same promise: all go on together, in their order. */
export function createNextTurn(schedule: (fn: () => void) => void = setImmediate): () => Promise<void> {
  let next: Promise<void> | null = null;
  return () =>
    (next ??= new Promise((resolve) => {
      schedule(() => {
        next = null;
        resolve();
      });
    }));
}

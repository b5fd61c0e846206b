/**
 * What several channels of one program have in common, like one bot for all chats of a token: made at the first call
 * for a key, the same ever after. `scope` is the program's own (`ChannelDeps.scope`); with it goes what hangs on it.
 */
export function createShared<T>(): (scope: object, key: string, make: () => T) => T {
  const byScope = new WeakMap<object, Map<string, T>>();
  return (scope, key, make) => {
    const made = byScope.get(scope) ?? new Map<string, T>();
    byScope.set(scope, made);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make();
    made.set(key, fresh);
    return fresh;
  };
}

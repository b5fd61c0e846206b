import type { Tell, News } from './tell.ts';

/** Keys that are remembered here, so that what happens with every call is asked of the database once; then it begins anew. */
const MOST_KEYS = 5_000;

/** Tells what has not been told yet. Never rejects. */
export type Once = (key: string, news: () => Omit<News, 'key'>) => Promise<void>;

export function createOnce(tell: Tell): Once {
  const told = new Set<string>();
  return async (key, news) => {
    if (told.has(key)) return;
    if (told.size >= MOST_KEYS) told.clear();
    told.add(key);
    if (!(await tell({ key, ...news() }))) told.delete(key);
  };
}

import type { z } from 'zod';
import { errorText } from '../core/error-text.ts';
import type { WatchDeps } from './deps.ts';

type Deps = Pick<WatchDeps, 'memory' | 'log'>;

/** What was kept under a name; `null`: nothing, or nothing that can be read. */
export async function recallAs<T>(
  { memory, log }: Deps,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  try {
    const text = await memory.recall(name);
    return text === null || text === '' ? null : schema.parse(JSON.parse(text));
  } catch (error) {
    log.warn('watch-memory-unreadable', { name, error: errorText(error) });
    return null;
  }
}

/** Keeps a value (`null`: none) and says whether that worked; the watch goes on either way. */
export async function keepAs({ memory, log }: Deps, name: string, value: unknown): Promise<boolean> {
  try {
    await memory.keep(name, value === null ? '' : JSON.stringify(value));
    return true;
  } catch (error) {
    log.warn('watch-memory-failed', { name, error: errorText(error) });
    return false;
  }
}

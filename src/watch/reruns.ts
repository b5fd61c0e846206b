import type { Rerun } from '../core/alerts.ts';
import { errorText } from '../core/error-text.ts';
import type { Look } from './deps.ts';

/** Looks again by name; what breaks on the way measured nothing. */
export function createReruns(looks: ReadonlyMap<string, () => Promise<Look>>): Rerun {
  return async (name) => {
    const look = looks.get(name);
    if (look === undefined) return { outcome: 'unknown', names: [...looks.keys()] };
    try {
      return await look();
    } catch (error) {
      return { outcome: 'unmeasured', detail: errorText(error) };
    }
  };
}

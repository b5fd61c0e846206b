import type { ChatUser } from '../../core/chat.ts';
import { MINUTE_MS } from '../../core/duration.ts';

/** Strangers that are written down in one minute; each once. */
export const STRANGERS_A_MINUTE = 20;

/**
 * Keeps a flood of strangers out of the table and the log. `null`: this use is not written down; else how many were
 * not since the last one that was.
 */
export function createStrangerLimit(): (user: ChatUser, now: number) => number | null {
  const seen = new Set<string>();
  let since = 0;
  let passedOver = 0;
  return ({ platform, id }, now) => {
    // A clock that was set back begins a new minute, too.
    if (now - since >= MINUTE_MS || now < since) {
      seen.clear();
      since = now;
    }
    const who = `${platform} ${id}`;
    if (seen.has(who) || seen.size >= STRANGERS_A_MINUTE) {
      passedOver += 1;
      return null;
    }
    seen.add(who);
    const before = passedOver;
    passedOver = 0;
    return before;
  };
}

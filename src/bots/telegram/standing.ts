import { verdictOf } from '../../core/far-end.ts';
import type { AnswerCalls } from './answer-calls.ts';
import type { RichText } from './rich-text.ts';

/** The one message in which a command's progress stands, and its answer in the end. */
export interface Standing {
  /** Posts it the first time, changes it from then on. Throws a `TelegramError`. */
  show(rich: RichText, signal: AbortSignal): Promise<void>;
  /** `null`: there is none, or an earlier change may still be on its way to it. */
  id(): number | null;
}

export function createStanding(calls: AnswerCalls): Standing {
  let id: number | null = null;
  let settled = true;
  return {
    async show(rich, signal) {
      try {
        if (id === null) id = await calls.post(rich, signal);
        else await calls.edit(id, rich, signal);
      } catch (error) {
        settled = changedNothing(error);
        throw error;
      }
    },
    id: () => (settled ? id : null),
  };
}

function changedNothing(error: unknown): boolean {
  const { action, reason } = verdictOf(error);
  return action === 'refuse' || reason === 'rate-limited' || reason === 'unreachable';
}

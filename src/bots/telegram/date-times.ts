import { TelegramError } from './error.ts';
import type { RichText } from './rich-text.ts';

const REFUSED = /entit|unsupported type/i;

/**
 * Sends a text. Bot API servers from before 9.5 (March 2026) refuse it for a `date_time` entity that it holds; there it
 * is sent once more without those, as times in the operator's zone.
 */
export async function withDateTimes<T>(rich: RichText, send: (rich: RichText) => Promise<T>): Promise<T> {
  try {
    return await send(rich);
  } catch (error) {
    const entities = rich.entities.filter(({ type }) => type !== 'date_time');
    if (entities.length === rich.entities.length || !refusesEntities(error)) throw error;
    return send({ text: rich.text, entities });
  }
}

function refusesEntities(error: unknown): boolean {
  const refusal = error instanceof TelegramError ? error.refusal : null;
  return refusal?.code === 400 && REFUSED.test(refusal.description);
}

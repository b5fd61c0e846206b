import { sayDuration, SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { Finding } from '../core/finding.ts';
import type { DoctorDeps } from './check.ts';

/** What is looked at alone; a bot's own examination gives up after 10 s. */
const PART_LONGEST_MS = 12 * SECOND_MS;
/** A whole check: longer, or what its parts found would go with it. */
export const CHECK_LONGEST_MS = 15 * SECOND_MS;

/** What a look gives, or that it failed or did not end: one that breaks must not hide what the others find. */
export async function guarded(
  about: string,
  look: () => Promise<readonly Finding[]>,
  { clock }: Pick<DoctorDeps, 'clock'>,
  longestMs = PART_LONGEST_MS,
): Promise<readonly Finding[]> {
  const { promise: late, resolve } = Promise.withResolvers<readonly Finding[]>();
  const cancel = clock.after(longestMs, () =>
    resolve([unknown(about, `gave no answer within ${sayDuration(longestMs)}`)]),
  );
  try {
    return await Promise.race([look(), late]);
  } catch (error) {
    return [unknown(about, `could not be looked at: ${errorText(error)}`)];
  } finally {
    cancel();
  }
}

function unknown(about: string, detail: string): Finding {
  return { about, state: 'unknown', detail, fix: 'try again; if it stays so, report it with this line' };
}

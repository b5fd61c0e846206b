import { z } from 'zod';
import { sayDuration, SECOND_MS } from '../../core/duration.ts';
import type { Finding } from '../../core/finding.ts';
import type { Check, DoctorDeps, PublicUrl } from '../check.ts';
import { errorText } from '../../core/error-text.ts';
import { parseOrNull } from '../../core/parse-or-null.ts';

const LONGEST_MS = 5 * SECOND_MS;
const about = 'public address';
/** What `GET /healthz` answers (contract, section 4). */
const healthy = z.object({ status: z.literal('ok') });

/** Whether the address that senders are given leads to this program. */
export const publicUrlCheck: Check = {
  about,
  async run(deps) {
    const { publicUrl, running } = deps;
    if (publicUrl === null) return [];
    if (!running) {
      const detail = `${publicUrl.url} can't be tried: the program does not run`;
      return [{ about, state: 'unknown', detail, fix: 'start the program: npm start' }];
    }
    return [await tried(publicUrl, deps)];
  },
};

async function tried(
  { url, listener }: PublicUrl,
  { get, clock }: Pick<DoctorDeps, 'get' | 'clock'>,
): Promise<Finding> {
  const tunnel = `start the tunnel that leads ${url} to ${listener}, or correct server.publicUrl`;
  const abort = new AbortController();
  const cancel = clock.after(LONGEST_MS, () =>
    abort.abort(new Error(`no answer within ${sayDuration(LONGEST_MS)}`)),
  );
  try {
    const { status, body } = await get(`${url}/healthz`, abort.signal);
    if (status === 200 && healthy.safeParse(parseOrNull(body)).success) {
      return { about, state: 'ok', detail: `${url} leads here`, fix: null };
    }
    const what =
      status === 200
        ? 'something else answers there'
        : `${url}/healthz is answered with ${status} instead of 200`;
    return { about, state: 'problem', detail: `${url} does not lead here: ${what}`, fix: tunnel };
  } catch (error) {
    return { about, state: 'problem', detail: `${url} can't be reached: ${errorText(error)}`, fix: tunnel };
  } finally {
    cancel();
  }
}

import type { Chance } from '../../../support/chance.ts';
import { DIGEST_KEY } from '../reporting.ts';
import type { Promised } from './promised.ts';

/** Of an estimate, in thousandths of a dollar. */
const LEAST = 1;
const MOST = 6;

export interface Reserver {
  readonly url: string;
  readonly name: string;
  readonly chance: Chance;
  readonly promised: Promised;
}

/** Reserves again and again, and settles, cancels or forgets what it got, until nobody answers any more. */
export async function reserveOn({ url, name, chance, promised }: Reserver): Promise<void> {
  for (let i = 0; ; i++) {
    const id = `${name}-${i}`;
    const estimate = chance.whole(LEAST, MOST + 1);
    // Of every other one the lease runs out while the clients go on.
    const lease = chance.whole(0, 2) === 0 ? { leaseSeconds: 1 } : {};
    const status = await post(url, '', { id, estimate: dollars(estimate), ...lease });
    if (status === null) return;
    if (status === 402) promised.refused += 1;
    if (status !== 201) continue;
    promised.reserved.set(id, estimate);
    const fate = chance.whole(0, 10);
    if (fate === 0) continue;
    promised.unsure.set(id, fate < 4 ? null : chance.whole(0, estimate + 1));
    await endIt(url, id, promised);
  }
}

/** Asks once more for every end that nobody has answered for. */
export async function endAgain(url: string, promised: Promised): Promise<void> {
  await Promise.all([...promised.unsure.keys()].map((id) => endIt(url, id, promised)));
}

async function endIt(url: string, id: string, promised: Promised): Promise<void> {
  const cost = promised.unsure.get(id) ?? null;
  const isCancel = cost === null;
  const status = isCancel
    ? await post(url, `/${id}/cancel`, {})
    : await post(url, `/${id}/settle`, { costUsd: dollars(cost) });
  if (status === null) return;
  promised.unsure.delete(id);
  if (status === 200 && isCancel) promised.cancelled.add(id);
  if (status === 200 && !isCancel) promised.settled.set(id, cost);
}

/** The status; `null`: the program was gone, and has answered for nothing. */
async function post(url: string, path: string, body: unknown): Promise<number | null> {
  try {
    const response = await fetch(`${url}/v1/reservations${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${DIGEST_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await response.text();
    return response.status;
  } catch {
    return null;
  }
}

function dollars(thousandths: number): string {
  return `0.${String(thousandths).padStart(3, '0')}`;
}

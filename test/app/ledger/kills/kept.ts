import Database from 'better-sqlite3';
import { z } from 'zod';
import { RESERVATION_STATES } from '../../../../src/core/ledger.ts';
import type { Promised } from './promised.ts';

export const THOUSANDTH = 1_000_000_000;

const keptSchema = z.array(
  z.object({
    id: z.string(),
    state: z.enum(RESERVATION_STATES),
    held: z.number(),
    /** `null`: nothing is booked under its id. */
    cost: z.number().nullable(),
    status: z.string().nullable(),
  }),
);
export type Kept = z.infer<typeof keptSchema>[number];

/** Every reservation, and what is booked of it. Sums in thousandths of a dollar. */
export function keptIn(file: string): {
  readonly kept: readonly Kept[];
  readonly records: number;
  readonly booked: number;
} {
  const db = new Database(file, { readonly: true });
  const rows = db
    .prepare(
      `select r.id, r.state, r.held_pico / ${THOUSANDTH} as held, u.cost_pico / ${THOUSANDTH} as cost, u.price_status as status
       from reservations r left join usage_records u on u.id = r.id and u.workflow = r.workflow`,
    )
    .all();
  const [{ records }] = counts.parse(db.prepare('select count(*) as records from usage_records').all());
  const [{ booked }] = sums.parse(
    db
      .prepare(`select total(cost_micro * 1000000.0 + cost_rest) / ${THOUSANDTH} as booked from usage_sums`)
      .all(),
  );
  db.close();
  return { kept: keptSchema.parse(rows), records, booked };
}
const counts = z.tuple([z.object({ records: z.number() })]);
const sums = z.tuple([z.object({ booked: z.number() })]);

/** What is kept and is not as it was answered; ends that nobody answered for may have happened or not. */
export function brokenPromises(kept: readonly Kept[], promised: Promised): readonly unknown[] {
  const byId = new Map(kept.map((one) => [one.id, one]));
  const lost = [...promised.reserved].filter(([id, held]) => byId.get(id)?.held !== held);
  return [...lost, ...kept.filter((one) => !isAsAnswered(one, promised))];
}

function isAsAnswered({ id, state, held, cost, status }: Kept, promised: Promised): boolean {
  const settled = promised.settled.get(id);
  const isSaid = settled !== undefined || promised.cancelled.has(id);
  switch (state) {
    case 'open':
      return cost === null && !isSaid;
    case 'expired':
      return cost === held && status === 'floor' && !isSaid;
    case 'cancelled':
      return cost === null && settled === undefined;
    case 'settled':
      return (
        cost === (settled ?? promised.unsure.get(id)) && status === 'reported' && !promised.cancelled.has(id)
      );
    default:
      return state satisfies never;
  }
}

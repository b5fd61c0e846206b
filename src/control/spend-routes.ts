import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errorText } from '../core/error-text.ts';
import type { LedgerActions } from '../core/ledger-actions.ts';
import { SPEND_KEYS, type LedgerReader } from '../core/ledger.ts';
import { dollarsOf } from '../core/money.ts';
import type { Log } from '../core/ports.ts';
import { readSpendView } from '../core/read-spend-view.ts';
import { sinceOf } from './params.ts';
import { refuse, refuseForNow } from './refuse.ts';

export interface SpendRoutesDeps {
  readonly books: Pick<LedgerReader, 'spend'>;
  readonly ledger: LedgerActions;
  readonly now: () => number;
  readonly log: Log;
}

/** `canary:` and a name of 63 characters, with room to spare. */
const LONGEST_NAME = 100;
const spendQuery = z.object({
  by: z.enum(SPEND_KEYS).default('workflow'),
  since: sinceOf('7d'),
  workflow: z.string().max(LONGEST_NAME).default(''),
});
const repriceBody = z.object({ since: sinceOf('100d') });
const QUERY_RULE = `by must be one of ${SPEND_KEYS.join(', ')}, since a duration like 24h or 30d, workflow a name`;

/** What was spent, and pricing it anew. */
export function addSpendRoutes(app: FastifyInstance, deps: SpendRoutesDeps): void {
  app.get('/v1/spend', async (request, reply) => {
    const query = spendQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, QUERY_RULE);
    const { by, since, workflow } = query.data;
    const only = workflow === '' ? null : workflow;
    return readSpendView(deps.books, { by, sinceMs: since, workflow: only, now: deps.now() });
  });
  app.post('/v1/spend/reprice', async (request, reply) => {
    const body = repriceBody.safeParse(request.body ?? {});
    if (!body.success) return refuse(reply, 400, 'since must be a duration like 24h or 30d');
    try {
      const since = Math.max(0, deps.now() - body.data.since);
      const { looked, adjusted, deltaPico, stillUnknown } = await deps.ledger.reprice(since);
      const deltaUsd = dollarsOf(deltaPico);
      deps.log.info('repriced', { looked, adjusted, deltaUsd, stillUnknown });
      return { looked, adjusted, deltaUsd, stillUnknown };
    } catch (error) {
      deps.log.error('reprice-failed', { error: errorText(error) });
      return refuseForNow(
        reply,
        'not all could be written down now; what is booked stays booked, so ask again',
      );
    }
  });
}

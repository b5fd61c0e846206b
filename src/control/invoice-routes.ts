import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorFields } from './act.ts';
import { refuse, refuseForNow } from './refuse.ts';

/** What a comparison of a bill with the books came to, in words. */
export interface ToldInvoice {
  readonly provider: string;
  readonly since: string;
  readonly until: string;
  readonly verdict: 'fits' | 'explained' | 'unexplained';
  readonly title: string;
  readonly body: string;
}

export interface InvoiceRoutesDeps {
  /** Tells the chats; the same again is told once. False: it could not be written down. */
  readonly tellInvoice: (told: ToldInvoice) => Promise<boolean>;
}

const MAX_TITLE = 500;
const MAX_BODY = 8_000;
const body = z.object({
  ...actorFields,
  provider: z.string().min(1).max(200),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  verdict: z.enum(['fits', 'explained', 'unexplained']),
  title: z.string().min(1).max(MAX_TITLE),
  body: z.string().max(MAX_BODY),
});

/** The command line has held a bill against the books, and the chats are to hear of it. */
export function addInvoiceRoutes(app: FastifyInstance, { tellInvoice }: InvoiceRoutesDeps): void {
  app.post('/v1/invoices', async (request, reply) => {
    const told = body.safeParse(request.body);
    if (!told.success) return refuse(reply, 400, 'this is no result of pithead invoice');
    if (!(await tellInvoice(told.data)))
      return refuseForNow(reply, 'could not be written down now, try again');
    return { told: true };
  });
}

import { z } from 'zod';
import type { BillLine } from './bill.ts';
import type { CostReport } from './cost-report.ts';
import { picoOfCents } from './read-amount.ts';
import { dayOf } from './read-day.ts';

const VERSION = '2023-06-01';
const MOST_BUCKETS = '31';

const bucketSchema = z
  .object({
    starting_at: z.string(),
    results: z.array(
      z.object({
        amount: z.string(),
        currency: z.literal('USD'),
        model: z.string().nullish(),
        token_type: z.string().nullish(),
        cost_type: z.string().nullish(),
      }),
    ),
  })
  .transform(({ starting_at, results }, context) =>
    results.flatMap((result): readonly BillLine[] => {
      const day = dayOf(starting_at);
      const pico = picoOfCents(result.amount);
      const kind = result.token_type ?? result.cost_type ?? null;
      if (day !== null && pico !== null)
        return [{ day, model: result.model ?? null, apiKey: null, kind, pico, tokens: null }];
      context.addIssue({ code: 'custom', message: 'a day or an amount that is none' });
      return [];
    }),
  );

/** `GET /v1/organizations/cost_report` of Anthropic: by day and description; decimal cents. Takes an admin key. */
export const anthropicCosts: CostReport = {
  name: 'Anthropic',
  request({ from, until }, adminKey, baseUrl = 'https://api.anthropic.com') {
    const url = new URL('/v1/organizations/cost_report', baseUrl);
    const { searchParams } = url;
    searchParams.set('starting_at', new Date(from).toISOString());
    searchParams.set('ending_at', new Date(until).toISOString());
    searchParams.set('bucket_width', '1d');
    searchParams.set('limit', MOST_BUCKETS);
    searchParams.append('group_by[]', 'description');
    searchParams.append('group_by[]', 'workspace_id');
    return { url, headers: { 'x-api-key': adminKey, 'anthropic-version': VERSION } };
  },
  bucket: bucketSchema,
};

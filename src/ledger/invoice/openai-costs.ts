import { z } from 'zod';
import type { BillLine } from './bill.ts';
import type { CostReport } from './cost-report.ts';
import { readLineItem } from './line-item.ts';
import { picoOfDollars } from './read-amount.ts';
import { utcDay } from './read-day.ts';

const MOST_BUCKETS = '180';

const resultSchema = z.object({
  amount: z.object({ value: z.union([z.number(), z.string()]), currency: z.literal('usd') }).optional(),
  line_item: z.string().nullish(),
  api_key_id: z.string().nullish(),
  quantity: z.number().nonnegative().nullish(),
  quantity_unit: z.string().nullish(),
});
const bucketSchema = z
  .object({ start_time: z.number(), results: z.array(resultSchema) })
  .transform(({ start_time, results }, context) =>
    results.flatMap((result): readonly BillLine[] => {
      // A day without costs has a result without an amount.
      if (result.amount === undefined) return [];
      const pico = picoOfDollars(String(result.amount.value));
      if (pico !== null) return [lineOf(utcDay(start_time * 1_000), pico, result)];
      context.addIssue({ code: 'custom', message: 'an amount that is no number' });
      return [];
    }),
  );

/** `GET /v1/organization/costs` of OpenAI: by day, line item and API key; dollars. Takes an admin key. */
export const openaiCosts: CostReport = {
  name: 'OpenAI',
  request({ from, until }, adminKey, baseUrl = 'https://api.openai.com') {
    const url = new URL('/v1/organization/costs', baseUrl);
    const { searchParams } = url;
    searchParams.set('start_time', String(from / 1_000));
    searchParams.set('end_time', String(until / 1_000));
    searchParams.set('bucket_width', '1d');
    searchParams.set('limit', MOST_BUCKETS);
    searchParams.append('group_by[]', 'line_item');
    searchParams.append('group_by[]', 'api_key_id');
    return { url, headers: { authorization: `Bearer ${adminKey}` } };
  },
  bucket: bucketSchema,
};

function lineOf(day: string, pico: bigint, result: z.infer<typeof resultSchema>): BillLine {
  const tokens = result.quantity_unit === 'tokens' ? (result.quantity ?? null) : null;
  return { day, ...readLineItem(result.line_item ?? ''), apiKey: result.api_key_id ?? null, pico, tokens };
}

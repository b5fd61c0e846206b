import type { z } from 'zod';
import type { BillLine } from './bill.ts';
import type { Span } from './span.ts';

/** A provider's API of costs. */
export interface CostReport {
  /** For a person. */
  readonly name: string;
  request(
    span: Span,
    adminKey: string,
    baseUrl?: string,
  ): { readonly url: URL; readonly headers: Readonly<Record<string, string>> };
  /** One day of the answer. */
  readonly bucket: z.ZodType<readonly BillLine[]>;
}

import { z } from 'zod';

/** More than a year of days at a week a page. */
const MAX_PAGES = 60;

/** Asks for JSON once. Rejects where there is no answer. */
export type GetJson = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: unknown }>;

/** `message`: what is wrong and what to do next. */
export interface FetchProblem {
  readonly reason: 'not-admin' | 'not-available' | 'limited' | 'unreachable' | 'unreadable';
  readonly message: string;
}

export type Pages<T> =
  | { readonly ok: true; readonly items: readonly T[] }
  | { readonly ok: false; readonly problem: FetchProblem };

/** Follows a list from page to page, as both providers' cost reports go, to its end. Never rejects. */
export async function readPages<T>(
  getJson: GetJson,
  {
    url,
    headers,
    item,
    name,
  }: {
    readonly url: URL;
    readonly headers: Readonly<Record<string, string>>;
    readonly item: z.ZodType<T>;
    /** Of the provider, for a person. */
    readonly name: string;
  },
): Promise<Pages<T>> {
  const page = z.object({ data: z.array(item), has_more: z.boolean(), next_page: z.string().nullish() });
  const items: T[] = [];
  for (let count = 0; count < MAX_PAGES; count++) {
    const answer = await getJson(url.href, headers).catch(() => null);
    if (answer === null)
      return refused('unreachable', `${name} can’t be reached: it is asked again next time`);
    if (answer.status !== 200) return { ok: false, problem: problemOf(answer.status, name) };
    const read = page.safeParse(answer.body);
    if (!read.success) break;
    items.push(...read.data.data);
    const next = read.data.next_page ?? null;
    if (!read.data.has_more || next === null) return { ok: true, items };
    url.searchParams.set('page', next);
  }
  return refused('unreadable', `${name} answers with something else than costs: import the CSV instead`);
}

function problemOf(status: number, name: string): FetchProblem {
  if (status === 401)
    return {
      reason: 'not-admin',
      message: `${name} refuses the key: it takes an admin key of the organization, not one that models are called with`,
    };
  if (status === 403 || status === 404)
    return {
      reason: 'not-available',
      message: `${name} has no cost report for this account (individual accounts have none): import the CSV instead`,
    };
  if (status === 429)
    return { reason: 'limited', message: `${name} was asked too often: it is asked again next time` };
  return status >= 500
    ? { reason: 'unreachable', message: `${name} fails (${status}): it is asked again next time` }
    : { reason: 'unreadable', message: `${name} answers ${status}: import the CSV instead` };
}

function refused(reason: FetchProblem['reason'], message: string): Pages<never> {
  return { ok: false, problem: { reason, message } };
}
